"""The event that tells pages of programs started by `child_process.spawn`."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from oro_framework.types import PageEvent

__all__ = ("ALL", "SOURCE", "Ended", "Output")

SOURCE = "child_process.spawn"


class Output(TypedDict):
    """A program has written what comes along."""

    id: str
    source: Literal["stdout", "stderr"]


class Ended(TypedDict):
    """A program has ended, and then its pipes; killed by a signal its code is 128 and more."""

    id: str
    status: Literal["exit", "close"]
    code: int
    signal: int | None
    outputCount: NotRequired[int]


ALL = (
    PageEvent(name=SOURCE, push=True, detail=Output | Ended, body=True, summary="A program has written, or has ended."),
)
