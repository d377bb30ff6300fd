"""The page that a browser shows once it has brought the answer. Sans-IO."""

from __future__ import annotations

from html import escape

__all__ = ("HEADERS", "page")

HEADERS = (
    ("content-type", "text/html; charset=utf-8"),
    ("cache-control", "no-store"),
    ("referrer-policy", "no-referrer"),
    ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
    ("x-content-type-options", "nosniff"),
    ("connection", "close"),
)
"""Headers of the page: it loads nothing, and tells its address, which has a code in it, to no other."""

_STYLE = (
    ":root{color-scheme:light dark;font:1.1rem/1.5 system-ui,sans-serif}"
    "body{display:grid;min-height:90vh;place-content:center;text-align:center;margin:1rem}"
    "h1{font-size:1.5rem;font-weight:600;margin:0 0 .5rem}p{margin:0;max-width:32rem}"
)


def page(title: str, text: str) -> bytes:
    """Return a page with a heading and a sentence, neither of which is HTML."""
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    body = f"<title>{escape(title)}</title><style>{_STYLE}</style><h1>{escape(title)}</h1><p>{escape(text)}</p></html>"
    return (head + body).encode()
