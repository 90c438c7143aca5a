import pytest

from tutor.errors import PackError
from tutor.grading.phrases import compile_pattern, is_slip, matches, same, words_of


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("Self-Attention", "self attention"),
        ("the self‑attention.", "self-attention"),
        ("feedforward", "feed-forward"),
        ("Feed Forward networks", "feed-forward network"),
        ("`softmax`", "softmax"),
        ("“KV cache”", "kv-cache"),
        ("key/value caches", "key-value cache"),
        ("queries", "query"),
        ("losses", "loss"),
        ("GPT-2", "gpt2"),
        ("d_k", "dk"),
        ("O(n²)", "O( n^2 )"),
        ("n**2", "n^2"),
        ("n − 1", "n-1"),
        ("Ｂｅａｍ search", "beam search"),
        ("bias & variance", "bias and variance"),
    ],
)
def test_only_spelling_differs(said: str, key: str) -> None:
    assert same(words_of(said), words_of(key))


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("n+1", "n-1"),
        ("n-1", "n1"),
        ("O(n)", "O(n^2)"),
        ("0.5", "5"),
        ("top-1", "top-10"),
        ("layers 1 2", "layers 12"),
        ("not linear", "linear"),
        ("1/n", "n"),
        ("C++", "C"),
    ],
)
def test_what_changes_the_meaning_is_not_spelling(said: str, key: str) -> None:
    assert not same(words_of(said), words_of(key))


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("atention", "attention"),
        ("attenttion", "attention"),
        ("attnetion", "attention"),
        ("multi-head atention", "multi-head attention"),
        ("quantisation", "quantization"),
        ("hallucenatoin", "hallucination"),
    ],
)
def test_a_slip_of_the_finger_is_read_as_the_word_it_was_meant_to_be(said: str, key: str) -> None:
    assert is_slip(words_of(said), words_of(key))


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("encoder", "decoder"),
        ("encoder-only", "decoder-only"),
        ("unsupervised learning", "supervised learning"),
        ("asymmetric", "symmetric"),
        ("decreasing", "increasing"),
        ("minimization", "maximization"),
        ("macrobatches", "microbatches"),
        ("intralayered", "interlayered"),
        ("retention", "attention"),
        ("now linear", "not linear"),
        ("lstm", "lsm"),
        ("tokne", "token"),
        ("sftmx", "softmax"),
        ("bm26", "bm25"),
        ("beam serc", "beam search"),
        ("linear attention", "linear"),
    ],
)
def test_another_term_is_never_read_as_a_slip(said: str, key: str) -> None:
    assert not is_slip(words_of(said), words_of(key))


def test_a_word_that_the_question_uses_is_never_read_as_a_slip() -> None:
    assert is_slip(("encoded",), ("encoder",))
    assert not is_slip(("encoded",), ("encoder",), known={"encoded"})


def test_a_pattern_matches_the_whole_answer_in_any_case() -> None:
    assert matches(r"re:soft[ -]?max", "  Soft-Max ")
    assert not matches(r"re:soft[ -]?max", "not softmax")


@pytest.mark.parametrize(
    ("pattern", "text"),
    [(r"re:(a|aa)+$", "a" * 190 + "!"), (r"re:(?:foo){e<=30}", "bar" * 60), (r"re:(\w|\w\w)*\d", "a" * 190)],
)
def test_a_pattern_that_backtracks_for_ever_is_stopped(pattern: str, text: str) -> None:
    with pytest.raises(TimeoutError, match="regex timed out"):
        matches(pattern, text)


def test_a_pattern_that_would_eat_all_memory_is_refused_before_it_is_built() -> None:
    with pytest.raises(PackError) as caught:
        compile_pattern("re:(?:(?:(?:a{1000}){1000}){1000}){1000}")

    assert str(caught.value) == (
        "the pattern `(?:(?:(?:a{1000}){1000}){1000}){1000}` repeats too often\n   use + or * in place of large counts"
    )


def test_a_pattern_that_cannot_be_read_is_refused_with_its_place() -> None:
    with pytest.raises(PackError) as caught:
        compile_pattern("re:soft(max")

    assert str(caught.value) == (
        "the pattern `soft(max` cannot be read: missing ) at position 8\n   correct or simplify it"
    )
