"""One component of an app that can be called: what its file holds, and its instances."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import trio
from msgspec import Struct, field
from msgspec.structs import replace

from oro_framework.errors import Broken
from oro_framework.types import Window
from oro_wasm.components.compiler import Source
from oro_wasm.components.declared import Declared
from oro_wasm.components.describing import Described, describe
from oro_wasm.components.wit import Function, World
from oro_wasm.instances.instance import Instance, Manner
from oro_wasm.instances.messages import Open
from oro_wasm.programs.runners import Runners

__all__ = ("Component", "Stamp", "stamp_of")

Stamp = tuple[int, int, int]
"""Tells one state of a file from another, as far as the system does."""


def stamp_of(path: Path) -> Stamp:
    """Return the stamp of a file.

    Raises:
        OSError: it is not there.
    """
    status = os.stat(path)
    return status.st_mtime_ns, status.st_size, status.st_ino


class Component(Struct, eq=False):
    """A component that can be called.

    The functions are those of the app's start, for its routes are made of them.
    """

    declared: Declared
    described: Described
    stamp: Stamp
    instances: dict[str, Instance] = field(default_factory=dict)
    """By the id of their window; the app's own by an empty text."""
    gone: frozenset[int] = frozenset()
    """Places of functions that the file no longer has as the routes know them."""
    turn: trio.Lock = field(default_factory=trio.Lock)
    """Of calls that look whether the file has changed."""

    @property
    def functions(self) -> Sequence[tuple[str, Function]]:
        """The functions by their places, each with the name of its interface."""
        return _functions(self.described.world)

    @property
    def source(self) -> Source:
        """The file to compile."""
        of = self.declared
        return Source(
            name=of.name,
            path=str(of.path),
            digest=self.described.digest,
            size=self.described.size,
            fuel=of.limits.fuel is not None,
        )

    def instance(self, window: Window | None, runners: Runners) -> Instance:
        """Return the instance that answers calls of a window, new unless there is one."""
        key = window.id if window is not None and self.declared.instance == "window" else ""
        if (found := self.instances.get(key)) is None:
            found = self.instances[key] = Instance(self._request(), runners, self._manner())
        return found

    async def renew(self) -> Sequence[Instance]:
        """Take up the file where it has changed; return the instances of the one before, which are no longer called.

        Raises:
            NotWebAssembly, CannotRun: the file is no component, such as one that is being written.
            OSError: it cannot be read.
        """
        async with self.turn:
            stamp = stamp_of(self.declared.path)
            if stamp == self.stamp:
                return ()
            found = await trio.to_thread.run_sync(describe, self.declared.path, self.declared.wit)
            self.stamp = stamp
            if found.digest == self.described.digest:
                return ()
            there = [_plain(*each) for each in _functions(found.world)]
            self.gone = frozenset(i for i, each in enumerate(self.functions) if _plain(*each) not in there)
            self.described = replace(found, world=self.described.world)
            before, self.instances = tuple(self.instances.values()), {}
            return before

    def check(self, name: str, function: int) -> None:
        """Raise unless the file has a function as its route knows it.

        Raises:
            Broken: it has not.
        """
        if function in self.gone:
            raise Broken(
                f'Cannot call "{name}": {self.declared.path} has changed, and no longer has a function of that name '
                "with these types; start the app again"
            )

    def _request(self) -> Open:
        of, functions = self.declared, tuple(self.functions)
        return Open(
            path=str(of.path), digest=self.described.digest, functions=functions, grants=of.grants, limits=of.limits
        )

    def _manner(self) -> Manner:
        of = self.declared
        return Manner(name=f'component "{of.name}"', gone="its window is gone", fresh=of.instance == "call")


def _functions(world: World) -> list[tuple[str, Function]]:
    return [(interface.name, function) for interface, function in world.functions()]


def _plain(interface: str, function: Function) -> tuple[str, Function]:
    """Return a function without its comment."""
    return interface, replace(function, docs="")
