"""Find the upstreams that have a model. Sans-IO."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oro_ai.upstream.upstream import Upstream

__all__ = ("Target", "listed", "targets_of")


@dataclass(frozen=True, slots=True)
class Target:
    """A model of an upstream."""

    upstream: Upstream
    model: str
    """The server's name of it."""


def targets_of(upstreams: Sequence[Upstream], name: str) -> tuple[Target, ...]:
    """Return the places to ask for a model, the first first; none if the name is no upstream's.

    Args:
        upstreams: in the order they are asked.
        name: one that `models` gives to it, or the upstream's name, `/`, and the model.
    """
    mapped = [Target(one, one.models[name]) for one in upstreams if name in one.models]
    if mapped:
        return tuple(mapped)
    prefix, slash, rest = name.partition("/")
    if not slash or not rest:
        return ()
    return tuple(Target(one, theirs) for one in upstreams if one.name == prefix and (theirs := one.theirs(rest)))


def listed(upstreams: Sequence[Upstream]) -> Iterator[tuple[str, Upstream]]:
    """Yield the names that `models` gives, each once, with the upstream that is asked first."""
    seen: set[str] = set()
    for one in upstreams:
        for name in one.models:
            if name not in seen:
                seen.add(name)
                yield name, one
