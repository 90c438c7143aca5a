"""llm-tutor: practise for ML and LLM interviews, and measure what the textbook claims."""

__version__ = "0.1.0"
