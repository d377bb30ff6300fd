"""`Version`, and the order of versions, as npm's semver has them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

__all__ = ("Identifier", "Order", "Version", "clean", "compare", "parse_version")

Identifier = tuple[int, int, str]
"""One part of a prerelease: a number `(0, number, "")`, which sorts first, or a word `(1, 0, word)`."""
Order = tuple[int, int, int, int, tuple[Identifier, ...]]

MAX_LENGTH = 256
MAX_NUMBER = 2**53 - 1

NUMBER = "(?:0|[1-9][0-9]*)"
LOOSE_NUMBER = "[0-9]+"
WORD = "[0-9]*[a-zA-Z-][a-zA-Z0-9-]*"
PRERELEASE = rf"(?:-((?:{WORD}|{NUMBER})(?:\.(?:{WORD}|{NUMBER}))*))"
LOOSE_PRERELEASE = rf"(?:-?((?:{WORD}|{LOOSE_NUMBER})(?:\.(?:{WORD}|{LOOSE_NUMBER}))*))"
BUILD = r"(?:\+([a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*))"
FULL = rf"v?({NUMBER})\.({NUMBER})\.({NUMBER}){PRERELEASE}?{BUILD}?"
LOOSE = rf"[v=\s]*({LOOSE_NUMBER})\.({LOOSE_NUMBER})\.({LOOSE_NUMBER}){LOOSE_PRERELEASE}?{BUILD}?"

_FULL = re.compile(FULL)
_LOOSE = re.compile(LOOSE)
_LEADING = re.compile("^[=v]+")


@dataclass(frozen=True, slots=True)
class Version:
    """A version, its order among others, and its text without build metadata."""

    order: Order
    text: str

    @property
    def release(self) -> tuple[int, ...]:
        """Its three numbers."""
        return self.order[:3]

    @property
    def prerelease(self) -> bool:
        """Whether it comes before a release of the same numbers."""
        return not self.order[3]


@lru_cache(maxsize=65536)
def parse_version(text: str, loose: bool = True) -> Version | None:
    """The version that `text` is, None if it is none."""
    if len(text) > MAX_LENGTH:
        return None
    found = (_LOOSE if loose else _FULL).fullmatch(text.strip())
    if found is None:
        return None
    major, minor, patch, prerelease = int(found[1]), int(found[2]), int(found[3]), found[4]
    if major > MAX_NUMBER or minor > MAX_NUMBER or patch > MAX_NUMBER:
        return None
    if not prerelease:
        return Version((major, minor, patch, 1, ()), f"{major}.{minor}.{patch}")
    parts = tuple([_identifier(part) for part in prerelease.split(".")])
    words = ".".join([word or str(number) for _, number, word in parts])
    return Version((major, minor, patch, 0, parts), f"{major}.{minor}.{patch}-{words}")


def _identifier(text: str) -> Identifier:
    if text.isdigit() and int(text) < MAX_NUMBER:
        return 0, int(text), ""
    return 1, 0, text


def clean(text: str) -> str | None:
    """The text of a version without what people put before it, None if it is none."""
    version = parse_version(_LEADING.sub("", text.strip()))
    return version.text if version is not None else None


def compare(one: str, other: str) -> int:
    """Less than 0, 0 or more than 0, as `one` comes before, with or after `other`; what is no version comes first."""
    left, right = parse_version(one), parse_version(other)
    if left is None or right is None:
        return (left is not None) - (right is not None)
    return (left.order > right.order) - (left.order < right.order)
