"""Events for the page that answers a scheme."""

from __future__ import annotations

from typing import TypedDict

from oro_framework.types import PageEvent

__all__ = ("ABORT", "ALL", "REQUEST", "Abandoned", "Asked")

REQUEST = "protocol.request"
ABORT = "protocol.abort"


class Asked(TypedDict):
    """A request of a scheme; its body comes along."""

    id: str
    scheme: str
    method: str
    url: str
    headers: list[tuple[str, str]]


class Abandoned(TypedDict):
    """A request whose requester is gone."""

    id: str


ALL = (
    PageEvent(name=REQUEST, push=True, detail=Asked, body=True, summary="Something of a scheme is asked for."),
    PageEvent(name=ABORT, push=True, detail=Abandoned, summary="The requester is gone and wants no answer."),
)
