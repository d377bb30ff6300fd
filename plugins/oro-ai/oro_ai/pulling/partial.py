"""Decide how to resume a download from a server's response. No I/O.

Rules
1. A download is resumed only if the server can confirm that the file is the same: by a strong ETag or, without one,
   by its date, sent as `If-Range`; or if its digest is known, which is checked at the end.
2. 200 is the whole file: the part file is discarded.
3. 206 is the rest, and must begin where the part file ends.
4. 416 names the length of the file: if the part file has that length, it is complete; else it is downloaded anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from oro_ai.errors import CannotPull

__all__ = ("Beginning", "Plan", "headers_for", "plan", "validator")

_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)")
_LENGTH = re.compile(r"bytes \*/(\d{1,18})")
_REASONS = {
    401: "the server wants to know who asks",
    403: "the server does not allow it",
    404: "there is no such file",
    429: "the server has been asked too often; try again later",
}


@dataclass(frozen=True, slots=True)
class Beginning:
    """The part of a file that was downloaded before."""

    size: int = 0
    """Bytes."""
    validator: str = ""
    """The strong ETag or date of the server's file; empty when it has neither."""
    sha256: str = ""
    """The digest of the whole file; empty when it is unknown."""

    @property
    def useful(self) -> bool:
        """Whether the download can be resumed from here."""
        return self.size > 0 and (self.validator != "" or self.sha256 != "")


@dataclass(frozen=True, slots=True)
class Plan:
    """Where to write the bytes of a response."""

    offset: int
    total: int | None
    """Bytes of the whole file; None when the server does not say."""
    whole: bool = False
    """Whether the file is complete already."""
    anew: bool = False
    """Whether to request the whole file again."""


def headers_for(have: Beginning) -> dict[str, str]:
    """Return the headers that request the missing bytes."""
    plain = {"accept-encoding": "identity"}
    if not have.useful:
        return plain
    same = {"if-range": have.validator} if have.validator else {}
    return {**plain, "range": f"bytes={have.size}-", **same}


def validator(headers: Mapping[str, str]) -> str:
    """Return the strong ETag of a response or else its date; empty when it has neither."""
    etag = headers.get("etag", "")
    return etag if etag.startswith('"') else headers.get("last-modified", "")


def plan(name: str, status: int, headers: Mapping[str, str], have: Beginning) -> Plan:
    """Decide what to do with a response.

    Args:
        name: the name of the file, for messages.
        status: the HTTP status.
        headers: the headers by lower-case name.
        have: the beginning that the request asked to continue.

    Raises:
        CannotPull: the server refused, or sent other bytes than requested.
    """
    if headers.get("content-encoding", "identity") != "identity" and status in (200, 206):
        raise CannotPull(name, "the server compressed it, though it was asked not to")
    if status == 200:
        length = headers.get("content-length", "")
        return Plan(0, int(length) if length.isascii() and length.isdigit() else None)
    if have.useful and status == 206:
        return _rest(name, headers.get("content-range", ""), have)
    if have.useful and status == 416:
        found = _LENGTH.fullmatch(headers.get("content-range", ""))
        whole = found is not None and int(found[1]) == have.size
        return Plan(have.size, have.size, whole=True) if whole else Plan(0, None, anew=True)
    raise CannotPull(name, _REASONS.get(status, f"the server answered with status {status}"))


def _rest(name: str, text: str, have: Beginning) -> Plan:
    found = _RANGE.fullmatch(text)
    if found is None or int(found[1]) != have.size:
        raise CannotPull(name, f'the server sent another part than was asked for: "{text[:80]}"')
    first, last, total = int(found[1]), int(found[2]), found[3]
    if last < first or (total != "*" and last >= int(total)):
        raise CannotPull(name, f'the part the server sent makes no sense: "{text[:80]}"')
    return Plan(first, None if total == "*" else int(total))
