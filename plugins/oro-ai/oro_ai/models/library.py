"""Load, find and unload the models of an app. Everything here is called on the loop."""

from __future__ import annotations

import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import anyio
from anyio import to_thread

from oro_ai import settings as keys
from oro_ai.data_folder import data_folder
from oro_ai.engine.computing import Embeds, Engine, Generates, LoadedModel
from oro_ai.engine.gguf import Header, NotGGUF, read_header
from oro_ai.engine.placement import Placement
from oro_ai.errors import CannotLoad, NoModel, NotLoaded
from oro_ai.file_names import SUFFIX
from oro_ai.in_process.engine import Here
from oro_ai.model_folders import Places
from oro_ai.models.adapters import Adapters
from oro_ai.models.cache_log import KVLog
from oro_ai.models.entry import Entry
from oro_ai.models.layout import Layout
from oro_ai.models.projectors import projector_of
from oro_ai.models.prompt_cache import PromptCache
from oro_ai.models.room import Room
from oro_ai.out_of_process.engine import OutsideEngine
from oro_framework.errors import OroError
from oro_framework.folders import Folders
from oro_framework.interpreter import has_python
from oro_framework.types import Host
from oro_framework.user_cache import user_cache

__all__ = ("Library",)

LONGEST_FAREWELL = 5.0
"""Seconds for which the end of an app waits until the prompts of one model are kept."""


class Library:
    """The loaded models.

    Args:
        host: the host, whose settings name the folders of models and the size of contexts.
    """

    def __init__(self, host: Host) -> None:
        self._settings = host.settings
        self._root = host.root
        self.layout = Layout(host.settings, host.root)
        self._power = host.power
        self._engine: Engine | None = None
        self._entries: dict[str, Entry] = {}
        self._loading = anyio.Lock()
        self._room = Room(host.settings)
        self.on_unload: list[Callable[[Entry], object]] = []
        """Called with a model that is unloaded, before its contexts end."""
        limit = host.settings[keys.PROMPT_CACHE] << 20
        self._prompts = PromptCache(data_folder(host.bundle) / "prompts", limit) if limit else None
        self.kv_log = KVLog(host.settings)
        folders = Folders(host)
        places = Places(self._configured(keys.LORA_PATH.key), folders, "LoRA adapter", keys.LORA_PATH.key)
        self.adapters = Adapters(places)
        self.models = Places(
            self._configured(keys.MODEL_PATH.key),
            folders,
            "model",
            keys.MODEL_PATH.key,
            shared=bool(host.settings[keys.SHARED_MODELS]),
        )

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries.values()))

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
        """Hold a model for the duration of the block, loading it if it is not loaded yet.

        Args:
            name: the name; empty for the default model, which is the first loaded one unless configured.

        Raises:
            NoModel: there is no model of that name, or no model at all.
            CannotLoad: its file cannot be used.
        """
        entry = await self._wanted(name)
        with self.hold(entry):
            yield entry

    @contextmanager
    def hold(self, entry: Entry) -> Iterator[None]:
        """Keep a model in memory for the duration of the block."""
        entry.users += 1
        try:
            yield
        finally:
            entry.users -= 1
            entry.used_at = time.monotonic()
            self._free_unused(entry)

    async def _wanted(self, name: str) -> Entry:
        name = name or self._settings[keys.DEFAULT_MODEL]
        if not name:
            if (entry := next(iter(self._entries.values()), None)) is not None:
                return entry
            raise NoModel(f"Cannot choose a model: none is loaded and {keys.DEFAULT_MODEL.key} is not set")
        return self.loaded(name) or await self.load(name, kept=False)

    # -- loading -----------------------------------------------------------------------------------

    async def load(self, name: str, directory: str = "", gpu_layers: int | None = None, *, kept: bool = True) -> Entry:
        """Load a model, or return it if that file is loaded already.

        Args:
            name: the name of its file.
            directory: the folder that a page named.
            gpu_layers: the number of layers on the GPU; None for the configured number.
            kept: whether it stays in memory until it is unloaded.

        If cancelled, loading continues in the background.

        Raises:
            InvalidArgument: the name leads out of its folder.
            Denied: pages may not read the directory.
            NoModel: there is no such file.
            CannotLoad: the file cannot be used.
        """
        path = await self.models.find(name, directory)
        return await self.load_file(path, self.models.shown(name, path), directory, gpu_layers, kept=kept)

    async def load_file(
        self, path: Path, name: str, directory: str = "", gpu_layers: int | None = None, *, kept: bool = True
    ) -> Entry:
        """Load a model file, or return it if it is loaded already.

        Args:
            path: the file.
            name: the name by which requests use it.
            directory: the folder that a page named.
            gpu_layers: the number of layers on the GPU; None for the configured number.
            kept: whether it stays in memory until it is unloaded.

        Raises:
            CannotLoad: the file cannot be used, or there is no room for it.
        """
        async with self._loading:
            for entry in self._entries.values():
                if entry.path == path:
                    entry.kept = entry.kept or kept
                    return entry
            header = await to_thread.run_sync(_checked, path, name)
            projector = await to_thread.run_sync(projector_of, path, self.layout.projector)
            size = header.size + (projector.stat().st_size if projector is not None else 0)
            await self._make_room(name, size)
            placement = self.layout.placement(gpu_layers, projector)
            with anyio.CancelScope(shield=True):
                entry = await self._load(path, name, directory, placement, header)
            entry.kept = kept
            if self._prompts is not None and entry.generator is not None:
                await self._prompts.restore(entry.path, entry.generator, entry.facts.words.size)
            self._entries[entry.id] = entry
            return entry

    async def _load(self, path: Path, name: str, directory: str, placement: Placement, header: Header) -> Entry:
        engine = self._engine = self._engine or await self._made(name)
        model = await engine.load(path, placement)
        try:
            caches = self._room.cache(model.facts, self.layout.cells(model.facts))
            await self._make_room(name, model.facts.bytes + caches)
            generator = await self._generator_of(model)
        except BaseException:
            model.free()
            raise
        return Entry(
            id=str(secrets.randbits(53)),
            name=name,
            path=path,
            directory=directory or str(path.parent),
            placement=placement,
            header=header,
            model=model,
            generator=generator,
            power=self._power,
        )

    async def _made(self, name: str) -> Engine:
        """Return the engine: in a separate process if configured and possible, else in this one.

        Raises:
            CannotLoad: it would run in the app's process, and llama.cpp would crash that.
        """
        if not has_python():
            return Here(cleared=self.kv_log.cleared)
        if self._settings[keys.PROCESS] == "app":
            await to_thread.run_sync(_check_engine, name)
            return Here(cleared=self.kv_log.cleared)
        return OutsideEngine(memory=self._settings[keys.PROCESS_MEMORY] << 20, cleared=self.kv_log.cleared)

    async def _generator_of(self, model: LoadedModel) -> Generates | None:
        """Make the generator of a model's endpoints; return None for a model that only embeds."""
        if not model.facts.generates:
            return None
        return await self.make_generator(model, self._settings[keys.CONCURRENCY], self.layout.cells(model.facts))

    async def make_generator(self, model: LoadedModel, count: int, cells: int) -> Generates:
        """Make a context that generates.

        Args:
            model: the model.
            count: the number of sequences.
            cells: the tokens they hold together.

        Raises:
            CannotLoad: there is not enough memory.
        """
        shape = self.layout.shape(model.facts, count, cells)
        return await model.generator(shape, self._settings[keys.STALL] / 1000)

    async def embedder(self, entry: Entry) -> Embeds:
        """Return the embedder of a model, made on first use.

        Raises:
            CannotLoad: the model has no embeddings, or there is no memory.
        """
        async with entry.embedding_lock:
            if entry.embedder is None:
                entry.embedder = await entry.model.embedder(self.layout.threads)
                if entry.leaving:
                    entry.embedder.end(entry.unloaded())
        return entry.embedder

    # -- unloading ---------------------------------------------------------------------------------

    async def _make_room(self, name: str, needed: int) -> None:
        for entry in self._room.leaving(self._entries.values(), name, needed):
            await self._dismiss(entry)

    async def unload_idle(self) -> None:
        """Unload models that no request used for as long as the configuration says."""
        async with self._loading:
            for entry in self._room.idle(self._entries.values()):
                await self._dismiss(entry)

    async def _dismiss(self, entry: Entry) -> None:
        """Unload an idle model once its prompts are kept; requests that come meanwhile load it again."""
        del self._entries[entry.id]
        await self._keep_prompts(entry)
        self._end(entry)

    async def _keep_prompts(self, entry: Entry) -> None:
        if self._prompts is None or entry.generator is None:
            return
        with suppress(OroError, OSError):  # its process has ended, or its file is gone
            await self._prompts.keep(entry.path, entry.generator)

    def unload(self, entry: Entry) -> None:
        """Forget a model and end its jobs at once; free its memory once no block holds it."""
        if self._entries.pop(entry.id, None) is not None:
            self._end(entry)

    def _end(self, entry: Entry) -> None:
        for forget in self.on_unload:
            forget(entry)
        entry.leaving = True
        self.adapters.forget(entry.id)
        for context in entry.contexts():
            context.end(entry.unloaded())
        self._free_unused(entry)

    def _free_unused(self, entry: Entry) -> None:
        if entry.leaving and not entry.users and self._engine is not None:
            entry.model.free()

    async def close(self) -> None:
        """Unload every model and close the engine."""
        with anyio.CancelScope(shield=True):
            # Models being loaded finish loading first, and are then unloaded as the others are.
            async with self._loading:
                for entry in self:
                    with anyio.move_on_after(LONGEST_FAREWELL):
                        await self._keep_prompts(entry)
                    self.unload(entry)
        if (engine := self._engine) is not None:
            self._engine = None
            await engine.close()

    def _configured(self, key: str) -> list[Path]:
        written = self._settings[key]
        return [self._root / written] if written else []


def _check_engine(name: str) -> None:
    """Try llama.cpp in another process before it computes in this one.

    Raises:
        CannotLoad: llama.cpp crashed that process.
    """
    from oro_ai.models.processor_check import mend, verdict

    if how := verdict("ours", user_cache("oro-ai")):
        raise CannotLoad(name, f"llama.cpp {how}. Compile it for this one: {mend()}")


def _checked(path: Path, name: str) -> Header:
    try:
        header = read_header(path)
    except (NotGGUF, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise CannotLoad(name, reason or "it cannot be read") from error
    if header.kind == "part":
        raise CannotLoad(name, "it is a further part of a model; load its first file, whose name has 00001")
    if header.kind != "model":
        raise CannotLoad(name, f"it is no model but of type {header.kind}")
    return header
