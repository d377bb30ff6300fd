"""A model of another process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from oro_ai.engine.facts import Facts
from oro_ai.engine.media import Attached, MediaPrompt
from oro_ai.engine.placement import Placement
from oro_ai.engine.shape import Shape
from oro_ai.out_of_process import messages as say
from oro_ai.out_of_process.child import Child
from oro_ai.out_of_process.embedder import OutsideEmbedder
from oro_ai.out_of_process.generator import OutsideGenerator
from oro_ai.out_of_process.made import Made, Processes

__all__ = ("OutsideModel",)


class OutsideModel(Made):
    """A model; see `LoadedModel`.

    Args:
        engine: the engine that runs the process.
        path: the file.
        placement: where its weights lie.
    """

    facts: Facts

    def __init__(self, engine: Processes, path: Path, placement: Placement) -> None:
        super().__init__(engine)
        self._path = path
        self._placement = placement
        self._adapters: dict[str, Path] = {}

    @classmethod
    async def load(cls, engine: Processes, path: Path, placement: Placement) -> OutsideModel:
        """Load a model."""
        model = cls(engine, path, placement)
        await model.in_child()
        return model

    async def _make(self, child: Child) -> None:
        self.facts = await child.ask(say.Load(self.number, str(self._path), self._placement), Facts)
        for id, path in self._adapters.items():
            await child.ask(say.Adapt(self.number, id, str(path)), type(None))

    async def tokenize(self, text: str, *, add_special: bool = True, parse_special: bool = True) -> list[int]:
        """Return the tokens of a text."""
        whole = text.encode("utf-8", "replace").decode()
        child = await self.in_child()
        return await child.ask(say.Tokenize(self.number, whole, add_special, parse_special), list[int])

    async def read(self, parts: Sequence[str | Attached], *, add_special: bool = True) -> MediaPrompt:
        """Return the tokens of a prompt with images or audio."""
        child = await self.in_child()
        return await child.ask(say.Read(self.number, parts, add_special), MediaPrompt)

    async def pieces(self, tokens: Sequence[int]) -> list[bytes]:
        """Return the bytes of each token."""
        return await (await self.in_child()).ask(say.Pieces(self.number, tokens), list[bytes])

    async def adapt(self, id: str, path: Path) -> None:
        """Load a LoRA adapter."""
        await (await self.in_child()).ask(say.Adapt(self.number, id, str(path)), type(None))
        self._adapters[id] = path

    async def generator(self, shape: Shape, pace: float) -> OutsideGenerator:
        """Make a context that generates."""
        made = OutsideGenerator(self, shape, pace)
        await made.in_child()
        return made

    async def embedder(self, threads: int) -> OutsideEmbedder:
        """Make a context that embeds."""
        made = OutsideEmbedder(self, threads)
        await made.in_child()
        return made

    def free(self) -> None:
        """Free its memory, and that of its contexts."""
        if (child := self.child) is not None:
            child.tell(say.Free(self.number))
