"""Counts words: an extension that the showcase loads when somebody asks it to."""

from __future__ import annotations

from collections import Counter
from typing import TypedDict

from oro_framework import Call, route

__version__ = "1.0"


class Counted(TypedDict):
    """What a text has."""

    words: int
    letters: int
    most: list[str]


@route("words.count")
def count(call: Call, text: str) -> Counted:
    """Count the words and letters of a text, and name the three words it has most."""
    words = text.lower().split()
    most = [word for word, _ in Counter(words).most_common(3)]
    return {"words": len(words), "letters": sum(map(str.isalpha, text)), "most": most}
