"""The contexts that pages make: one sequence each, with its own size and sampling.

Rules
1. A context belongs to the window that made it and is destroyed with its page.
2. A destroyed context is kept warm for the next one of its model and size, up to `ai_llm_pool_capacity`; its cache is
   emptied in place, which takes microseconds, whereas making another takes milliseconds.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from oro_ai import settings as keys
from oro_ai.engine.computing import Generates
from oro_ai.engine.job import Adapter, Sampling, adapter_set
from oro_ai.engine.state import Saved
from oro_ai.errors import NoContext, NotLoaded
from oro_ai.history import history_of
from oro_ai.models.dump import Dump, packed, parsed
from oro_ai.models.entry import Entry
from oro_ai.models.library import Library
from oro_framework.errors import Busy, InvalidArgument, UsageError
from oro_framework.types import Host, Window

__all__ = ("Contexts", "PageContext")


@dataclass(slots=True, kw_only=True, eq=False)
class PageContext:
    """A context of a page."""

    id: str
    window: Window | None
    entry: Entry
    size: int
    sampling: Sampling
    generator: Generates
    adapters: dict[str, Adapter] = field(default_factory=dict)
    """The attached adapters, by id."""
    system: str = ""
    """The system prompt; empty for none."""
    messages: list[dict[str, Any]] = field(default_factory=list)
    """The conversation, each message with `role` and `content`."""
    answering: bool = False

    @property
    def history(self) -> list[dict[str, Any]]:
        """The system prompt, if there is one, and the conversation."""
        return history_of(self.system, self.messages)

    async def used(self) -> int:
        """Return the number of tokens its cache holds."""
        return (await self.generator.state()).held


class Contexts:
    """The contexts of pages, and the warm ones.

    Args:
        host: the host, whose settings limit the number of warm contexts.
        library: the loaded models.
    """

    def __init__(self, host: Host, library: Library) -> None:
        self._capacity = host.settings[keys.POOL_CAPACITY]
        self._library = library
        library.on_unload.append(self._forget)
        self._made: dict[str, PageContext] = {}
        self._warm: dict[tuple[str, int], list[Generates]] = {}
        self.cleared_in_place = 0
        """The number of contexts made from a warm one."""
        self.initialised = 0
        """The number of contexts made anew."""

    def __iter__(self) -> Iterator[PageContext]:
        return iter(tuple(self._made.values()))

    def warm(self) -> int:
        """Return the number of warm contexts."""
        return sum(map(len, self._warm.values()))

    def required(self, id: str, window: Window | None) -> PageContext:
        """Return a context of a page.

        Raises:
            NoContext: the page has no context of that id, or its model was unloaded.
        """
        found = self._made.get(id)
        if found is None or found.window is not window or found.entry.leaving:
            raise NoContext(id)
        return found

    async def create(
        self, entry: Entry, window: Window | None, *, size: int, sampling: Sampling, id: str = ""
    ) -> PageContext:
        """Make a context.

        Args:
            entry: the model, held by the caller.
            window: the window of the page.
            size: the tokens it holds; 0 for the size the model was trained for.
            sampling: how tokens are chosen.
            id: the id; empty for a generated one.

        Raises:
            UsageError: the model does not generate, or the id is taken.
            NotLoaded: the model was unloaded meanwhile.
            CannotLoad: there is not enough memory.
        """
        if entry.generator is None:
            raise UsageError(f'Cannot make a context of model "{entry.name}": it only makes embeddings')
        if id in self._made:
            raise UsageError(f'Cannot make a context "{id}": there is one of that id')
        size = min(size or entry.limit, entry.facts.trained_context)
        generator = await self._generator(entry, size)
        if entry.leaving:
            # The model was unloaded meanwhile; the new context is freed with it.
            raise NotLoaded(entry.name)
        id = id or str(secrets.randbits(53))
        made = PageContext(id=id, window=window, entry=entry, size=size, sampling=sampling, generator=generator)
        self._made[id] = made
        entry.kept = True
        return made

    async def _generator(self, entry: Entry, size: int) -> Generates:
        if warm := self._warm.get((entry.id, size)):
            generator = warm.pop()
            await generator.clear()
            self.cleared_in_place += 1
            return generator
        generator = await self._library.make_generator(entry.model, 1, size)
        entry.private.append(generator)
        if entry.leaving:
            generator.end(Busy("Cannot generate: the context was destroyed"))
        self.initialised += 1
        self._library.kv_log.made()
        return generator

    def destroy(self, context: PageContext) -> None:
        """End the job of a context, and keep the context warm or free its memory."""
        self._made.pop(context.id, None)
        entry, generator = context.entry, context.generator
        if entry.leaving:
            return
        warm = self._warm.setdefault((entry.id, context.size), [])
        if len(warm) < self._capacity:
            generator.clear_soon()
            warm.append(generator)
            return
        entry.private.remove(generator)
        generator.end(Busy("Cannot generate: the context was destroyed"))
        generator.free()

    def _forget(self, entry: Entry) -> None:
        """Forget the warm contexts of a model that is unloaded."""
        for key in [key for key in self._warm if key[0] == entry.id]:
            del self._warm[key]
        for context in self:
            if context.entry is entry:
                del self._made[context.id]

    def release(self, window: Window) -> None:
        """Destroy the contexts of a page that was closed."""
        for context in self:
            if context.window is window:
                self.destroy(context)

    async def dump(self, context: PageContext) -> bytes:
        """Return the contents of a context's cache, for `restore`.

        Raises:
            Busy: it is generating.
        """
        with self._library.hold(context.entry):
            saved = await context.generator.save()
            return packed(Dump(saved.tokens, self._digests(saved.adapters), saved.state))

    async def restore(self, context: PageContext, data: bytes) -> None:
        """Restore the contents that `dump` returned.

        Raises:
            InvalidArgument: the data is no dump, of another model, computed with other adapters than are attached, or
                larger than the context.
            Busy: it is generating.
        """
        dump = parsed(data, context.size, context.entry.facts.words.size)
        adapters = adapter_set(context.adapters.values())
        if dump.adapters != self._digests(adapters):
            raise InvalidArgument("Cannot restore the context: it was read with other LoRA adapters than are attached")

        saved = Saved(tokens=dump.tokens, adapters=adapters, state=dump.state)
        with self._library.hold(context.entry):
            await context.generator.restore(saved)

    def _digests(self, adapters: Iterable[Adapter]) -> tuple[tuple[str, float], ...]:
        known = self._library.adapters
        return tuple(sorted((known.required(one.id).digest, one.scale) for one in adapters))
