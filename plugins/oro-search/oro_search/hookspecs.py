"""The hook that other plugins implement for oro-search, beside those of `oro_framework.hookspecs`."""

from __future__ import annotations

from collections.abc import Sequence

from oro_framework.hookspecs import hookspec
from oro_search.readers.reader import Reader

__all__ = ("oro_search_readers",)


@hookspec
def oro_search_readers() -> Sequence[Reader]:
    """Declare readers of further formats, which go before those of oro-search.

    Asked with the first call of a run, and by `oro search`. A file is read by the reader of its ending.
    """
    raise NotImplementedError
