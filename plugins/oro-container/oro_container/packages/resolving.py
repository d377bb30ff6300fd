"""Resolve a project while the registry is asked for what the resolver wants."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import trio

from oro_container.core.packages.errors import PackageError
from oro_container.core.packages.events import Report, Resolving
from oro_container.core.packages.manifest import Manifest
from oro_container.core.packages.packument import read_packument
from oro_container.core.packages.preparing import ChoosingResolver
from oro_container.core.packages.resolver import Resolver
from oro_container.core.packages.source import Source
from oro_container.core.packages.tree import Tree
from oro_container.core.tarballs.problem import BadTarball
from oro_container.errors import CannotFetch, NotInStore
from oro_container.packages.nursery import open_nursery
from oro_container.packages.registry import Registry
from oro_container.packages.sources import Sources

__all__ = ("resolve",)

_Failure = PackageError | BadTarball | CannotFetch | NotInStore
_Said = dict[str, Any] | Source | _Failure


class _NotHad(PackageError):
    """The registry could not be asked; counts only for a package that is not optional."""

    def __init__(self, name: str, error: _Failure) -> None:
        super().__init__(str(error), package=name)
        self.error = error


async def resolve(
    resolver: ChoosingResolver,
    registry: Registry,
    sources: Sources,
    report: Report,
    chosen: Callable[[Manifest], None],
) -> Tree:
    """Return the tree of a resolver.

    Args:
        resolver: the resolver.
        registry: is asked for what it wants.
        sources: have the packages that the registry does not.
        report: is told how far it is.
        chosen: is told of each package once, as soon as it has a place.

    Raises:
        PackageError: the packages cannot be had together.
        CannotFetch: the registry cannot be asked.
        NotInStore: it must not be.
    """
    said, sayings = trio.open_memory_channel[tuple[str, _Said]](1 << 20)
    asked: set[str] = set()
    told: set[str] = set()
    done = 0

    async def ask(name: str) -> None:
        try:
            found = await sources.package(name) if ":" in name else await registry.metadata(name)
            said.send_nowait((name, found))
        except (PackageError, BadTarball, CannotFetch, NotInStore) as error:
            said.send_nowait((name, error))

    async with open_nursery() as nursery:
        wanted = await trio.to_thread.run_sync(_step, resolver, ())
        while not resolver.done:
            for name in wanted - asked:
                nursery.start_soon(ask, name)
            asked |= wanted
            batch = [await sayings.receive()]
            while sayings.statistics().current_buffer_used:
                batch.append(sayings.receive_nowait())
            done += len(batch)
            report(Resolving(done, len(asked)))
            wanted = await trio.to_thread.run_sync(_step, resolver, batch)
            for manifest in resolver.chosen():
                if manifest.tarball and manifest.tarball not in told:
                    told.add(manifest.tarball)
                    chosen(manifest)
        nursery.cancel_scope.cancel()
    return resolver.tree()


def _step(resolver: Resolver, batch: Iterable[tuple[str, _Said]]) -> set[str]:
    """Give the resolver what was said; return the names it wants."""
    try:
        for name, said in batch:
            if isinstance(said, Source):
                resolver.give_source(name, said)
            elif ":" in name and not isinstance(said, dict):
                resolver.give_source(name, _NotHad(name, said))
            elif isinstance(said, dict):
                resolver.give(name, read_packument(name, said))
            else:
                resolver.fail(name, _NotHad(name, said))
    except _NotHad as error:
        raise error.error from None
    return set() if resolver.done else resolver.wanted()
