"""The endpoint `lora-adapters`: list and set the adapters that the endpoints generate with, each with its scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from oro_ai.answer import JSONAnswer
from oro_ai.api.request import Asked, converted
from oro_ai.engine.job import Adapter
from oro_ai.errors import NoModel
from oro_ai.models.adapters import LoadedAdapter
from oro_ai.models.app_models import AppModels
from oro_ai.models.entry import Entry
from oro_ai.models.library import Library
from oro_framework.errors import InvalidArgument

__all__ = ("Scaled", "answer", "chosen")


class Scaled(msgspec.Struct, kw_only=True):
    """An adapter and its scale."""

    id: int | str
    """Its place in the list, its id, or its name."""
    scale: Annotated[float, Meta(ge=-100, le=100)]


class Request(msgspec.Struct, kw_only=True):
    """A request that sets the adapters of a model, or lists them when it names none."""

    model: str | None = None
    adapters: list[Scaled] | None = None


async def answer(app: AppModels, asked: Asked) -> JSONAnswer:
    """Set the scales the request gives, 0 for adapters it leaves out, and list the model's loaded adapters.

    Raises:
        NoModel: there is no such adapter.
        InvalidArgument: one is named twice.
    """
    request = converted(asked, Request)
    library = app.library
    if request.adapters is None and not request.model and not list(library):
        return JSONAnswer([])
    async with library.use(request.model or "") as entry:
        if request.adapters is not None:
            scaled = chosen(library, entry, request.adapters)
            entry.adapters.clear()
            entry.adapters.update({adapter.id: adapter for adapter in scaled})
        return JSONAnswer([_shown(place, one, entry) for place, one in enumerate(_of(library, entry))])


def chosen(library: Library, entry: Entry, given: Sequence[Scaled] | None) -> tuple[Adapter, ...]:
    """Return the adapters a request generates with: those it names, or those of `lora-adapters`.

    Raises:
        NoModel: there is no such adapter.
        InvalidArgument: one is named twice.
    """
    if given is None:
        return tuple(entry.adapters.values())
    found: dict[str, Adapter] = {}
    for one in given:
        id = _named(library, entry, one.id).id
        if id in found:
            raise InvalidArgument(f'Cannot use LoRA adapter "{one.id}" twice', param="lora")
        found[id] = Adapter(id, one.scale)
    return tuple(adapter for adapter in found.values() if adapter.scale)


def _of(library: Library, entry: Entry) -> list[LoadedAdapter]:
    return [one for one in library.adapters if one.model == entry.id]


def _named(library: Library, entry: Entry, name: int | str) -> LoadedAdapter:
    for place, one in enumerate(_of(library, entry)):
        if name in (place, one.id, one.name) or f"{name}.gguf" == one.name:
            return one
    raise NoModel(f'Cannot use LoRA adapter "{name}": model "{entry.name}" has none of that id', param="lora")


def _shown(place: int, adapter: LoadedAdapter, entry: Entry) -> dict[str, Any]:
    scaled = entry.adapters.get(adapter.id)
    return {
        "id": place,
        "name": adapter.name,
        "path": str(adapter.path),
        "scale": scaled.scale if scaled is not None else 0.0,
    }
