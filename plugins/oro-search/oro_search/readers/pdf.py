"""PDF: the text of its pages, by pypdf."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from oro_search.readers.reader import Line, Unit, Unreadable

if TYPE_CHECKING:
    from pypdf import PdfReader

__all__ = ("PDF",)


class PDF:
    """Documents with pages; a scan without text has none."""

    name = "pdf"
    suffixes: Sequence[str] = (".pdf",)
    unit: Unit = "line"
    version = 1

    def read(self, data: bytes) -> Iterator[Line]:
        reader = _opened(data)
        seen = False
        try:
            for number, page in enumerate(reader.pages, 1):
                text = page.extract_text()
                seen = seen or bool(text.strip())
                for line, each in enumerate(text.split("\n"), 1):
                    yield Line(each, line, number)
                yield Line("", 0, number)
        except Exception as error:  # pypdf raises whatever a broken file makes it run into
            raise _broken(error) from error
        if not seen:
            raise Unreadable("it has no text; its pages may be pictures")


def _opened(data: bytes) -> PdfReader:
    from pypdf import PdfReader  # not with the app's start

    # It tells at length of every small fault of a file; what matters is raised.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(BytesIO(data))
        # Many are encrypted with an empty password, so that they cannot be changed.
        locked = reader.is_encrypted and not reader.decrypt("")
    except Exception as error:  # as above
        raise _broken(error) from error
    if locked:
        raise Unreadable("it is encrypted")
    return reader


def _broken(error: Exception) -> Unreadable:
    return Unreadable(f"it is no PDF that can be read ({type(error).__name__}: {str(error)[:200]})")
