"""The routes `ai.llm.lora.*`: load LoRA adapters and attach them to contexts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oro_ai.errors import NotLoaded, local_only
from oro_ai.models.app_models import AppModels
from oro_framework.errors import InvalidArgument, UsageError
from oro_framework.parameters import FilePath, Word
from oro_framework.service import route
from oro_framework.types import Call

if TYPE_CHECKING:
    from oro_ai.models.adapters import LoadedAdapter

__all__ = ("LoRARoutes",)


class LoRARoutes:
    """Load, attach and detach adapters."""

    def __init__(self, models: AppModels) -> None:
        self._models = models

    @route("ai.llm.lora.load", permission="ai", deadline=0)
    async def load_lora(
        self, call: Call, *, id: str = "", model: str = "", name: Word = "", directory: FilePath = ""
    ) -> dict[str, Any]:
        """Load an adapter for a loaded model, or return a loaded one by its `id`.

        Args:
            call: the call.
            id: the id of a loaded adapter; then no other parameter is needed.
            model: the id or name of a loaded model.
            name: a file of the folder of adapters, with or without `.gguf`.
            directory: a folder that is searched first.

        Raises:
            NotLoaded: the model is not loaded.
            NoModel: there is no such adapter.
            CannotLoad: the file cannot be used, or is for another model.
            Unsupported: the model is an upstream's.
        """
        if id:
            return _described(self._models.library.adapters.required(id))
        if not model or not name:
            raise InvalidArgument("Cannot load a LoRA adapter: expected an id, or a model and a name")
        if targets := self._models.elsewhere(model):
            raise local_only("load a LoRA adapter", targets[0].upstream.name)
        entry = self._models.library.required(model)
        with self._models.library.hold(entry):
            loaded = await self._models.library.adapters.load(entry.model, entry.id, name, directory)
        if entry.leaving:
            self._models.library.adapters.forget(entry.id)
            raise NotLoaded(model)
        return _described(loaded)

    @route("ai.llm.lora.list", permission="ai")
    def loras(self, call: Call) -> list[dict[str, Any]]:
        """Return the loaded adapters."""
        return [_described(one) for one in self._models.library.adapters]

    @route("ai.llm.lora.attach", permission="ai")
    def attach(self, call: Call, *, id: str, context: str, scale: float = 1.0) -> dict[str, Any]:
        """Let a context generate with an adapter from its next prompt on; attaching it again changes its scale.

        Raises:
            NoModel: the adapter is not loaded.
            NoContext: the page has no context of that id.
            UsageError: the adapter and the context have different models.
            Unsupported: the model of the context is an upstream's.
        """
        from oro_ai.engine.job import Adapter  # not with the app's start

        if remote := self._models.remote(context, call.window):
            raise local_only(f'attach a LoRA adapter to context "{context}"', remote.upstream)
        loaded, target = (
            self._models.library.adapters.required(id),
            self._models.contexts.required(context, call.window),
        )
        if loaded.model != target.entry.id:
            raise UsageError(f'Cannot attach LoRA adapter "{loaded.name}": context "{context}" is of another model')
        target.adapters[id] = Adapter(id, scale)
        return _described(loaded)

    @route("ai.llm.lora.detach", permission="ai")
    def detach(self, call: Call, *, id: str, context: str) -> dict[str, Any]:
        """Let a context generate without an adapter from its next prompt on.

        Raises:
            NoModel: the adapter is not loaded.
            NoContext: the page has no context of that id.
        """
        loaded, target = (
            self._models.library.adapters.required(id),
            self._models.contexts.required(context, call.window),
        )
        target.adapters.pop(id, None)
        return _described(loaded)


def _described(adapter: LoadedAdapter) -> dict[str, Any]:
    return {
        "id": adapter.id,
        "name": adapter.name,
        "loaded": True,
        "filename": str(adapter.path),
        "options": {"directory": adapter.directory, "model": adapter.model},
    }
