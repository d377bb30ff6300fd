"""`@udp_route`, which makes a method answer pages behind permission `udp`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from oro_framework.service import route, within
from oro_udp.errors import told

__all__ = ("udp_route",)

F = TypeVar("F", bound=Callable[..., Any])


def udp_route(name: str) -> Callable[[F], F]:
    """Make a method answer `ipc://<name>` behind permission `udp`; its errors carry the call's `id`."""

    def mark(function: F) -> F:
        return route(name, permission="udp")(within(lambda params: told(str(params["id"])))(function))

    return mark
