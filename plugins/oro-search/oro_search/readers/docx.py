"""Documents of Word (OOXML): the paragraphs of their text, with the pages as Word last broke them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from oro_search.readers.reader import Line, Unit, Unreadable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ("Docx",)

MOST_BYTES = 256 << 20
"""The most bytes of the unpacked text; a small file can be made to unpack into any number."""
_PART = "word/document.xml"
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The beginning of older formats of Word, and of encrypted documents of today's."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"(?:Heading|heading |berschrift)\s?([1-9])$")


class Docx:
    """Documents of Word. They have no lines: paragraphs are counted, and pages where Word noted them."""

    name = "docx"
    suffixes: Sequence[str] = (".docx", ".docm")
    unit: Unit = "paragraph"
    version = 1

    def read(self, data: bytes) -> Iterator[Line]:
        pages = b"lastRenderedPageBreak" in (xml := _text_part(data))
        page = 1
        for number, paragraph in enumerate(_paragraphs(xml), 1):
            text, breaks, before = _read(paragraph)
            page += before
            yield Line(text, number, page if pages else 0, _level(paragraph))
            yield Line("", number, page if pages else 0)
            page += breaks - before


def _text_part(data: bytes) -> bytes:
    if data.startswith(_OLD):
        raise Unreadable("it is encrypted, or of an older format of Word")
    try:
        with ZipFile(BytesIO(data)) as archive:
            if archive.getinfo(_PART).file_size > MOST_BYTES:
                raise Unreadable(f"its text has more than {MOST_BYTES >> 20} MiB")
            with archive.open(_PART) as part:
                return part.read(MOST_BYTES)
    except (BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise Unreadable(f"it is no document of Word that can be read ({error})") from error


def _paragraphs(xml: bytes) -> Iterator[Element]:
    from defusedxml import DefusedXmlException  # not with the app's start
    from defusedxml.ElementTree import ParseError, iterparse

    try:
        for _, element in iterparse(BytesIO(xml)):
            if element.tag == f"{_W}p":
                yield element
                element.clear()
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise Unreadable(f"it is no document of Word that can be read ({error})") from error


def _read(paragraph: Element) -> tuple[str, int, int]:
    """Return the text of a paragraph, the number of its page breaks, and how many come before its text."""
    texts: list[str] = []
    breaks = before = 0
    for element in paragraph.iter():
        match element.tag.removeprefix(_W):
            case "t":
                texts.append(element.text or "")
            case "tab" | "br" | "cr" if element.get(f"{_W}type") != "page":
                texts.append(" ")
            case "lastRenderedPageBreak":
                breaks += 1
                before += not "".join(texts).strip()
    return "".join(texts), breaks, before


def _level(paragraph: Element) -> int:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name = style.get(f"{_W}val", "") if style is not None else ""
    if name == "Title":
        return 1
    found = _HEADING.search(name)
    return int(found[1]) if found else 0
