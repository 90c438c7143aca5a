"""The merges against a worked example, the cutting against what must not be lost, and the sentences against typing."""

from __future__ import annotations

from demos.bpe import demo
from tutor.lab.frames import Measure, Table


def test_the_first_merges_of_a_known_text() -> None:
    """Sennrich's words, counted by hand: l·o and o·w and w·e stand three times, and l·o is met first."""
    counts = {"low": 2, "lower": 1, "newest": 2}
    tokens_of = {word: demo.begin(word, "characters") for word in counts}

    made = []
    for _ in range(4):
        pair = demo.most_frequent(counts, tokens_of)
        assert pair is not None
        made.append(b"".join(pair).decode())
        tokens_of = {word: demo.merge(tokens, pair) for word, tokens in tokens_of.items()}

    assert made == ["lo", "low", "ne", "new"]
    assert tokens_of["lower"] == (b"low", b"e", b"r")


def test_a_pair_is_merged_from_left_to_right_and_no_token_twice() -> None:
    assert demo.merge((b"a", b"a", b"a"), (b"a", b"a")) == (b"aa", b"a")
    assert demo.merge((b"b", b"a"), (b"a", b"b")) == (b"b", b"a")


def test_where_each_piece_is_one_token_there_is_nothing_to_merge() -> None:
    assert demo.most_frequent({"a": 5}, {"a": (b"a",)}) is None


def test_cutting_loses_nothing_whatever_is_typed() -> None:
    text = "  Ünïcode,  «мир» 漢字 🙂🙂 e\u0301_x1\t."

    for start in ("bytes", "characters"):
        pieces = demo.pieces([text])
        assert b"".join(token for piece in pieces for token in demo.begin(piece, start)).decode() == text


def test_every_sentence_stands_in_both_languages() -> None:
    lines = demo.SENTENCES.strip().splitlines()
    pairs = [line.split(" | ") for line in lines]

    assert len(lines) == len(set(lines)) == 96
    assert all(len(pair) == 2 and pair[0].isascii() for pair in pairs)
    assert not [russian for _, russian in pairs if any(c.isascii() and c.isalpha() for c in russian)]


def test_half_a_letter_is_shown_by_its_bytes() -> None:
    frames = list(demo.run(seed=0, merges=50, share=0.0, start="bytes", text="a the мир"))

    cut = next(f for f in frames if isinstance(f, Table) and f.name == "cut")
    tokens = next(f.value for f in frames if isinstance(f, Measure) and f.name == "your_tokens")

    assert cut.rows[0] == ("your text", "a ␣the ␣ <d0> <bc> <d0> <b8> <d1> <80>")
    assert tokens == 9
