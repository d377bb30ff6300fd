"""Takes secrets out of texts that are kept or shown: keys, tickets, tokens, passwords. No I/O.

Pages write some of these texts, so each rule takes time in proportion to the text: a word is begun at its beginning
alone, not at each of its hyphens, and what is looked for within one has a limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ("HIDDEN", "redacted")

HIDDEN = "[hidden]"
_SHORTEST = 6
"""Letters of a secret that is looked for by its own text; shorter ones are words of many lines."""

_KEYS = "(?:api|access|private)?[_-]?key"
_WORDS = f"pass(?:word|wd|phrase)?|secret|token|ticket|signature|session|credentials?|auth|{_KEYS}"
_NAMES = rf"(?<![\w.-])[\w.-]*(?:{_WORDS})"
_HEADERS = r"(?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]*(?:key|token|ticket)"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL), HIDDEN),
    (re.compile(rf"(?i)\b({_HEADERS})(\"?'?\s*[:=]\s*)[^\r\n]+"), rf"\1\2{HIDDEN}"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}"), rf"\1 {HIDDEN}"),
    (re.compile(r"(?i)(?<![a-z0-9+.-])([a-z0-9+.-]+://)[^\s/?#@\"']+@"), rf"\1{HIDDEN}@"),
    (re.compile(rf"(?i)([?&;#][\w.-]*(?:{_WORDS})=)[^\s&;#\"'<>]+"), rf"\1{HIDDEN}"),
    (re.compile(rf"(?i)({_NAMES}[\"']?\s*(?:=|:)\s*)(\"[^\"\r\n]*\"|'[^'\r\n]*'|[^\s,;&)\]}}\"']+)"), rf"\1{HIDDEN}"),
    (re.compile(r"\beyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]*"), HIDDEN),
    (re.compile(r"\b(?:sk|pk|rk|ghp|gho|ghs|glpat|xox[abp])[-_][A-Za-z0-9_-]{16,}|\bAKIA[A-Z0-9]{16}\b"), HIDDEN),
)  # fmt: skip


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """Return a text without what looks like a secret.

    Args:
        text: any.
        secrets: texts that are known to be secret.
    """
    for secret in secrets:
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, HIDDEN)
    for pattern, put in _RULES:
        text = pattern.sub(put, text)
    return text
