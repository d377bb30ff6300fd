"""The order in which npm sorts names and paths: that of English, as `localeCompare` has it.

Punctuation sorts first, in the order of the Unicode collation's root table, then digits, then letters, each before
its capital. Other letters follow in the order of their code points.
"""

from __future__ import annotations

from functools import lru_cache

__all__ = ("collation_key",)

_ORDER = "\t\n\x0b\x0c\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz"
_TABLE = {ord(letter): place + 1 for place, letter in enumerate(_ORDER)}


@lru_cache(maxsize=65536)
def collation_key(text: str) -> str:
    """A key that sorts `text` as npm does."""
    folded = text.lower()
    key = folded.translate(_TABLE)
    if folded == text:
        return key
    return key + "\0" + "".join("1" if letter.isupper() else "0" for letter in text)
