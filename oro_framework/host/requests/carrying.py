"""Values that JSON cannot carry cross by a service named `data`, if an installed plugin has one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

from msgspec import Raw

from oro_framework.errors import Unserialisable, Unsupported
from oro_framework.host.requests.envelope import FRAME
from oro_framework.interfaces import Host
from oro_framework.types import ByteStream, Call, Response

__all__ = ("CarriesData", "carried_answer", "carried_params")


@runtime_checkable
class CarriesData(Protocol):
    """A service named `data`, as the host asks it."""

    async def answer(self, route: str, value: Any) -> Response | ByteStream | Raw:
        """Return the answer that carries a route's result, or the result as JSON if that does after all.

        Raises:
            Unserialisable: it cannot be carried.
        """
        ...

    async def params(self, call: Call, hints: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the parameters in the body of a call, as the types of the hints where these are known.

        Raises:
            InvalidArgument: the body is no frame, or a parameter cannot have its type.
        """
        ...


async def carried_answer(host: Host, route: str, value: Any, refused: Unserialisable) -> Response | ByteStream | Raw:
    """Return the answer for a result that the host cannot write as JSON; see `CarriesData.answer`.

    Raises:
        Unserialisable: nothing carries it; without a service, the exception given.
    """
    service: object = await host.begin_service("data")
    if not isinstance(service, CarriesData):
        raise refused
    return await service.answer(route, value)


async def carried_params(call: Call, hints: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the parameters in a call's body.

    Raises:
        InvalidArgument: see `CarriesData.params`.
        Unsupported: no service reads it.
    """
    service: object = await call.host.begin_service("data")
    if not isinstance(service, CarriesData):
        raise Unsupported(f'Cannot call "{call.route}": its body is {FRAME}, which oro-data reads; install oro-data')
    return await service.params(call, hints)
