"""Safe file names for downloads, whatever a page or a server suggests. Sans-IO.

Rules
1. A name is one path segment: never empty, hidden, `.` or `..`, without separators or control characters.
2. No character or device name Windows refuses; at most 200 bytes of UTF-8, its ending kept.
3. `candidates` begins with the name itself; each further one has a number before its ending.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from email.message import Message
from urllib.parse import unquote, urlsplit

__all__ = ("attachment_name", "candidates", "safe_name")

MAX_BYTES = 200
NAMELESS = "download"
_REFUSED = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]')
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def safe_name(suggested: str, url: str = "") -> str:
    """Return a name for a download.

    Args:
        suggested: the name that the page or the server gave; if empty, the end of the path of `url`.
        url: the address of the download.
    """
    return _cleaned(suggested) or _cleaned(_last_segment(url)) or NAMELESS


def candidates(name: str) -> Iterator[str]:
    """Yield a safe name, then `name (1).ending`, `name (2).ending` and so on without end."""
    yield name
    stem, ending = _split(name)
    number = 0
    while True:
        number += 1
        yield f"{stem} ({number}){ending}"


def attachment_name(disposition: str) -> str | None:
    """Return the name in the Content-Disposition of an attachment (RFC 6266), empty where it has none.

    None when the header names no attachment.
    """
    with suppress(UnicodeError):
        disposition = disposition.encode("latin-1").decode()  # headers are latin-1; browsers take UTF-8 in them too
    message = Message()
    message["content-disposition"] = re.sub(r"[\r\n\x85\u2028\u2029]", " ", disposition)
    if message.get_content_disposition() != "attachment":
        return None
    return message.get_filename("")


def _last_segment(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return unquote(parts.path.rpartition("/")[2]) if parts.scheme not in ("data", "blob") else ""


def _cleaned(name: str) -> str:
    last = re.split(r"[/\\]", name)[-1]
    text = _REFUSED.sub("_", last).strip().strip(".").strip()
    if _DEVICE.fullmatch(text):
        text = f"_{text}"
    stem, ending = _split(text)
    room = MAX_BYTES - len(ending.encode())
    return (stem.encode()[:room].decode("utf-8", "ignore").rstrip() + ending) if text else ""


def _split(name: str) -> tuple[str, str]:
    """Split a name before its ending; `.tar.gz` is one ending, and a long one is none."""
    found = re.fullmatch(r"(.+?)((?:\.tar)?\.\w{1,12})", name, re.DOTALL)
    return (found[1], found[2]) if found else (name, "")
