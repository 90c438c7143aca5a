"""The command line. One verb a file, each imported only when its verb runs."""

from __future__ import annotations

import click


@click.group()
def main() -> None:
    """Practise for ML and LLM interviews, and measure what the textbook claims."""
