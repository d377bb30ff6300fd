"""The devices of one kind that pages were given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypedDict

from oro_devices.device import Device
from oro_devices.errors import NotGiven, NothingChosen
from oro_framework.errors import NotFound
from oro_framework.types import Call, Choice, Host

__all__ = ("Find", "Given", "Told", "told")

Find = Callable[[], Awaitable[Sequence[Device]]]
"""Returns the devices that are there now."""


class Told(TypedDict):
    """A device, as pages are told of it."""

    id: str
    info: dict[str, object]


class Given:
    """Grants of one kind of device.

    Args:
        host: the running app.
        permission: `serial`, `hid`, `usb` or `bluetooth`.
        what: the word for one device.
        find: returns the devices that are there.
    """

    def __init__(self, host: Host, permission: str, what: str, find: Find) -> None:
        self._host = host
        self.permission = permission
        self._what = what
        self.find = find

    async def choose(self, call: Call, fits: Callable[[Device], bool], parts: Sequence[str] = ()) -> Device:
        """Have the person choose among the devices that fit, and return the one that was chosen.

        Args:
            call: the call.
            fits: whether a device is one that the page asks for.
            parts: names of those parts of the device that are given along with it.

        Raises:
            NothingChosen: none was.
        """
        found: dict[str, Device] = {}

        async def choices() -> Sequence[Choice]:
            found.clear()
            found.update((device.id, device) for device in await self.find() if fits(device))
            return [
                Choice(id=id, label=device.label, includes=tuple(f"{id}/{part}" for part in parts))
                for id, device in found.items()
            ]

        text = f"Choose the {self._what} that it may use."
        chosen = await self._host.choices.choose(call, self.permission, text, choices)
        if chosen is None or chosen.id not in found:
            raise NothingChosen(self._what)
        return found[chosen.id]

    async def devices(self, call: Call) -> list[Device]:
        """Return the devices that are there and that the page was given."""
        given = self.ids(call)
        return [device for device in await self.find() if device.id in given] if given else []

    def ids(self, call: Call) -> frozenset[str]:
        """Return the ids of the devices that the page was given, there or not."""
        return self._host.choices.given(str(call.origin), self.permission)

    def check(self, call: Call, id: str) -> None:
        """Raise unless the page was given a device.

        Raises:
            NotGiven: it was not, or the device was taken back.
        """
        if id not in self.ids(call):
            raise NotGiven(self._what, id)

    async def device(self, call: Call, id: str) -> Device:
        """Return a device that the page was given.

        Raises:
            NotGiven: it was not.
            NotFound: it is not there now.
        """
        self.check(call, id)
        for device in await self.find():
            if device.id == id:
                return device
        raise NotFound(f'Cannot open {self._what} "{id[:80]}": it is not connected')

    async def forget(self, call: Call, id: str) -> None:
        """Take a device back, with what was given along with it."""
        ids = [each for each in self.ids(call) if each == id or each.startswith(f"{id}/")]
        await self._host.choices.forget(str(call.origin), self.permission, ids)


def told(device: Device) -> Told:
    """Return what a page is told of a device."""
    return {"id": device.id, "info": dict(device.info)}
