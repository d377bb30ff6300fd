"""Markdown, by its lines; headings are those that markdown-it finds, so none of them is a comment in code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from oro_search.readers.reader import Line, Unit
from oro_search.readers.text import decoded, lines_of

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

__all__ = ("Markdown",)


class Markdown:
    """Markdown, each line as it was written."""

    name = "markdown"
    suffixes: Sequence[str] = (".md", ".markdown", ".mdown", ".mkd")
    unit: Unit = "line"
    version = 1

    def read(self, data: bytes) -> Iterator[Line]:
        text = decoded(data)
        levels = _headings(text)
        for number, line in lines_of(text):
            yield Line(line, number, level=levels.get(number, 0))


def _headings(text: str) -> dict[int, int]:
    """Return the level of each line that has a heading."""
    # markdown-it knows two of the three ways to end a line.
    tokens = _parser().parse(text.replace("\r\n", "\n").replace("\r", "\n"))
    return {token.map[0] + 1: int(token.tag[1:]) for token in tokens if token.type == "heading_open" and token.map}


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # not with the app's start

    # Only blocks are asked for: what stands within a line does not matter here.
    return MarkdownIt("commonmark").disable(["inline"])
