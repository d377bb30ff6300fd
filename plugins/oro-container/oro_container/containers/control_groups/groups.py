"""`ControlGroups`, which makes the groups of an app's containers where it may."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import trio

from oro_container.containers.control_groups.control_group import ControlGroup
from oro_container.containers.control_groups.handing_down import hand_down, is_own
from oro_container.containers.control_groups.places import Controller, Place, mounts, own_places, usable
from oro_container.containers.control_groups.scope import scoped
from oro_container.containers.control_groups.sweeping import sweep
from oro_container.containers.launcher import Launcher
from oro_container.core.policy import Policy

__all__ = ("ControlGroups", "wanted")

_SYSTEM = Path("/")


class ControlGroups:
    """Makes control groups.

    Args:
        launcher: what makes containers whose groups are made where the app is.
        system: the root of the machine.
    """

    def __init__(self, launcher: Launcher, system: Path = _SYSTEM) -> None:
        self._own = launcher
        self._system = system
        self._scoped = Launcher(self._open_scope)
        self._refused = False
        """Whether there is no scope."""
        self._swept = False
        self._looking = trio.Lock()

    async def make(self, policy: Policy) -> tuple[Launcher, ControlGroup | None]:
        """Return what makes a container of a policy, and the group it is put in; None where there can be none."""
        controllers = wanted(policy)
        if not controllers:
            return self._own, None
        async with self._looking:
            if not self._swept:
                self._swept = True
                await trio.to_thread.run_sync(sweep, self._system)
            launcher, places = await self._places(controllers)
        places = {each: place for each, place in places.items() if each in controllers}
        try:
            return launcher, await trio.to_thread.run_sync(_made, places, policy) if places else None
        except OSError:
            return launcher, None

    async def aclose(self) -> None:
        """End what runs in a scope, and every container of it."""
        await self._scoped.aclose()

    async def _places(self, controllers: frozenset[Controller]) -> tuple[Launcher, Mapping[Controller, Place]]:
        own = own_places(self._system)
        found = usable(own)
        missing = controllers - found.keys()
        if not any(own[each].version == 2 for each in missing & own.keys()):
            return self._own, found
        if not self._refused:
            with suppress(OSError):
                await self._scoped.warm()
            if (pid := self._scoped.pid) is not None:
                there = own_places(self._system, pid)
                if missing - usable(there).keys():
                    with suppress(OSError):
                        await trio.to_thread.run_sync(hand_down, _second(there))
                return self._scoped, usable(there)
            self._refused = True
        with suppress(OSError):
            folder = _second(own)
            if is_own(folder, folder in mounts(self._system)):
                await trio.to_thread.run_sync(hand_down, folder)
        # It is one below now, and what is handed down is there.
        return self._own, usable(own)

    async def _open_scope(self, command: list[str], descriptor: int) -> trio.Process:
        process = await scoped(command, descriptor, self._system)
        if process is None:
            raise OSError
        return process


def wanted(policy: Policy) -> frozenset[Controller]:
    """Return what a group is to limit: what nothing else limits."""
    found: set[Controller] = set()
    if os.geteuid() == 0:
        # Whom the limit of a user does not bind.
        found.add("pids")
    if policy.memory is not None:
        found.add("memory")
    if policy.cpus is not None:
        found.add("cpu")
    return frozenset(found)


def _made(places: Mapping[Controller, Place], policy: Policy) -> ControlGroup:
    return ControlGroup(places, secrets.token_hex(8), policy)


def _second(places: Mapping[Controller, Place]) -> Path:
    """Return the folder of the group of version 2."""
    return next(place.folder for place in places.values() if place.version == 2)
