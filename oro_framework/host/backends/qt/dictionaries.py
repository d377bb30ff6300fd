"""Find the dictionaries by which QtWebEngine checks spelling: Chromium's own format, `.bdic`, one file per language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = ("FOLDERS", "VARIABLE", "dictionaries", "with_dictionary")

VARIABLE = "QTWEBENGINE_DICTIONARIES_PATH"
"""Names the folder to Qt; it looks into no other then."""
FOLDERS = (Path("/usr/share/hunspell-bdic"), Path("/usr/share/qt6/qtwebengine_dictionaries"))
"""The folders in which distributions install dictionaries."""


def dictionaries(environ: Mapping[str, str], folders: Sequence[Path] = FOLDERS) -> tuple[Path | None, frozenset[str]]:
    """Return the folder of dictionaries and the languages in it, as their files are named."""
    named = environ.get(VARIABLE, "")
    for folder in (Path(named),) if named else folders:
        found = frozenset(file.stem for file in folder.glob("*.bdic"))
        if found:
            return folder, found
    return None, frozenset()


def with_dictionary(languages: Sequence[str], there: frozenset[str]) -> list[str]:
    """Return the names of the dictionaries for languages, where there are any; `en_US` is `en-US` there, or `en`."""
    names = []
    for language in languages:
        hyphened = language.replace("_", "-")
        near = sorted(name for name in there if name.partition("-")[0] == hyphened.partition("-")[0])
        exact = [name for name in near if name.replace("_", "-") == hyphened]
        names += exact or near[:1]
    return list(dict.fromkeys(names))
