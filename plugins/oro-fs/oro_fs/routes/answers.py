"""Answers that several routes give."""

from __future__ import annotations

from typing import TypedDict

from oro_fs.sandbox.paths import encoded

__all__ = ("DONE", "Id", "Mode", "Opened", "PathAnswer", "Result", "path_answer")


class Opened(TypedDict):
    """A descriptor: the caller's id and the system's number."""

    id: str
    fd: int


class Id(TypedDict):
    """The id of a descriptor or watcher that was made or ended."""

    id: str


class Result(TypedDict):
    """Zero, or how many bytes were written."""

    result: int


class Mode(TypedDict):
    """A file mode."""

    mode: int


class PathAnswer(TypedDict):
    """A path as text, bytes that are no UTF-8 replaced, and percent-encoded, every byte kept."""

    path: str
    encoded: str


DONE: Result = {"result": 0}


def path_answer(raw: bytes) -> PathAnswer:
    """Build the answer that tells a path."""
    return {"path": raw.decode("utf-8", "replace"), "encoded": encoded(raw)}
