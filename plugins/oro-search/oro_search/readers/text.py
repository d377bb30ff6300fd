"""Plain text, and whatever else is text: source code, tables with commas, logs. Sans-IO."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence

from oro_search.readers.reader import Line, Unit, Unreadable

__all__ = ("Text", "decoded", "lines_of")

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BREAK = re.compile(r"\r\n|\r|\n")


class Text:
    """Text of any kind."""

    name = "text"
    suffixes: Sequence[str] = (".txt", ".text", ".log", ".rst", ".csv", ".tsv")
    unit: Unit = "line"
    version = 1

    def read(self, data: bytes) -> Iterator[Line]:
        for number, text in lines_of(decoded(data)):
            yield Line(text, number)


def decoded(data: bytes) -> str:
    """Return the text of bytes: by their mark, as UTF-8, or as Windows-1252, which old files have.

    Raises:
        Unreadable: they are no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if _CONTROL.search(data):
        raise Unreadable("it is no text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield the number of each line and the line, as editors count them."""
    yield from enumerate(_BREAK.split(text), 1)
