"""The engine of this process."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import trio
from anyio import to_thread

from oro_ai.engine.decoder import Decoder
from oro_ai.engine.placement import Placement
from oro_ai.engine.post import Post
from oro_ai.engine.waker import Waker
from oro_ai.errors import CannotLoad, NoModel
from oro_framework.service import load as import_later

if TYPE_CHECKING:
    from oro_ai.in_process.model import HereModel
    from oro_ai.llama.model import Model

__all__ = ("Here",)


class Here:
    """Load models into this process.

    Args:
        cleared: called on the decode thread when a cache was emptied in place.
        arrive: delivers events of generators, in the waker's thread; by default they are delivered on the running loop.
    """

    def __init__(
        self,
        *,
        cleared: Callable[[], None] = lambda: None,
        arrive: Callable[[Callable[[], None]], None] | None = None,
    ) -> None:
        self._decoder: Decoder | None = None
        self.waker = Waker()
        on_loop = partial(_soon, trio.lowlevel.current_trio_token())
        self.loop_post = self._post(on_loop)
        self.post = self._post(arrive) if arrive is not None else self.loop_post
        self.cleared = cleared
        self.adapters: dict[str, Any] = {}
        """Handles of the loaded LoRA adapters, by id."""

    def _post(self, arrive: Callable[[Callable[[], None]], None]) -> Post:
        return Post(lambda events: self.waker.call(partial(arrive, events)))

    @property
    def decoder(self) -> Decoder:
        """The decode thread; it exists once a model has been loaded."""
        assert self._decoder is not None
        return self._decoder

    async def load(self, path: Path, placement: Placement) -> HereModel:
        """Load a model; see `Engine`."""
        await _import_llama(path.name)
        from oro_ai.in_process.model import HereModel

        self._decoder = self._decoder or Decoder.shared()
        # In a worker thread: reading a file needs no decode thread, and streams of other models continue meanwhile.
        return HereModel(self, await to_thread.run_sync(_model, path, placement))

    def adapter(self, id: str) -> Any:
        """Return the handle of a loaded adapter. Any thread.

        Raises:
            NoModel: the adapter is not loaded.
        """
        if (found := self.adapters.get(id)) is None:
            raise NoModel(f'Cannot use LoRA adapter "{id}": it is not loaded')
        return found

    async def close(self) -> None:
        """Release the decode thread."""
        if (decoder := self._decoder) is not None:
            self._decoder = None
            with anyio.CancelScope(shield=True):
                await to_thread.run_sync(decoder.leave)
                await to_thread.run_sync(self.waker.end)


async def _import_llama(name: str) -> None:
    """Import a module that calls llama.cpp, in a worker thread, as that takes a fifth of a second.

    Raises:
        CannotLoad: llama-cpp-python, or a library it needs, is not installed.
    """
    try:
        await import_later("oro_ai.llama.generator")
        await import_later("oro_ai.llama.embedder")
    except (ImportError, OSError, RuntimeError) as error:
        raise CannotLoad(name, f"llama.cpp cannot be used ({error}); `oro doctor` says what it takes") from error


def _model(path: Path, placement: Placement) -> Model:
    from oro_ai.llama.model import Model

    return Model(path, placement)


def _soon(token: trio.lowlevel.TrioToken, function: Callable[[], None]) -> None:
    """Schedule a function on a loop; do nothing if the loop has ended."""
    with suppress(trio.RunFinishedError):
        token.run_sync_soon(function)
