"""Shapes of answers that several routes have."""

from __future__ import annotations

from typing import Literal, TypedDict

from oro_framework.endpoints import Endpoint

__all__ = ("Family", "Id", "Name", "name_of")

Family = Literal[0, 4, 6]


class Id(TypedDict):
    """The id of a socket."""

    id: str


class Name(TypedDict):
    """An address of a socket, or of its peer."""

    address: str
    family: Literal["IPv4", "IPv6"]
    port: int
    id: str


def name_of(id: str, endpoint: Endpoint) -> Name:
    """Build the answer that tells an address of the socket of that id."""
    return {"address": endpoint.address, "family": endpoint.family, "port": endpoint.port, "id": id}
