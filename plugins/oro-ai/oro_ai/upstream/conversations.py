"""The contexts of pages whose model is an upstream's: their conversations are kept here, and nothing else of them.

Rules
1. A context belongs to the window that made it and is destroyed with its page, as one of a local model is.
2. What only a model in this app has is refused by name: a size, what it has read, LoRA adapters.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from oro_ai.errors import local_only
from oro_ai.history import history_of
from oro_ai.python.reading import Collected, events_of
from oro_ai.upstream.request import checked
from oro_ai.upstream.targets import Target
from oro_framework.errors import UsageError
from oro_framework.types import Settings, Window

if TYPE_CHECKING:
    from oro_ai.upstream.upstreams import Upstreams

__all__ = ("RemoteContext", "RemoteContexts")

_NAMES = {"temp": "temperature", "minP": "min_p", "topK": "top_k", "topP": "top_p"}


@dataclass(slots=True, kw_only=True, eq=False)
class RemoteContext:
    """A context of a page."""

    id: str
    window: Window | None
    model: str
    """The name the page gave."""
    targets: tuple[Target, ...]
    options: Mapping[str, float | int]
    """The options of the page for how tokens are chosen, by their names in pages."""
    system: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list)
    answering: bool = False

    @property
    def upstream(self) -> str:
        """The name of the upstream that is asked first."""
        return self.targets[0].upstream.name

    @property
    def history(self) -> list[dict[str, Any]]:
        """The system prompt, if there is one, and the conversation."""
        return history_of(self.system, self.messages)

    def shown(self) -> dict[str, Any]:
        """Return the description for pages; a size of 0 is one that only the upstream knows."""
        options = {"size": 0, "minP": None, "temp": None, "topK": None, "topP": None, **self.options}
        return {"id": self.id, "size": 0, "used": 0, "model": self.model, "lora": [], "options": options}

    def params(self, stop: tuple[str, ...], most: int | None) -> dict[str, Any]:
        """Return the parameters of a request.

        Args:
            stop: texts before which it ends.
            most: the most tokens; None for as many as the upstream allows by itself, below 0 for all.
        """
        limits = {} if most is None else {"max_tokens": most}
        chosen = {_NAMES[name]: value for name, value in self.options.items()}
        stream = {"stream": True, "stream_options": {"include_usage": True}}
        return {**chosen, **limits, **({"stop": list(stop)} if stop else {}), **stream}


class RemoteContexts:
    """The contexts of pages whose models are upstreams'.

    Args:
        upstreams: those of the app.
        settings: the configured limits.
    """

    def __init__(self, upstreams: Upstreams, settings: Settings) -> None:
        self._upstreams = upstreams
        self._settings = settings
        self._made: dict[str, RemoteContext] = {}

    def __iter__(self) -> Iterator[RemoteContext]:
        return iter(tuple(self._made.values()))

    def find(self, id: str, window: Window | None) -> RemoteContext | None:
        """Return a context of a page, or None."""
        found = self._made.get(id)
        return found if found is not None and found.window is window else None

    def create(
        self,
        model: str,
        targets: tuple[Target, ...],
        window: Window | None,
        options: Mapping[str, float | int | None],
        *,
        size: int,
        id: str,
    ) -> RemoteContext:
        """Make a context.

        Raises:
            Unsupported: a size is given, which is the upstream's to decide.
            UsageError: the id is taken.
        """
        if size:
            raise local_only(f"make a context of {size} tokens", targets[0].upstream.name)
        if id in self._made:
            raise UsageError(f'Cannot make a context "{id}": there is one of that id')
        id = id or str(secrets.randbits(53))
        given = {name: value for name, value in options.items() if value is not None}
        made = RemoteContext(id=id, window=window, model=model, targets=targets, options=given)
        self._made[id] = made
        return made

    def destroy(self, context: RemoteContext) -> None:
        """Forget a context; what it generates goes on until its call ends."""
        self._made.pop(context.id, None)

    def release(self, window: Window) -> None:
        """Forget the contexts of a page that was closed."""
        for context in self:
            if context.window is window:
                self.destroy(context)

    async def texts(
        self, context: RemoteContext, asked: Mapping[str, Any], collected: Collected
    ) -> AsyncGenerator[str, None]:
        """Yield an answer of the upstream as it comes.

        Args:
            context: the context.
            asked: parameters with `messages`, or with `prompt` for a text that is continued.
            collected: what takes down the answer.

        Raises:
            OroError: the request is refused, no upstream answers, or the one that began to failed.
        Closing it closes the connection.
        """
        endpoint = "v1/chat/completions" if "messages" in asked else "v1/completions"
        params = checked(self._settings, endpoint, asked)
        async with aclosing(self._upstreams.streamed(context.targets, endpoint, params)) as chunks:
            async for chunk in chunks:
                if text := "".join(map(collected.add, events_of(chunk))):
                    yield text
