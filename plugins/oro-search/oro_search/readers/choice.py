"""The reader of each file: that of its ending, or that of text where it looks like text."""

from __future__ import annotations

import os
from collections.abc import Iterable

from oro_search.readers.docx import Docx
from oro_search.readers.html import HTML
from oro_search.readers.markdown import Markdown
from oro_search.readers.pdf import PDF
from oro_search.readers.reader import Reader
from oro_search.readers.text import Text

__all__ = ("Readers",)


class Readers:
    """The readers of plugins, which go first, and those of oro-search.

    Args:
        brought: those of plugins, in order.
    """

    def __init__(self, brought: Iterable[Reader] = ()) -> None:
        self._text = Text()
        own: list[Reader] = [Markdown(), HTML(), PDF(), Docx(), self._text]
        every = [*brought, *own]
        self._by_suffix = {suffix: reader for reader in reversed(every) for suffix in reader.suffixes}

    def of(self, path: str) -> Reader:
        """Return the reader of a file; files of unknown endings are read as text."""
        return self._by_suffix.get(os.path.splitext(path)[1].lower(), self._text)

    @property
    def mark(self) -> str:
        """Text that tells these readers from others; an index that was made with others is made anew."""
        return " ".join(sorted(f"{suffix}:{one.name}/{one.version}" for suffix, one in self._by_suffix.items()))
