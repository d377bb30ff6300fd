"""Names of files that are never served, in any root and to any document. Sans-IO.

A name is compared as the most lenient file system would take it: without case, without dots and spaces at its end,
without invisible characters, and by the short name Windows makes of `.git`.
"""

from __future__ import annotations

import unicodedata

__all__ = ("unserved",)

_CONFIGURATION = "it configures an app, and is never served"
_NAMES = {
    "oro.toml": _CONFIGURATION,
    ".ororc": _CONFIGURATION,
    ".git": "it holds the history of code, and is never served",
    "git~1": "it holds the history of code, and is never served",
    "__pycache__": "it holds compiled Python, and is never served",
}


def unserved(name: str) -> str | None:
    """Return the reason why a file or folder of this name, with its contents, is never served; None when it may be."""
    return _NAMES.get(_plain(name).rstrip(". ").casefold())


def _plain(name: str) -> str:
    if name.isascii():
        return name
    shown = unicodedata.normalize("NFKC", name)
    return "".join(letter for letter in shown if unicodedata.category(letter) != "Cf")
