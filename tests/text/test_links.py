"""Only links to the web are opened."""

from __future__ import annotations

import pytest

from tutor.text.links import safe


@pytest.mark.parametrize("url", ["https://arxiv.org/abs/1706.03762", "http://localhost:8000/x?y=1#z", "HTTPS://x.org"])
def test_a_link_to_the_web_is_safe(url: str) -> None:
    assert safe(url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "action:app.quit",
        "data:text/html,x",
        "ftp://x.org",
        "//x.org",
        "x.org",
        "",
        "https:",
        "https://",
        "http:///path",
        "https://x.org\n",
        "https://x.org\x1b]52;c;x\x07",
        "https://x .org",
        "https://x.org\\@evil.example",
        "https://[::1",
        " https://x.org",
        "https://x.org/\u202egnp",
    ],
)
def test_anything_else_is_not(url: str) -> None:
    assert not safe(url)
