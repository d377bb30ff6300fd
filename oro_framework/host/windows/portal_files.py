"""Translates file dialogs to and from `org.freedesktop.portal.FileChooser`. Sans-IO."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from oro_framework.host.backends.interface.file_dialog import FileDialog

__all__ = ("chosen_paths", "method_of", "options_of", "title_of")

Filter = tuple[str, list[tuple[int, str]]]
_BY_NAME, _BY_TYPE = 0, 1
_ALL: Filter = ("All files", [(_BY_NAME, "*")])
_TITLES = {"open": "Open", "save": "Save", "folder": "Choose a folder"}
_FILTER = re.compile(r"(.*\S)\s*\((.*)\)\s*", re.DOTALL)


def method_of(dialog: FileDialog) -> str:
    """Return the method that shows a dialog."""
    return "SaveFile" if dialog.kind == "save" else "OpenFile"


def title_of(dialog: FileDialog) -> str:
    """Return the title of a dialog."""
    return dialog.title or _TITLES[dialog.kind]


def options_of(dialog: FileDialog) -> dict[str, tuple[str, Any]]:
    """Return the options of the method that shows a dialog."""
    found: dict[str, tuple[str, Any]] = {"modal": ("b", True)}
    if dialog.kind != "save" and dialog.multiple:
        found["multiple"] = ("b", True)
    if dialog.kind == "folder":
        found["directory"] = ("b", True)
    if dialog.kind == "save" and dialog.name:
        found["current_name"] = ("s", dialog.name)
    if dialog.directory:
        found["current_folder"] = ("ay", os.fsencode(dialog.directory) + b"\0")
    if filters := _filters(dialog):
        found["filters"] = ("a(sa(us))", filters)
    return found


def chosen_paths(results: Mapping[str, Any]) -> list[str]:
    """Return the paths of the files that were chosen."""
    parts = [urlsplit(uri) for uri in results.get("uris", ())]
    return [os.fsdecode(unquote_to_bytes(part.path)) for part in parts if part.scheme == "file"]


def _filters(dialog: FileDialog) -> list[Filter]:
    if dialog.types:
        return [(", ".join(dialog.types), [_accepted(each) for each in dialog.types]), _ALL]
    return [_filter(text) for text in dialog.filters]


def _accepted(word: str) -> tuple[int, str]:
    return (_BY_NAME, _any_case(f"*{word}")) if word.startswith(".") else (_BY_TYPE, word)


def _filter(text: str) -> Filter:
    """Read a filter as toolkits write it, such as `image png (*.png;*.apng)`."""
    found = _FILTER.fullmatch(text)
    name, patterns = (found[1], found[2].split(";")) if found else (text, [text])
    return name, [(_BY_NAME, _any_case(pattern.strip())) for pattern in patterns]


def _any_case(pattern: str) -> str:
    """Return a pattern that takes small and capital letters alike, which those of portals do not."""
    return "".join(_both(letter) for letter in pattern)


def _both(letter: str) -> str:
    low, high = letter.lower(), letter.upper()
    return f"[{low}{high}]" if letter.isascii() and low != high else letter
