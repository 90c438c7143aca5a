"""Which links may be opened."""

from __future__ import annotations

from urllib.parse import urlsplit


def safe(url: str) -> bool:
    """Whether a link goes to the web: `http` or `https`, with a host, and nothing in it that does not print.

    >>> safe("https://arxiv.org/abs/1706.03762"), safe("file:///etc/passwd"), safe("javascript:alert(1)")
    (True, False, False)
    """
    if not url.isprintable() or " " in url or "\\" in url:
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host)
