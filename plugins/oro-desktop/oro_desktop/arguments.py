"""The part of an app's command line that comes from the desktop: files to open, and actions of its icon. Sans-IO."""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence
from urllib.parse import unquote_to_bytes, urlsplit

__all__ = ("OPTION", "actions_among", "paths_among")

OPTION = "--desktop-action"
"""Comes before the id of an action; `oro build` writes it into the entry."""


def actions_among(arguments: Sequence[str]) -> list[str]:
    """Return the ids of the actions that a start of the app stands for."""
    return [after for word, after in itertools.pairwise(arguments) if word == OPTION]


def paths_among(arguments: Sequence[str], folder: str) -> list[str]:
    """Return the absolute paths of the files that a start of the app names, by path or as `file:` address.

    Words that begin with `-` are options, the word after `--desktop-action` is an id, and other addresses are no files.

    Args:
        arguments: of the app.
        folder: the one relative paths begin in.
    """
    before = ["", *arguments]
    found = [_path(word) for last, word in zip(before, arguments, strict=False) if last != OPTION]
    return [os.path.normpath(os.path.join(folder, path)) for path in found if path]


def _path(word: str) -> str:
    if not word or word.startswith("-") or "\0" in word:
        return ""
    try:
        parts = urlsplit(word)
    except ValueError:
        return word
    if parts.scheme == "file":
        path = os.fsdecode(unquote_to_bytes(parts.path))
        return path if parts.netloc in ("", "localhost") and "\0" not in path else ""
    return "" if len(parts.scheme) > 1 else word
