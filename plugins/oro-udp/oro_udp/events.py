"""The events that carry datagrams to pages which have no Conduit."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from oro_framework.types import PageEvent
from oro_udp.outlet import SOURCE

__all__ = ("ALL", "Datagram")


class Datagram(TypedDict):
    """The sender of the datagram in the body; with `EOF` no datagram follows."""

    id: str
    address: NotRequired[str]
    port: NotRequired[int]
    bytes: NotRequired[int]
    EOF: NotRequired[Literal[True]]


ALL = (PageEvent(name=SOURCE, push=True, detail=Datagram, body=True, summary="A datagram has come in."),)
