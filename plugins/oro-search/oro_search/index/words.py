"""Questions as queries of FTS5. Sans-IO."""

from __future__ import annotations

import re

__all__ = ("query_of",)

MOST = 40
"""The most words of a question that are looked for."""
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]+)[\"”“»]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ENGLISH_AND_GERMAN = """
a about an and any are as at be been but by can could did do does for from had has have how i if in into is it its may
me my of on or our shall should so some than that the their them there these they this those to was we were what when
where which who whom whose why will with would you your aber als am auch auf aus bei bin das dass dem den der des die
durch ein eine einem einen einer eines er es für hat ich ihr im in ist kann man mein mit nach nicht oder sie sind über
um und uns vom von was wann warum welche wenn wer werden wie wir wird wo zu zum zur
"""
_COMMON = frozenset(_ENGLISH_AND_GERMAN.split())
"""Words that say little about a question; they are looked for only where it has no others."""


def query_of(question: str) -> str:
    """Return the query that finds passages with any word of a question; empty where it has none.

    What stands in quotation marks is looked for as it stands.
    """
    phrases = [_WORD.findall(found) for found in _QUOTED.findall(question)]
    words = _WORD.findall(_QUOTED.sub(" ", question))
    telling = [word for word in words if word.lower() not in _COMMON]
    terms = [" ".join(phrase) for phrase in phrases if phrase]
    terms += list(dict.fromkeys(telling if telling or terms else words))
    return " OR ".join(f'"{term}"' for term in terms[:MOST])
