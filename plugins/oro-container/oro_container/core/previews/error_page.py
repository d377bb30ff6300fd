"""Make the answer of a preview that has none of a guest: a page where a page was asked for, else JSON. Sans-IO."""

from __future__ import annotations

import html
import json

__all__ = ("error_body",)

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{title}</title>
<style>
  :root {{ color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }}
  body {{ max-width: 34rem; margin: 18vh auto 0; padding: 0 1rem }}
  h1 {{ font-size: 1.2rem }}
</style>
<h1>{title}</h1>
<p>{text}</p>
"""


def error_body(title: str, text: str, *, page: bool) -> tuple[bytes, bytes]:
    """Return the body and its media type.

    Args:
        title: what is wrong.
        text: why, and what to do.
        page: whether a document was asked for.
    """
    if page:
        return _PAGE.format(title=html.escape(title), text=html.escape(text)).encode(), b"text/html; charset=utf-8"
    return json.dumps({"error": {"message": f"{title}: {text}"}}).encode(), b"application/json"
