"""The figures that stand in several places of the bank: each has one value, in one unit and one rounding."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from tests.content.reading import plain, texts

_NUMBER = r"(?<![\w.,^–-])(\d[\d,]*(?:\.\d+)?(?:e\d+| ?× ?10(?:\^\{\d+\}|[⁰¹²³⁴⁵⁶⁷⁸⁹]+))?)(?![\d.]\d)"
_WORDS = r"(?:(?![.;?|] )[^\n]){0,70}?"
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(frozen=True)
class Figure:
    """A figure: `pattern` finds each mention; in it `#` is the number and `…` some words of one sentence."""

    name: str
    unit: str
    pattern: str
    allowed: tuple[str, ...]

    def mentions(self) -> list[tuple[str, str]]:
        """Where it stands, and the number there: `3.14 × 10^{23}` as `3.14e23`, `24,576` as `24576`."""
        wanted = re.compile(self.pattern.replace("…", _WORDS).replace("#", _NUMBER))
        found = [(where, match) for where, line in LINES for match in wanted.finditer(line)]
        return [(where, _number(match[match.lastindex or 0])) for where, match in found]


def _number(text: str) -> str:
    text = re.sub(r" ?× ?10\^?\{?", "e", text.translate(_SUPERSCRIPTS))
    return text.replace(",", "").rstrip("}")


LINES = [(where, plain(text)) for where, text in texts(true_only=True)]
B = r" ?(?:B|billion)\b"
T = r" ?(?:T|trillion)\b"
FIGURES = [
    # models and what they were trained with
    Figure(
        "GPT-3's parameters",
        "billion",
        rf"GPT-3(?::| with| at| has)? #{B}|#{B} GPT-3|At #{B} parameters, a few|preferred to #{B}|those of #{B}",
        ("175",),
    ),
    Figure("GPT-3's compute", "FLOP", r"GPT-3\b…# FLOP|tokens, # FLOP|the paper says #", ("3.14e23",)),
    Figure("GPT-3's share of the peak", "%", r"GPT-3(?: got|'s run is put at)? # %", ("21", "21.3")),
    Figure(
        "PaLM's share of the peak", "%", r"PaLM # %|training made use of # %|and # % with the mixing", ("46", "46.2")
    ),
    Figure("Llama 3's share of the peak", "%", r"Llama 3(?: 405B)? reports 38 to #|Llama 3 405B: 38–#", ("43",)),
    Figure(
        "InstructGPT's parameters",
        "billion",
        rf"InstructGPT (?:at|with) #{B}|#{B} (?:InstructGPT|version)|Raters…#{B}",
        ("1.3",),
    ),
    Figure("Gopher's parameters", "billion", rf"#{B} Gopher|Gopher with #{B}|beat (?:a )?(?:model of )?#{B}", ("280",)),
    Figure("Chinchilla's parameters", "billion", rf"(?:Chinchilla,?|recipe:) with #{B}|#{B} model on 1\.4", ("70",)),
    Figure("Chinchilla's tokens", "trillion", rf"70{B} (?:parameters and|model on) #{T}", ("1.4",)),
    Figure("Chinchilla's ratio", "tokens per parameter", r"(?:about|some|near|with|-) # tokens per parameter", ("20",)),
    Figure("Llama 2 7B's parameters", "billion", rf"32000 give #{B}|in all #{B}|per cent of #{B}", ("6.74", "6.7")),
    Figure("Llama 2 7B's inner width", "", r"d_\{ff\} = #|and # this is Llama 2|Llama 2 7B rounds up to #", ("11008",)),
    Figure("Llama 3 8B's tokens", "trillion", rf"Llama 3 8B (?:saw|was trained on) about #{T}", ("15",)),
    Figure("Llama 3 405B's tokens", "", r"405 [×·] 10\^9 [×·] #", ("15.6e12",)),
    Figure("Llama 3 405B's compute", "FLOP", r"15\.6 [×·] 10\^\{12\} = #", ("3.8e25",)),
    Figure(
        "Mixtral's parameters", "billion", rf"8x7B: #{B}|so all #{B}|About #{B}\.|with #{B} parameters can run", ("47",)
    ),
    Figure(
        "Mixtral's active parameters", "billion", rf"parameters, #{B} active|Some #{B} are active|work of #{B}", ("13",)
    ),
    # translation scores and what they took
    Figure("GNMT to German", "BLEU", r"GNMT \+ RL[^\d\n]{1,9}(?:2016 \| )?#|% above #", ("24.6",)),
    Figure("GNMT to French", "BLEU", r"24\.6(?: \|| and) #|38\.1 against #", ("39.92",)),
    Figure(
        "Transformer-big to German",
        "BLEU",
        r"[- ]big(?: \| 2017)?(?: \||:) #|(?:2017:|ence:|\?\":|as) # BLEU(?! for)|and # had been|right: # is",
        ("28.4",),
    ),
    Figure("Transformer-big to French", "BLEU", r"28\.4(?: \|| and) #", ("41.8",)),
    Figure(
        "Transformer-base to German", "BLEU", r"base: #|German: # against|(?:or|and|GNMT,) #…at a seventh", ("27.3",)
    ),
    Figure("RNMT+ to German", "BLEU", r"RNMT\+ (?:later )?reached #|RNMT\+(?: \(LSTM\) \| 2018 \||:) #", ("28.5",)),
    Figure(
        "Transformer-big's compute",
        "FLOP",
        r"big(?:, 2017:| on English–German:)? # ?|# for the big|big one \(#|paper gives # FLOP",
        ("2.3e19",),
    ),
    Figure("Transformer-base's compute", "FLOP", r"38\.1, at #|base model \(#|# for the base", ("3.3e18",)),
    Figure("Transformer-big's training", "days", r"hours, or # days|19\} FLOP, # days|trained in # days", ("3.5",)),
    Figure(
        "Seq2seq with attention", "BLEU", r"50 words: # BLEU against|17\.82 (?:to|without attention,|\|) #", ("26.75",)
    ),
    Figure(
        "Seq2seq without attention",
        "BLEU",
        r"BLEU against # without|: # without attention,|50 words \| #|(?:models went from|13\.93 to) #",
        ("17.82",),
    ),
    Figure(
        "Seq2seq with attention, at best",
        "BLEU",
        r"Trained longer it makes #|33\.30 to #|and # was the best",
        ("28.45",),
    ),
    Figure("Phrase-based Moses", "BLEU", r"Moses (?:still led,|made|reached) #|baseline(?: had)? #", ("33.30",)),
    # laws and rules
    Figure(
        "Kaplan's exponent of parameters",
        "",
        r"alpha_N = #|N\^\{-#\}|N_c/N\)\^\{#\}|small: about #|exponent is #, not|power −#",
        ("0.076",),
    ),
    Figure(
        "Loss off by twice the parameters", "%", r"loss falls by # %|so # % less loss|about # % per doubling", ("5",)
    ),
    Figure(
        "Kaplan's growth of the best size",
        "",
        r"propto C\^\{#\}|grows as C\^\{#\}|Kaplan got #|exponent towards #",
        ("0.73",),
    ),
    Figure(
        "Training states",
        "bytes per parameter",
        r"Adam…# bytes (?:per|a) (?:parameter|weight)|# bytes for mixed",
        ("16",),
    ),
    Figure(
        "Training states of 7 B",
        "GB",
        r"7 B: # GB|full # GB|so # GB of states|activation: # GB|per weight, # GB|# GB for full",
        ("112",),
    ),
    Figure("Where full mixing equals the rest", "tokens", r"n = 6d(?: =|,) #|full: level at n = #", ("24576",)),
    Figure(
        "Where causal mixing equals the rest",
        "tokens",
        r"causal(?: at|,) #(?:\.|\*)|12 ?d(?:, which is|:) # tokens",
        ("49152",),
    ),
    Figure("Context that an LSTM uses", "tokens", r"(?:LSTM|Khandelwal)…(?:about|some) # tokens", ("200",)),
    Figure("Models tested in RULER", "", r"[Oo]f # (?:models )?that claim", ("17",)),
    Figure("Images that a ViT needs", "million", r"(?:on|with|from|until) 14 to # million", ("300",)),
    Figure(
        "BERT's masked tokens",
        "%",
        r"BERT (?:picks|masks|with its|masks at a fixed rate of) # %|usual # % of the tokens",
        ("15",),
    ),
    Figure("Weight of a lead of 5 among 128", "", r"(?:16 tokens,|Gap 5: weight) # among 128", ("0.54",)),
    Figure("Weight of a lead of 5 among 8,192", "", r"128(?: keys)?, # among 8,192", ("0.018",)),
    Figure("Training's FLOP", "per parameter and token", r"[Tt]raining[^.;]{0,40}?(?<!\w)#ND|C (?:=|≈) #ND", ("6",)),
    Figure("7 B on 2 T tokens", "FLOP", r"(?:2 T tokens:|tokens make|run takes|Numbers -) # FLOP", ("8.4e22",)),
    Figure("BERT's positions", "", r"BERT's learned table has #|BERT took #", ("512",)),
    # caches and serving
    Figure(
        "Llama-2-7B's cache",
        "MiB per token",
        r"Llama-2-7B…# MiB(?:,| a token| per| of cache per)|# MiB for Llama-2-7B|7B with # MiB",
        ("0.5",),
    ),
    Figure(
        "Llama-2-7B's cache, in KiB",
        "KiB per token",
        r"Llama-2-7B…# KiB(?: a| per) token|# KiB for Llama-2-7B",
        ("512",),
    ),
    Figure(
        "Llama-2-7B's cache at 4,096 tokens",
        "GiB",
        r"# GiB(?: for Llama-2-7B)? at 4,096|4,096 tokens(?:: | has )# GiB",
        ("2",),
    ),
    Figure(
        "Cache of 80 layers with 8 KV heads",
        "KiB per token",
        r"(?:80 layers|70B)…# KiB|(?:8 take|Eight KV heads store) # KiB",
        ("320",),
    ),
    Figure("State of two LSTM layers of 1,024", "KiB", r"1,024 units…# KiB|# KiB of state", ("8",)),
    Figure(
        "Stored scores of 8,192 tokens",
        "GB per layer",
        r"(?:8192|8,192)…# GB(?: a| per) layer|# GB per layer for 8,192",
        ("4.3",),
    ),
    Figure(
        "Bound of 7 B in 16 bits at 2 TB/s",
        "tokens/s",
        r"at most # tokens(?:/s| a second)|7 ms, # tokens|that # per second",
        ("143",),
    ),
    Figure(
        "Cache of 32 layers with 8 KV heads",
        "KiB per token",
        r"Mistral 7B has…# KiB|8B model…# KiB|16 bits, full…# KiB",
        ("128",),
    ),
    Figure(
        "Weights of 7 B in 16 bits",
        "GB",
        r"7 ?B (?:in|model takes)[^.;]{0,30}?# GB|weights that take # GB|The # GB are right",
        ("14",),
    ),
    Figure("Texts of a thousand greedy runs", "", r"requests gave # texts|got # different texts", ("80",)),
    Figure("Cache memory that held tokens before paging", "%", r"(?:found|measured|that) 20\.4 to # %", ("38.2",)),
    # people and products
    Figure("GPT-4's calibration error after", "", r"0\.007 to #", ("0.074",)),
    Figure("Gain of support agents", "%", r"support agents: # %|by # % on average|found # % more issues", ("15",)),
]


@pytest.mark.parametrize("figure", [pytest.param(figure, id=figure.name) for figure in FIGURES])
def test_a_figure_is_the_same_wherever_it_stands(figure: Figure) -> None:
    mentions = figure.mentions()
    deviant = [f"{where}: {number} {figure.unit}" for where, number in mentions if number not in figure.allowed]

    assert deviant == []
    assert len(mentions) >= 2
