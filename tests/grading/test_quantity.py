import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.errors import ResponseError
from tutor.grading.figures import number, show
from tutor.grading.quantity import read, reading

UNITS = ["", "B", "GiB", "ms", "s", "FLOP", "TFLOP/s", "tokens", "params", "%", "$", "GB/s", "FLOP/byte", "heads"]


@pytest.mark.parametrize(
    ("text", "asked", "value"),
    [
        # bytes and bits
        ("320 KiB", "B", 327_680),
        ("327.68 KB", "B", 327_680),
        ("0.3125 MiB", "B", 327_680),
        ("327680 bytes", "B", 327_680),
        ("2.62144 Mbit", "B", 327_680),
        ("2.62144 Mb", "B", 327_680),
        ("320kib", "B", 327_680),
        ("16 gb", "GB", 16),
        ("16 G", "GB", 16),
        ("0.016 TB", "GB", 16),
        ("16 gigabytes", "GB", 16),
        ("2 PiB", "TiB", 2_048),
        # time
        ("20 ms", "s", 0.02),
        ("20000 µs", "ms", 20),
        ("20000 μs", "ms", 20),
        ("20000us", "ms", 20),
        ("1.5 h", "min", 90),
        ("3 days", "h", 72),
        ("5e6 ns", "ms", 5),
        # compute
        ("3.14e23", "FLOP", 3.14e23),
        ("312 TFLOP", "FLOP", 312e12),
        ("1 PFLOPs", "TFLOP", 1_000),
        ("312 TFLOPS", "FLOP/s", 312e12),
        ("312e12 FLOP/s", "TFLOP/s", 312),
        ("7 billion flops", "FLOP", 7e9),
        # counts
        ("7B", "params", 7_000_000_000),
        ("7b parameters", "params", 7_000_000_000),
        ("1.4T", "tokens", 1.4e12),
        ("1.4 trillion tokens", "tokens", 1.4e12),
        ("128k", "tokens", 128_000),
        ("128Ki tokens", "tokens", 131_072),
        ("350M", "", 350_000_000),
        ("350 million", "", 350_000_000),
        ("80 layers", "", 80),
        ("7 bananas", "", 7),
        ("1 head", "heads", 1),
        ("3k tok/s", "tokens/s", 3_000),
        ("180 tokens/min", "tokens/s", 3),
        ("$5M", "$", 5_000_000),
        ("2 USD", "$", 2),
        # shares and ratios
        ("85%", "", 0.85),
        ("85 percent", "%", 85),
        ("4x", "", 4),
        ("4×", "", 4),
        # denominators that only count may come and go
        ("320 KiB per token", "B", 327_680),
        ("320 KiB", "B/token", 327_680),
        ("2 FLOP/B", "FLOP per byte", 2),
        ("400 Gbps", "GB/s", 50),
    ],
)
def test_a_quantity_is_read_in_the_unit_asked_for(text: str, asked: str, value: float) -> None:
    assert read(text, asked).value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 0.001),
        ("1E5", 1e5),
        ("2^20", 1_048_576),
        ("2**20", 1_048_576),
        ("2²⁰", 1_048_576),
        ("10⁻³", 0.001),
        ("2*2*80*8*128", 327_680),
        ("2 × 2 × 80 · 8 * 128", 327_680),
        ("3.2·10^5", 320_000),
        ("3.2 x 10^5", 320_000),
        ("3.2x10⁵", 320_000),
        ("6*7B*1.4T", 5.88e22),
        ("1,000", 1_000),
        ("1 000 000", 1_000_000),
        ("1_000", 1_000),
        ("0x400", 1_024),
        ("-0X1f", -31),
        ("1’000", 1_000),
        ("1.000,5", 1_000.5),
        ("1.000.000", None),
        ("0,5", 0.5),
        ("0,500", 0.5),
        ("12,25", 12.25),
        ("1.000", 1),
        ("007", 7),
        (".5", 0.5),
        ("5.", 5),
        ("½", 0.5),
        ("3½", 3.5),
        ("1/3", 1 / 3),
        ("4096/(2*8)", 256),
        ("√128", math.sqrt(128)),
        ("1/sqrt(64)", 0.125),
        ("log2(1024)", 10),
        ("−5", -5),
        ("-5", -5),
        ("~5", 5),
        ("about 5.", 5),
        ("５", 5),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, value: float | None) -> None:
    if value is None:
        with pytest.raises(ResponseError):
            read(text, "")
    else:
        assert read(text, "").value == pytest.approx(value, rel=1e-12)


def test_whole_numbers_stay_exact() -> None:
    assert read("2^60+1", "B").value == 2**60 + 1


@pytest.mark.parametrize(
    ("text", "asked", "note"),
    [
        ("327680", "B", "Read as 327,680 B = 320 KiB."),
        ("0,5", "", "Read as .5."),
        ("0.85", "%", "Read as .85 %."),
        ("312", "TFLOP/s", "Read as 312 TFLOP/s."),
        ("1,500 GB", "GB", ""),
        ("320 KiB", "B", ""),
        ("7B", "params", ""),
        ("80", "tokens", ""),
    ],
)
def test_a_guess_at_what_was_meant_is_said(text: str, asked: str, note: str) -> None:
    assert read(text, asked).note == note


COUNTS = "Type a number or a sum, as in `80`, `3.2e5`, `2*80*2048`, `1/3`, `7B`; k M B T are thousand to trillion."
PER_LAYER, PER_TOKEN = "an amount of data per layer", "an amount of data per token"
BYTES = "Type a number or a sum, as in `327680`, `320 KiB`, `2*7e9 B`; units: B KB KiB MB MiB GB GiB TB TiB bit."


@pytest.mark.parametrize(
    ("text", "asked", "message"),
    [
        ("5 ms", "B", f"`5 ms` is a time; an amount of data is asked.\n   {BYTES}"),
        ("16 GB/s", "B", f"`16 GB/s` is an amount of data per second; an amount of data is asked.\n   {BYTES}"),
        (
            "5 GB per layer",
            "GB/token",
            f"`5 GB per layer` is {PER_LAYER}; {PER_TOKEN} is asked.\n   {BYTES[:-1]}, per token.",
        ),
        ("80 GB", "", f"`80 GB` is an amount of data; a plain number is asked.\n   {COUNTS}"),
        ("3 layers", "tokens", f"`3 layers` is a number of layers; a number of tokens is asked.\n   {COUNTS}"),
        ("7B*2", "B", f"`7B*2` cannot be read: `B*2` is not a number.\n   {BYTES}"),
        ("5 #", "", f"`#` is not a unit.\n   {COUNTS}"),
        ("many", "", f"`many` is not a number.\n   {COUNTS}"),
        ("nan", "", f"`nan` is not a number.\n   {COUNTS}"),
        ("1e999", "", f"`1e999` cannot be read: a number too large to compute with.\n   {COUNTS}"),
        ("1e250", "", f"`1e250` cannot be read: a number too large to compute with.\n   {COUNTS}"),
        ("1/0", "", f"`1/0` cannot be read: a division by zero.\n   {COUNTS}"),
        ("9^9^9^9", "", f"`9^9^9^9` cannot be read: a number too large to compute with.\n   {COUNTS}"),
        ("1,00,000", "", f"`1,00,000` cannot be read: `1,00,000` is not a number.\n   {COUNTS}"),
        ("5-7", "", "`5-7` is a range.\n   Give the one number you would defend."),
        ("5–7 GB", "GB", "`5–7 GB` is a range.\n   Give the one number you would defend."),
    ],
)
def test_what_cannot_be_read_is_explained_with_what_can(text: str, asked: str, message: str) -> None:
    with pytest.raises(ResponseError) as caught:
        read(text, asked)

    assert str(caught.value) == message


def test_minutes_and_milliseconds_are_not_guessed_apart() -> None:
    with pytest.raises(ResponseError, match="`20m` may be minutes or milliseconds"):
        read("20m", "s")


@pytest.mark.parametrize(
    ("text", "asked", "line"),
    [
        ("", "B", ""),
        ("2*2*80*8*128", "B", "reads as 327,680 B = 320 KiB"),
        ("16e9", "B", "reads as 16,000,000,000 B = 16 GB"),
        ("7B", "params", "reads as 7,000,000,000 params = 7 billion params"),
        ("6291456", "weights", "reads as 6,291,456 weights"),
        ("0.02", "s", "reads as .02 s"),
        ("0.002", "s", "reads as .002 s = 2 ms"),
        ("90000", "s", "reads as 90,000 s = 25 h"),
        ("3.12e14", "FLOP/s", "reads as 312,000,000,000,000 FLOP/s = 312 TFLOP/s"),
        ("0.842", "", "reads as .842"),
        ("1/3", "", "reads as .333333"),
        ("16 GiB", "GiB", "reads as 16 GiB"),
        ("5 apples", "B", "`5 apples` is a number of apples; an amount of data is asked."),
    ],
)
def test_the_line_under_the_field_says_how_a_number_reads(text: str, asked: str, line: str) -> None:
    assert reading(text, asked) == line


@given(st.text(max_size=300), st.sampled_from(UNITS))
def test_no_text_does_anything_but_read_or_be_explained(text: str, asked: str) -> None:
    with suppress(ResponseError):
        assert math.isfinite(read(text, asked).value)


@given(st.text(alphabet="0123456789.,+-*/^()eEkMBT% xsqrtl√½²⁻", max_size=60), st.sampled_from(UNITS))
def test_no_arithmetic_does_anything_but_read_or_be_explained(text: str, asked: str) -> None:
    assert reading(text, asked) is not None


@given(st.floats(min_value=-1e30, max_value=1e30), st.sampled_from(UNITS))
def test_what_is_shown_reads_back_as_itself(value: float, asked: str) -> None:
    shown = show(value, asked).split(" = ")[0]

    assert read(shown, asked).value == pytest.approx(value, rel=1e-5, abs=1e-300)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (0.842, ".842"),
        (-0.5, "−.5"),
        (10.0, "10"),
        (1e15, "1×10¹⁵"),
        (3.15e23, "3.15×10²³"),
        (1e-7, "1×10⁻⁷"),
    ],
)
def test_numbers_are_printed_one_way(value: float, shown: str) -> None:
    assert number(value) == shown
