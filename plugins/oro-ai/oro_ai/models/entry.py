"""A loaded model and the contexts that compute with it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

import anyio

from oro_ai.engine.computing import Embeds, Generates, LoadedModel
from oro_ai.engine.facts import Facts
from oro_ai.engine.gguf import Header
from oro_ai.engine.job import Adapter
from oro_ai.engine.placement import Placement
from oro_framework.errors import Closed
from oro_framework.types import Power

__all__ = ("Entry",)


@dataclass(slots=True, kw_only=True, eq=False)
class Entry:
    """A loaded model and its contexts."""

    id: str
    name: str
    path: Path
    directory: str
    placement: Placement
    header: Header
    model: LoadedModel
    generator: Generates | None
    """The generator of the endpoints; None for a model that only embeds."""
    power: Power
    """Keeps the machine awake while it generates."""
    loaded_at: int = field(default_factory=lambda: int(time.time()))
    embedder: Embeds | None = None
    adapters: dict[str, Adapter] = field(default_factory=dict)
    """The adapters that its endpoints generate with, by id."""
    private: list[Generates] = field(default_factory=list)
    """The generators of contexts that pages made, including warm ones."""
    users: int = 0
    kept: bool = False
    """True if it stays in memory until it is unloaded; else it leaves when it is idle."""
    used_at: float = field(default_factory=time.monotonic)
    leaving: bool = False
    embedding_lock: anyio.Lock = field(default_factory=anyio.Lock)

    @property
    def facts(self) -> Facts:
        """The facts about the model."""
        return self.model.facts

    @property
    def limit(self) -> int:
        """The most tokens of one sequence."""
        trained = self.facts.trained_context
        return min(trained, self.generator.shape.cells) if self.generator is not None else trained

    @property
    def cells(self) -> int:
        """Tokens that all its caches hold."""
        return sum(one.shape.cells for one in (self.generator, *self.private) if one is not None)

    def contexts(self) -> list[Generates | Embeds]:
        """Return all contexts that compute with it."""
        return [one for one in (self.generator, self.embedder, *self.private) if one is not None]

    def unloaded(self) -> Closed:
        """Return the error of jobs that go on after it was unloaded."""
        return Closed(f'Cannot go on: model "{self.name}" was unloaded')
