"""Cut a document into passages. Sans-IO.

Rules
1. A passage has at most `SIZE` characters, and is a piece of the document's text as it stands.
2. Every character that is no space is in a passage.
3. A heading begins a passage, unless the one before is short; a page always does.
4. A long section is cut after a paragraph, else after a sentence or a line, else after a word; what comes next begins
   with the sentences before the cut, as far as they have `OVERLAP` characters.
5. The place of a passage is that of its first character, its end that of its last.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

from msgspec import Struct

from oro_search.readers.reader import Line

__all__ = ("OVERLAP", "SIZE", "VERSION", "Passage", "passages")

SIZE = 1000
OVERLAP = 150
VERSION = 1
"""Raised when documents are cut otherwise than before; indexes are then made anew."""

_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*\s+|[。！？]\s*|\n+")
_WORD = re.compile(r"\s+")
_INK = re.compile(r"\S")


class Passage(Struct, frozen=True):
    """A piece of a document, and its place."""

    text: str
    heading: str = ""
    """The headings above it, the highest first, with ` > ` between them."""
    line: int = 0
    """The line, or paragraph, of its first character; 0 where the format has none."""
    end: int = 0
    """The line, or paragraph, of its last character."""
    page: int = 0
    """The page; 0 where the format has none."""
    numbers: tuple[int, ...] = ()
    """The number of each line of the text; none where they count up from `line`."""

    def line_at(self, offset: int) -> int:
        """Return the line, or paragraph, of a character of the text."""
        before = self.text.count("\n", 0, offset)
        return self.numbers[before] if self.numbers else self.line and self.line + before


def passages(lines: Iterable[Line], size: int = SIZE, overlap: int = OVERLAP) -> Iterator[Passage]:
    """Yield the passages of a document, in order.

    Args:
        lines: its lines, in order.
        size: the most characters of a passage.
        overlap: the most characters of two passages that are the same; less than half of `size`.
    """
    for heading, section in _sections(lines, size // 4):
        yield from _cut(heading, section, size, overlap)


def _sections(lines: Iterable[Line], short: int) -> Iterator[tuple[str, list[Line]]]:
    """Yield the lines that belong together, with the headings above them."""
    above: dict[int, str] = {}
    section: list[Line] = []
    heading, length = "", 0
    for line in lines:
        turned = bool(section) and line.page != section[-1].page
        if line.level and line.text.strip():
            above = {level: text for level, text in above.items() if level < line.level}
            above[line.level] = _plain(line.text)
        if section and (turned or (line.level and length >= short)):
            yield heading, section
            section, length = [], 0
        if not section:
            heading = " > ".join(above[level] for level in sorted(above))
        section.append(line)
        length += len(line.text.strip())
    if section:
        yield heading, section


def _plain(heading: str) -> str:
    return heading.strip().strip("#").strip()[:200]


def _cut(heading: str, lines: list[Line], size: int, overlap: int) -> Iterator[Passage]:
    text = "\n".join(line.text for line in lines)
    begins = [0, *accumulate(len(line.text) + 1 for line in lines[:-1])]

    for begin, end in _spans(text, size, overlap):
        first, last = (bisect_right(begins, offset) - 1 for offset in (begin, end - 1))
        numbers = tuple(line.number for line in lines[first : last + 1])
        line, page = lines[first].number, lines[first].page
        counts_up = numbers == tuple(range(line, line + len(numbers)))
        yield Passage(text[begin:end], heading, line, numbers[-1], page, () if counts_up else numbers)


def _spans(text: str, size: int, overlap: int) -> Iterator[tuple[int, int]]:
    begin = 0
    while (ink := _INK.search(text, begin)) is not None:
        begin = ink.start()
        whole = len(text) - begin <= size
        end = len(text) if whole else _end(text, begin, begin + size, size)
        yield begin, begin + len(text[begin:end].rstrip())
        if whole:
            return
        begin = _begin(text, max(end - overlap, begin + 1), end)


def _end(text: str, begin: int, limit: int, size: int) -> int:
    """Return where a passage ends that begins there: in its second half, as far back as the best kind of end is."""
    for pattern in (_PARAGRAPH, _SENTENCE, _WORD):
        ends = [found.end() for found in pattern.finditer(text, begin + size // 2, limit)]
        if ends:
            return ends[-1]
    return limit


def _begin(text: str, earliest: int, end: int) -> int:
    """Return where the passage after a cut begins: with a sentence before the cut, where one fits."""
    found = _SENTENCE.search(text, earliest, end)
    return found.end() if found is not None else end
