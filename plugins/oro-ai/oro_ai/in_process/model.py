"""A model of this process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from anyio import to_thread

from oro_ai.engine.decoder import Decoder
from oro_ai.engine.facts import Facts, Words
from oro_ai.engine.media import Attached, MediaPrompt
from oro_ai.engine.post import Post
from oro_ai.engine.shape import Shape
from oro_ai.in_process.embedder import HereEmbedder
from oro_ai.in_process.generator import HereGenerator
from oro_ai.llama.adapter import load_adapter
from oro_ai.llama.context import Context
from oro_ai.llama.embedder import Embedder
from oro_ai.llama.generator import Generator
from oro_ai.llama.model import Model
from oro_ai.llama.vocab import Vocab
from oro_framework.errors import Unsupported

__all__ = ("HereModel",)

INLINE = 4096
"""The longest text, in characters, that is tokenized without a worker thread."""
TEMPLATES = ("", "tool_use")


class Loader(Protocol):
    """The part of the engine of this process that its models use."""

    adapters: dict[str, Any]
    """Handles of the loaded LoRA adapters, by id."""
    post: Post
    loop_post: Post
    cleared: Callable[[], None]

    @property
    def decoder(self) -> Decoder: ...
    def adapter(self, id: str) -> Any: ...


class HereModel:
    """A model on the decode thread; see `LoadedModel`.

    Args:
        engine: the engine that loaded it.
        model: the model in memory.
    """

    def __init__(self, engine: Loader, model: Model) -> None:
        self._engine = engine
        self._model = model
        self._adapters: list[str] = []
        self._contexts: list[Context] = []
        self.facts = _facts(model)

    async def tokenize(self, text: str, *, add_special: bool = True, parse_special: bool = True) -> list[int]:
        """Return the tokens of a text; a long text is tokenized in a worker thread."""

        def tokenize() -> list[int]:
            return self._model.vocab.tokenize(text, add_special=add_special, parse_special=parse_special)

        return tokenize() if len(text) <= INLINE else await to_thread.run_sync(tokenize)

    async def pieces(self, tokens: Sequence[int]) -> list[bytes]:
        """Return the bytes of each token."""
        return [self._model.vocab.piece(token, special=True) for token in tokens]

    async def read(self, parts: Sequence[str | Attached], *, add_special: bool = True) -> MediaPrompt:
        """Return the tokens of a prompt with images or audio, which are prepared in a worker thread."""
        projector = self._model.projector
        if projector is None:
            raise Unsupported("Cannot read an image: the model has no projector", param="messages")
        return await to_thread.run_sync(partial(projector.read, parts, add_special=add_special))

    async def adapt(self, id: str, path: Path) -> None:
        """Load a LoRA adapter."""
        self._engine.adapters[id] = await to_thread.run_sync(load_adapter, self._model, path)
        self._adapters.append(id)

    async def generator(self, shape: Shape, pace: float) -> HereGenerator:
        """Make a context that generates."""
        decoder = self._engine.decoder
        made = await decoder.run(self._generator, shape, pace)
        self._contexts.append(made.context)
        decoder.add(made)
        return HereGenerator(made, decoder, freed=self._contexts.remove)

    async def embedder(self, threads: int) -> HereEmbedder:
        """Make a context that embeds."""
        decoder = self._engine.decoder
        made = await decoder.run(self._embedder, threads)
        self._contexts.append(made.context)
        decoder.add(made)
        return HereEmbedder(made, decoder)

    def free(self) -> None:
        """Free its memory, and that of its contexts and adapters."""
        for id in self._adapters:
            self._engine.adapters.pop(id, None)
        contexts = tuple(self._contexts)
        self._engine.decoder.order(lambda: _free(self._model, contexts))

    def _generator(self, shape: Shape, pace: float) -> Generator:
        engine = self._engine
        return Generator(
            Context(self._model, shape),
            pace=pace,
            find=engine.adapter,
            post=engine.post,
            wake=engine.decoder.wake,
            cleared=engine.cleared,
        )

    def _embedder(self, threads: int) -> Embedder:
        return Embedder(self._model, threads, self._engine.decoder.wake, self._engine.loop_post)


def _free(model: Model, contexts: Sequence[Context]) -> None:
    for context in contexts:
        context.free()
    model.free()


def _facts(model: Model) -> Facts:
    named = {name: model.chat_template(name) for name in TEMPLATES}
    return Facts(
        description=model.description,
        trained_context=model.trained_context,
        width=model.width,
        parameters=model.parameters,
        bytes=model.bytes,
        cache_numbers=model.cache_numbers,
        generates=model.decodes and _causal(model),
        templates={name: template for name, template in named.items() if template},
        words=_words(model.vocab),
        vision=model.projector is not None and model.projector.vision,
        audio=model.projector is not None and model.projector.audio,
        at_once=model.projector is not None and model.projector.at_once,
        blind=model.blind,
    )


def _words(vocab: Vocab) -> Words:
    return Words(
        size=vocab.size,
        begin=vocab.begin,
        end=vocab.end,
        separator=vocab.separator,
        adds_begin=vocab.adds_begin,
        adds_end=vocab.adds_end,
        begin_text=vocab.text(vocab.begin),
        end_text=vocab.text(vocab.end),
        infill=vocab.infill,
    )


def _causal(model: Model) -> bool:
    """Return whether a model generates: models that only embed declare non-causal attention."""
    return model.metadata(f"{model.metadata('general.architecture')}.attention.causal") != "false"
