"""HTML: the text that a browser would show, with the lines of the source. Sans-IO."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser

from oro_search.readers.reader import Line, Unit
from oro_search.readers.text import decoded

__all__ = ("HTML",)

_UNSEEN = frozenset({"script", "style", "template", "noscript", "svg", "head"})
_INLINE_TAGS = """
a abbr b bdi bdo cite code data del dfn em font i img ins kbd label mark q s samp small span strong sub sup time tt u
var wbr
"""
_INLINE = frozenset(_INLINE_TAGS.split())
_EMPTY_TAGS = "area base br col embed hr img input link meta source track wbr"
_EMPTY = frozenset(_EMPTY_TAGS.split())
_SPACE = re.compile(r"[ \t\f\r\n]+")
_HEADING = re.compile(r"h[1-6]")


class HTML:
    """Pages of HTML, also XHTML."""

    name = "html"
    suffixes: Sequence[str] = (".html", ".htm", ".xhtml")
    unit: Unit = "line"
    version = 1

    def read(self, data: bytes) -> Iterator[Line]:
        page = _Page()
        page.feed(decoded(data).replace("\r\n", "\n").replace("\r", "\n"))
        page.close()
        page.end_block()
        yield from page.lines


class _Page(HTMLParser):
    """Gathers the text of blocks. A tag that is not closed ends with what it stands in, as in browsers."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self._unseen: list[str] = []
        self._title = False
        self._pre = 0
        self._level = 0
        self._text = ""
        self._number = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self._unseen.clear()
        if tag in _UNSEEN:
            self._unseen.append(tag)
        if tag == "title":
            self._title = True
        if tag in _INLINE:
            return
        self.end_block(paragraph=tag != "br")
        self._pre += tag == "pre"
        if _HEADING.fullmatch(tag):
            self._level = int(tag[1])

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            del self._unseen[self._unseen.index(tag) :]
        if tag in _INLINE or tag in _EMPTY:
            return
        self.end_block()
        self._title = self._title and tag != "title"
        self._pre -= tag == "pre" and self._pre > 0
        if _HEADING.fullmatch(tag):
            self._level = 0

    def handle_data(self, data: str) -> None:
        if self._title:
            self._add(data, self.getpos()[0], 1)
        elif not self._unseen:
            self._add(data, self.getpos()[0], self._level)

    def _add(self, data: str, number: int, level: int) -> None:
        for offset, part in enumerate(data.split("\n")):
            if offset and self._pre:
                self.end_block(paragraph=False)
            text = part if self._pre else _SPACE.sub(" ", part)
            if not text.strip():
                self._text += text and " "
                continue
            # A block has the line on which its text begins; long ones are cut where their source is.
            if not self._text.strip():
                self._number, self._text = number + offset, text
            elif offset and not self._pre:
                self._flush(level)
                self._number, self._text = number + offset, text
            else:
                self._text += text

    def end_block(self, *, paragraph: bool = True) -> None:
        """End a line of text, and a paragraph with it."""
        self._flush(self._level or int(self._title))
        if paragraph and self.lines and self.lines[-1].text:
            self.lines.append(Line("", self.lines[-1].number))

    def _flush(self, level: int) -> None:
        if text := self._text.strip("\n") if self._pre else self._text.strip():
            self.lines.append(Line(text, self._number, level=level))
        self._text = ""
