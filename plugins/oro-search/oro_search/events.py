"""Events about indexes for pages."""

from __future__ import annotations

from typing import TypedDict

from oro_framework.types import PageEvent

__all__ = ("ALL", "CHANGED", "PROGRESS", "Changed", "IndexProgress")

PROGRESS, CHANGED = "searchprogress", "searchchanged"


class IndexProgress(TypedDict):
    """How far an index is; `total` is 0 until the files to read are counted."""

    id: str
    """As the page named its call."""
    folder: str
    done: int
    total: int
    path: str


class Changed(TypedDict):
    """Changes of an index that is kept up to date; `error` says why it could not be, and is else empty."""

    folder: str
    indexed: int
    renamed: int
    leftOut: int
    removed: int
    error: str


ALL = (
    PageEvent(name=PROGRESS, detail=IndexProgress, summary="The index of a folder that the page asked for grew."),
    PageEvent(name=CHANGED, detail=Changed, summary="An index that the page keeps up to date followed its folder."),
)
