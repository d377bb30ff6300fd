"""The models an app has loaded. Everything here is called on the loop."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import trio
from anyio import to_thread

from oro_ai import settings as keys
from oro_ai.adapters import Adapters
from oro_ai.engine.decoder import Decoder
from oro_ai.engine.gguf import Header, NotGGUF, read_header
from oro_ai.engine.job import Adapter
from oro_ai.engine.post import Post
from oro_ai.engine.teller import Teller
from oro_ai.errors import CannotLoad, NoModel, NotLoaded
from oro_ai.folders import Folders
from oro_ai.kv_log import KVLog
from oro_ai.places import SUFFIX, Places
from oro_framework.errors import Closed
from oro_framework.service import load as import_later
from oro_framework.types import Host

if TYPE_CHECKING:
    from oro_ai.llama.embedder import Embedder
    from oro_ai.llama.generator import Generator
    from oro_ai.llama.model import Model

__all__ = ("Entry", "Library")

MOST_CELLS = 8192
"""Of a context whose size nobody named."""


@dataclass(slots=True, kw_only=True, eq=False)
class Entry:
    """A loaded model and the contexts its endpoints use."""

    id: str
    name: str
    path: Path
    directory: str
    gpu_layers: int
    header: Header
    model: Model
    generator: Generator | None
    """None for a model that only embeds."""
    loaded_at: int = field(default_factory=lambda: int(time.time()))
    embedder: Embedder | None = None
    adapters: dict[str, Adapter] = field(default_factory=dict)
    """Those its endpoints generate with, by id."""
    private: list[Generator] = field(default_factory=list)
    """Those of contexts pages made, warm ones included."""
    users: int = 0
    leaving: bool = False
    embedding_lock: anyio.Lock = field(default_factory=anyio.Lock)

    @property
    def limit(self) -> int:
        """Tokens one sequence may have."""
        cells = self.generator.context.shape.cells if self.generator is not None else self.model.trained_context
        return min(self.model.trained_context, cells)

    def workers(self) -> list[Generator | Embedder]:
        """Return what has steps for it."""
        return [worker for worker in (self.generator, self.embedder, *self.private) if worker is not None]

    def free(self) -> None:
        """Give its memory back. On the decode thread."""
        for worker in self.workers():
            worker.context.free()
        self.model.free()


class Library:
    """Loads, finds and unloads models.

    Args:
        host: whose settings say where models are and how large contexts may be.
    """

    def __init__(self, host: Host) -> None:
        self._settings = host.settings
        self._root = host.root
        self._decoder: Decoder | None = None
        self._entries: dict[str, Entry] = {}
        self._loading = anyio.Lock()
        self._teller, loop = Teller(), trio.lowlevel.current_trio_token()
        self._post = Post(lambda arrive: self._teller.call(partial(_soon, loop, arrive)))
        self.kv_log = KVLog(host.settings)
        folders = Folders(host)
        places = Places(self._configured(keys.LORA_PATH.key), folders, "LoRA adapter", keys.LORA_PATH.key)
        self.adapters = Adapters(places)
        self.models = Places(self._configured(keys.MODEL_PATH.key), folders, "model", keys.MODEL_PATH.key)

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries.values()))

    @property
    def threads(self) -> int:
        """How many threads compute: by default one less than there are cores, which the page's own work needs."""
        return self._settings[keys.N_THREADS] or max(_cores() - 1, 1)

    # -- which -------------------------------------------------------------------------------------

    def loaded(self, name: str) -> Entry | None:
        """Return a loaded model by its id, its name, or its name without `.gguf`."""
        for entry in self._entries.values():
            if name in (entry.id, entry.name) or name + SUFFIX == entry.name:
                return entry
        return None

    def required(self, name: str) -> Entry:
        """Return a loaded model.

        Raises:
            NotLoaded: there is none of that name.
        """
        if (entry := self.loaded(name)) is None:
            raise NotLoaded(name)
        return entry

    @asynccontextmanager
    async def use(self, name: str = "") -> AsyncIterator[Entry]:
        """Hold a model for the length of the block; what is not loaded yet is loaded.

        Args:
            name: empty for the default model, which is the one loaded first where the configuration names none.

        Raises:
            NoModel: there is none of that name, or none at all.
            CannotLoad: its file cannot be used.
        """
        entry = await self._wanted(name)
        with self.hold(entry):
            yield entry

    @contextmanager
    def hold(self, entry: Entry) -> Iterator[None]:
        """Keep a model in memory for the length of the block."""
        entry.users += 1
        try:
            yield
        finally:
            entry.users -= 1
            self._free_unused(entry)

    async def _wanted(self, name: str) -> Entry:
        name = name or self._settings[keys.DEFAULT_MODEL]
        if not name:
            if (entry := next(iter(self._entries.values()), None)) is not None:
                return entry
            raise NoModel(f"Cannot choose a model: none is loaded and {keys.DEFAULT_MODEL.key} is not set")
        return self.loaded(name) or await self.load(name)

    # -- loading -----------------------------------------------------------------------------------

    async def load(self, name: str, directory: str = "", gpu_layers: int | None = None) -> Entry:
        """Load a model, or return the one of that file that is loaded.

        If cancelled, it is loaded all the same.

        Raises:
            InvalidArgument: the name leads out of its folder.
            Denied: pages may not read the directory.
            NoModel: there is no such file.
            CannotLoad: the file cannot be used.
        """
        path = await self.models.find(name, directory)
        async with self._loading:
            for entry in self._entries.values():
                if entry.path == path:
                    return entry
            layers = self._settings[keys.GPU_LAYERS] if gpu_layers is None else gpu_layers
            header = await to_thread.run_sync(_checked, path)
            with anyio.CancelScope(shield=True):
                entry = await self._load(path, directory, layers, header)
            self._entries[entry.id] = entry
            return entry

    async def _load(self, path: Path, directory: str, layers: int, header: Header) -> Entry:
        await _import_engine(path.name)
        decoder = self._decoder = self._decoder or Decoder.shared()
        # In a worker thread: reading a file computes nothing, and others' streams go on meanwhile.
        model = await to_thread.run_sync(_model, path, layers)
        generator = await self._generator_of(model)
        if generator is not None:
            decoder.add(generator)
        return Entry(
            id=str(secrets.randbits(53)),
            name=path.name,
            path=path,
            directory=directory or str(path.parent),
            gpu_layers=layers,
            header=header,
            model=model,
            generator=generator,
        )

    @property
    def decoder(self) -> Decoder:
        """The decode thread; there is one once a model has been loaded."""
        assert self._decoder is not None
        return self._decoder

    async def _generator_of(self, model: Model) -> Generator | None:
        """Make what generates with a model; None for one that only embeds, and no model where it fails."""
        if not (model.decodes and _causal(model)):
            return None
        try:
            return await self.decoder.run(self._generator, model)
        except BaseException:
            model.free()
            raise

    def _generator(self, model: Model) -> Generator:
        count = self._settings[keys.CONCURRENCY]
        cells = self._settings[keys.CONTEXT_SIZE] or min(model.trained_context * count, MOST_CELLS)
        return self.make_generator(model, count, cells)

    def make_generator(self, model: Model, count: int, cells: int) -> Generator:
        """Make a context and what generates with it. On the decode thread.

        Args:
            model: the model.
            count: how many sequences.
            cells: tokens they hold together.

        Raises:
            CannotLoad: there is no memory for it.
        """
        from oro_ai.llama.context import Context, Shape
        from oro_ai.llama.generator import Generator

        batch = max(self._settings[keys.N_BATCH], count)
        shape = Shape(
            cells=cells,
            sequences=count,
            batch=batch,
            micro_batch=min(self._settings[keys.N_UBATCH], batch),
            threads=self.threads,
        )
        pace = self._settings[keys.STALL] / 1000
        return Generator(
            Context(model, shape),
            pace=pace,
            find=self.adapters.handle,
            post=self._post,
            wake=self.decoder.wake,
            cleared=self.kv_log.cleared,
        )

    async def embedder(self, entry: Entry) -> Embedder:
        """Return what embeds with a model, made when it is first asked for.

        Raises:
            CannotLoad: the model has no embeddings, or there is no memory.
        """
        from oro_ai.llama.embedder import Embedder

        decoder = self._decoder
        assert decoder is not None
        async with entry.embedding_lock:
            if entry.embedder is None:
                entry.embedder = await decoder.run(Embedder, entry.model, self.threads, decoder.wake, self._post)
                decoder.add(entry.embedder)
                if entry.leaving:
                    self._end(entry.embedder, entry)
        return entry.embedder

    # -- unloading ---------------------------------------------------------------------------------

    def unload(self, entry: Entry) -> None:
        """Forget a model at once and end what it generates; its memory is given back when nobody holds it any more."""
        if self._entries.pop(entry.id, None) is None or self._decoder is None:
            return
        entry.leaving = True
        self.adapters.forget(entry.id)
        for worker in entry.workers():
            self._end(worker, entry)
        self._free_unused(entry)

    def _end(self, worker: Generator | Embedder, entry: Entry) -> None:
        self.decoder.remove(worker)
        worker.context.interrupt()
        self.decoder.order(partial(worker.close, Closed(f'Cannot go on: model "{entry.name}" was unloaded')))

    def _free_unused(self, entry: Entry) -> None:
        if entry.leaving and not entry.users and self._decoder is not None:
            self._decoder.order(entry.free)

    async def close(self) -> None:
        """Unload every model and leave the decode thread."""
        with anyio.CancelScope(shield=True):
            # What is being loaded is there first, and then unloaded as the others are.
            async with self._loading:
                for entry in self:
                    self.unload(entry)
        if (decoder := self._decoder) is not None:
            self._decoder = None
            with anyio.CancelScope(shield=True):
                await to_thread.run_sync(decoder.leave)
                await to_thread.run_sync(self._teller.end)

    def _configured(self, key: str) -> list[Path]:
        written = self._settings[key]
        return [self._root / written] if written else []


def _soon(token: trio.lowlevel.TrioToken, function: Callable[[], None]) -> None:
    """Have a loop call a function; one that has ended has nobody left who would be told."""
    with suppress(trio.RunFinishedError):
        token.run_sync_soon(function)


async def _import_engine(name: str) -> None:
    """Import what calls llama.cpp, in a worker thread: it takes a fifth of a second.

    Raises:
        CannotLoad: llama-cpp-python is not there, or a library its own needs is not.
    """
    try:
        await import_later("oro_ai.llama.generator")
        await import_later("oro_ai.llama.embedder")
    except (ImportError, OSError, RuntimeError) as error:
        raise CannotLoad(name, f"llama.cpp cannot be used ({error}); `oro doctor` says what it takes") from error


def _model(path: Path, layers: int) -> Model:
    from oro_ai.llama.model import Model

    return Model(path, layers)


def _checked(path: Path) -> Header:
    try:
        header = read_header(path)
    except (NotGGUF, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise CannotLoad(path.name, reason or "it cannot be read") from error
    if header.kind != "model":
        raise CannotLoad(path.name, f"it is no model but of type {header.kind}")
    return header


def _causal(model: Model) -> bool:
    """Return whether it generates: models that only embed say that their attention looks both ways."""
    return model.metadata(f"{model.metadata('general.architecture')}.attention.causal") != "false"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
