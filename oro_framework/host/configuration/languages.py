"""Languages of what people write. Sans-IO."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from oro_framework.host.configuration.values import words

__all__ = ("person_languages", "spelling_languages")

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def spelling_languages(value: Any) -> tuple[str, ...] | None:
    """Read languages such as `["en_US", "de_DE"]`; `"auto"` is None, which means the person's, and false is none.

    Raises:
        ValueError: it is something else; the message completes "expected …".
    """
    if value in (False, "false"):
        return ()
    found = words(value)
    if found == ("auto",):
        return None
    if not all(_TAG.fullmatch(each) for each in found):
        raise ValueError('languages such as ["en_US", "de_DE"], "auto" or false')
    return tuple(each.replace("-", "_") for each in found)


def person_languages(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the languages that the environment names, the preferred first; none for `C`."""
    first = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    named = (
        [first, *environ.get("LANGUAGE", "").split(":")] if first.partition(".")[0] not in ("", "C", "POSIX") else []
    )
    plain = (each.partition(".")[0].partition("@")[0] for each in named)
    return tuple(dict.fromkeys(each for each in plain if _TAG.fullmatch(each)))
