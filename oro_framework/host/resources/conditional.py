"""Conditional and range requests (RFC 9110 sections 13 and 14). Sans-IO: request headers in, a plan out.

Rules, in the order RFC 9110 section 13.2.2 gives them
1. `If-Match` that names another entity tag: 412. Without it, `If-Unmodified-Since` that is older: 412.
2. `If-None-Match` that names our entity tag: 304. Without it, `If-Modified-Since` that is not older: 304.
3. `Range` counts for GET only, when it is one range of bytes, and when `If-Range` names exactly the
   present state (a strong tag, or the same date).
4. One range inside the representation: 206. One wholly outside: 416 with the size.
5. Several ranges, another unit, or text that is no range: the whole, 200, as if there were no `Range`.
6. A date that cannot be read counts as absent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import formatdate, parsedate_to_datetime

from msgspec import Struct

__all__ = ("CONDITIONAL", "Plan", "Validators", "plan")

CONDITIONAL = frozenset({"if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "range"})

_RANGE = re.compile(r"bytes=[ \t]*([0-9]*)-([0-9]*)[ \t]*", re.IGNORECASE)
_TAG = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_LONGEST_DATE = 64


class Validators(Struct, frozen=True):
    """The entity tag and date that identify one state of a representation."""

    etag: str
    """A strong entity tag, quotes included."""
    modified: int
    """Whole seconds since 1970; below zero means unknown."""

    @property
    def last_modified(self) -> str:
        """The date as HTTP writes it."""
        return formatdate(max(self.modified, 0), usegmt=True)


class Plan(Struct, frozen=True):
    """The plan of an answer: a status, and the bytes of the representation to send."""

    status: int
    offset: int
    length: int
    content_range: str | None = None


def plan(method: str, headers: Mapping[str, str], validators: Validators, size: int) -> Plan:
    """Decide how a representation of `size` bytes is answered.

    Args:
        method: GET or HEAD.
        headers: request headers by lower-case name, repeated ones joined by a comma.
        validators: the entity tag and date of the present state.
        size: length of the whole representation.
    """
    whole = Plan(200, 0, size)
    if CONDITIONAL.isdisjoint(headers):
        return whole
    if _changed(headers, validators):
        return Plan(412, 0, 0)
    if _fresh(headers, validators):
        return Plan(304, 0, 0)
    wanted = headers.get("range")
    if wanted is None or method != "GET" or not _if_range(headers.get("if-range"), validators):
        return whole
    return _ranged(wanted, size) or whole


def _changed(headers: Mapping[str, str], have: Validators) -> bool:
    """Apply rule 1."""
    if (tags := headers.get("if-match")) is not None:
        return tags.strip() != "*" and not any(not weak and tag == have.etag for weak, tag in _TAG.findall(tags))
    since = _date(headers.get("if-unmodified-since"))
    return since is not None and 0 <= since < have.modified


def _fresh(headers: Mapping[str, str], have: Validators) -> bool:
    """Apply rule 2, a weak comparison, so `W/` makes no difference."""
    if (tags := headers.get("if-none-match")) is not None:
        return tags.strip() == "*" or any(tag == have.etag for _, tag in _TAG.findall(tags))
    since = _date(headers.get("if-modified-since"))
    return since is not None and 0 <= have.modified <= since


def _if_range(value: str | None, have: Validators) -> bool:
    """Apply rule 3: return True when the range may be answered."""
    if value is None:
        return True
    value = value.strip()
    if value.startswith(('"', "W/")):
        return value == have.etag
    return have.modified >= 0 and _date(value) == have.modified


def _ranged(value: str, size: int) -> Plan | None:
    """Apply rules 4 and 5; None means the whole."""
    matched = _RANGE.fullmatch(value.strip())
    if matched is None or matched.group(1) == matched.group(2) == "":
        return None
    first, last = matched.groups()
    if not first:
        return _suffix(_number(last), size)
    start, end = _number(first), size - 1
    if last:
        if _number(last) < start:
            return None
        end = min(end, _number(last))
    return _unsatisfiable(size) if start >= size else _part(start, end, size)


def _suffix(length: int, size: int) -> Plan | None:
    """Return the part with the last `length` bytes. An empty representation has no part that a 206 could name."""
    if length == 0:
        return _unsatisfiable(size)
    return _part(max(0, size - length), size - 1, size) if size else None


def _part(start: int, end: int, size: int) -> Plan:
    return Plan(206, start, end - start + 1, f"bytes {start}-{end}/{size}")


def _unsatisfiable(size: int) -> Plan:
    return Plan(416, 0, 0, f"bytes */{size}")


def _number(digits: str) -> int:
    """Read a number of any length; no file reaches 10**18 bytes."""
    return int(digits) if len(digits) <= 18 else 10**18


def _date(value: str | None) -> int | None:
    """Apply rule 6."""
    if value is None or len(value) > _LONGEST_DATE:
        return None
    try:
        return int(parsedate_to_datetime(value).timestamp())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
