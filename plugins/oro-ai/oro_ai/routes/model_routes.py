"""The routes `ai.llm.model.*`: load, unload and download models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from anyio import to_thread

from oro_ai.bindings import installed_bindings
from oro_ai.errors import local_only
from oro_ai.models.app_models import AppModels
from oro_framework.parameters import FilePath, Word
from oro_framework.service import route
from oro_framework.types import Call, EventStream

if TYPE_CHECKING:
    from oro_ai.models.entry import Entry

__all__ = ("Available", "ModelRoutes", "described")


class Shared(TypedDict):
    """A model of the user's own folder, or of another program."""

    name: str
    source: str
    """The program: `Ollama`, `LM Studio`, `Hub's cache`, or `oro` for the user's own folder."""


class Available(TypedDict):
    """The engine and the files that are available for loading."""

    engine: str | None
    """The version of the engine's package, a release of llama-cpp-python; None where there is no engine."""
    package: str | None
    """The engine's package, `oro-llama` or `llama-cpp-python`; None where there is no engine."""
    files: list[str]
    """Names of the files in the folders of models."""
    shared: list[Shared]
    """The user's own models, and those of other programs; none unless the app's configuration shares them."""
    upstreams: list[str]
    """Names of the models of upstreams."""
    rpc: bool
    """True if the engine was built with llama.cpp's RPC backend, which computes on other machines."""


class ModelRoutes:
    """Load, list, unload and download models."""

    def __init__(self, models: AppModels) -> None:
        self._models = models

    @route("ai.llm.model.load", permission="ai", deadline=0)
    async def load(
        self, call: Call, *, name: Word, directory: FilePath = "", gpuLayerCount: int | None = None
    ) -> dict[str, Any]:
        """Load a model, or return it if that file is loaded already. If cancelled, loading continues in the background.

        Args:
            call: the call.
            name: a file of the folder of models, with or without `.gguf`, or a model of an upstream.
            directory: a folder that is searched first.
            gpuLayerCount: layers the GPU holds, -1 for all; the configured number when left out.

        Raises:
            NoModel: there is no such file.
            CannotLoad: the file cannot be used; the message says why.
            Unsupported: the model is an upstream's, and a directory or layers are named.
        """
        if targets := self._models.elsewhere(name):
            return _elsewhere(name, targets[0].upstream.name, directory or gpuLayerCount)
        return described(await self._models.library.load(name, directory, gpuLayerCount))

    @route("ai.llm.model.list", permission="ai")
    def models(self, call: Call) -> list[dict[str, Any]]:
        """Return the loaded models."""
        return [described(entry) for entry in self._models.library]

    @route("ai.llm.model.available", permission="ai")
    async def available(self, call: Call) -> Available:
        """Return the models that can be loaded by name, and the version of the engine if it is installed."""
        models, upstreams = self._models.library.models, self._models.upstreams
        names = await to_thread.run_sync(lambda: list(models.names()))
        there = [str(card["id"]) for card in await upstreams.cards()] if upstreams is not None else []
        others = await to_thread.run_sync(models.shared)
        shared = [Shared(name=name, source=source) for name, source in others]
        bindings = installed_bindings()
        return Available(
            engine=bindings.version if bindings is not None else None,
            package=bindings.distribution if bindings is not None else None,
            files=names,
            shared=shared,
            upstreams=there,
            rpc=bindings is not None and bindings.workers is not None,
        )

    @route("ai.llm.model.pull", permission="ai_pull", deadline=0)
    async def pull(self, call: Call, *, name: Word, revision: str = "main") -> EventStream:
        """Download a model into the app's folder of models, and answer with server-sent events: `{file, bytes, total}`
        as it comes, at last `{model, sha256, bytes}` or `{error}`. A model that is there is not downloaded again.

        If cancelled, what came is kept, and a later call goes on from there.

        Args:
            call: the call.
            name: `ORG/REPO[:QUANTISATION]` or `ORG/REPO/FILE` of the model hub, or `NAME[:TAG]` of Ollama's library.
            revision: a branch, tag or commit on the hub.

        Raises:
            UsageError: it is no such name, or the app has no folder of models.
            CannotPull: there is no such model, the choice is not clear, or the server cannot be reached.
        """
        from oro_ai.pulling.page_pull import begun_pull, told_pull  # not with the app's start
        from oro_ai.pulling.pull import Pull, Servers

        servers = Servers.configured(self._models.settings, revision)
        folder = self._models.library.models.first()
        made = await begun_pull(name, servers, Pull(sources=(), folder=folder, token=servers.token))
        return EventStream(told_pull(made, self._models.host.power))

    @route("ai.llm.model.unload", permission="ai")
    def unload(self, call: Call, *, name: Word) -> dict[str, Any]:
        """End the jobs of a model and free its memory once nothing uses it. One of an upstream stays where it is.

        Raises:
            NotLoaded: no model of that id or name is loaded.
        """
        if self._models.elsewhere(name):
            return {}
        entry = self._models.library.required(name)
        self._models.library.unload(entry)
        return {}


def _elsewhere(name: str, upstream: str, wished: object) -> dict[str, Any]:
    """Return the description of a model of an upstream, which is there already."""
    if wished:
        raise local_only(f'choose a directory or layers for "{name}"', upstream)
    options = {"directory": "", "gpuLayerCount": 0}
    there = {"id": name, "name": name, "loaded": True, "filename": "", "options": options}
    return {**there, "vision": None, "audio": None}


def described(entry: Entry) -> dict[str, Any]:
    """Return the description of a model for pages."""
    return {
        "id": entry.id,
        "name": entry.name,
        "loaded": not entry.leaving,
        "filename": str(entry.path),
        "options": {"directory": entry.directory, "gpuLayerCount": entry.placement.layers},
        "vision": entry.facts.vision,
        "audio": entry.facts.audio,
    }
