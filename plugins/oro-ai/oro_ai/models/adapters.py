"""Load and find the LoRA adapters of an app. Everything here is called on the loop."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import anyio
from anyio import to_thread

from oro_ai.engine.computing import LoadedModel
from oro_ai.engine.gguf import NotGGUF, read_header
from oro_ai.errors import CannotLoad, NoModel
from oro_ai.model_folders import Places

__all__ = ("Adapters", "LoadedAdapter")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedAdapter:
    """An adapter and its model."""

    id: str
    name: str
    path: Path
    directory: str
    model: str
    """The id of the model."""
    digest: str
    """The digest of its file, which is the same in every run of the app."""


class Adapters:
    """The loaded adapters.

    Args:
        places: the folders to search.
    """

    def __init__(self, places: Places) -> None:
        self._places = places
        self._loaded: dict[str, LoadedAdapter] = {}
        self._loading = anyio.Lock()

    def __iter__(self) -> Iterator[LoadedAdapter]:
        return iter(tuple(self._loaded.values()))

    def required(self, id: str) -> LoadedAdapter:
        """Return an adapter by its id.

        Raises:
            NoModel: the adapter is not loaded.
        """
        if (found := self._loaded.get(id)) is None:
            raise NoModel(f'Cannot use LoRA adapter "{id}": it is not loaded')
        return found

    async def load(self, model: LoadedModel, owner: str, name: str, directory: str = "") -> LoadedAdapter:
        """Load an adapter for a model, or return it if that file is loaded already.

        Args:
            model: the model, held by the caller.
            owner: the id of the model.
            name: the name of the file, with or without `.gguf`.
            directory: a folder that is searched first.

        Raises:
            Denied: pages may not read the directory.
            NoModel: there is no such file.
            CannotLoad: the file cannot be used, or is for another model.
        """
        path = await self._places.find(name, directory)
        async with self._loading:
            for known in self:
                if (known.path, known.model) == (path, owner):
                    return known
            digest = await to_thread.run_sync(_checked, path)
            id = str(secrets.randbits(53))
            await model.adapt(id, path)
            loaded = LoadedAdapter(
                id=id,
                name=path.name,
                path=path,
                directory=directory or str(path.parent),
                model=owner,
                digest=digest,
            )
            self._loaded[id] = loaded
            return loaded

    def forget(self, owner: str) -> None:
        """Forget the adapters of a model that is unloaded."""
        for known in self:
            if known.model == owner:
                del self._loaded[known.id]


def _checked(path: Path) -> str:
    """Check the header of a file, and return the file's digest."""
    try:
        header = read_header(path)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except (NotGGUF, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise CannotLoad(path.name, reason or "it cannot be read", what="LoRA adapter") from error
    if header.kind != "adapter":
        raise CannotLoad(path.name, f"it is no adapter but of type {header.kind}", what="LoRA adapter")
    return digest
