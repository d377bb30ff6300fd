"""Find model files and adapters in folders, and refuse names that lead out of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from anyio import to_thread

from oro_ai.errors import NoModel
from oro_ai.file_names import SUFFIX, is_projector
from oro_framework.errors import InvalidArgument, UsageError
from oro_framework.folders import Folders

if TYPE_CHECKING:
    from oro_ai.stores.stored import Stored

__all__ = ("Places",)


class Places:
    """The folders to search, in order.

    Args:
        configured: the folders of the configuration.
        folders: resolves a folder that a page names.
        what: the kind of file, for messages.
        setting: the key of the configured folder, for messages.
        shared: whether to look into the user's own folder and the stores of other programs, too.
    """

    def __init__(
        self, configured: Sequence[Path], folders: Folders, what: str, setting: str, *, shared: bool = False
    ) -> None:
        self._configured = tuple(configured)
        self._folders = folders
        self._what = what
        self._setting = setting
        self._shared = shared

    async def find(self, name: str, directory: str = "") -> Path:
        """Return the file of a name, with or without `.gguf`.

        Args:
            name: a path relative to a folder, inside it.
            directory: a folder to search before the configured ones.

        Raises:
            InvalidArgument: the name is empty or leads out of the folder.
            Denied: pages may not read that file of the directory.
            NoModel: no folder has such a file.
        """
        names = self._names(name)
        for written in names if directory else ():
            path = await self._folders.located(os.path.join(directory, written))
            if _is_file(path):
                return path
        if (found := self._in_configured(names)) is not None:
            return found
        if self._shared and (one := await to_thread.run_sync(_found_model, name)) is not None:
            return one
        searched = [folder for folder in (directory, *map(str, self._configured)) if folder]
        if not searched and not self._shared:
            raise NoModel(f'Cannot find {self._what} "{name}": {self._setting} names no folder', param="model")
        where = ", ".join(f'"{folder}"' for folder in searched)
        if self._shared:
            where += ", nor a model of another program's"
        raise NoModel(f'Cannot find {self._what} "{name}": it is not in {where}', param="model")

    def first(self) -> Path:
        """Return the first configured folder, which models are downloaded into.

        Raises:
            UsageError: none is configured.
        """
        if not self._configured:
            raise UsageError(f"Cannot pull a {self._what}: {self._setting} names no folder to put it into")
        return self._configured[0]

    def shown(self, name: str, path: Path) -> str:
        """Return the name of a file that was found by a name: its own, or that of the store it is in."""
        from oro_ai.stores.every import every_model  # not with the app's start

        if not self._shared or any(path.is_relative_to(folder) for folder in self._configured):
            return path.name
        return next((one.name for one in every_model() if one.path == path), path.name)

    def shared(self) -> list[tuple[str, str]]:
        """Return the names of the models of other programs, each with its source; none unless they are shared."""
        return [(one.name, one.source) for one in self.stored()]

    def stored(self) -> list[Stored]:
        """Return the models of other programs; none unless they are shared."""
        if not self._shared:
            return []
        from oro_ai.stores.every import every_model  # not with the app's start

        return list(every_model())

    def has(self, name: str) -> bool:
        """Return whether a configured folder, or a store that is shared, has a file of that name.

        Raises:
            InvalidArgument: the name is empty or leads out of the folder.
        """
        if self._in_configured(self._names(name)) is not None:
            return True
        return self._shared and _found_model(name) is not None

    def path(self, name: str) -> Path | None:
        """Return the file of a name that `names` yielded; None if it is gone."""
        return self._in_configured(self._names(name))

    def names(self) -> Iterator[str]:
        """Yield the files of the configured folders but projectors, in alphabetical order."""
        seen = set()
        for folder in self._configured:
            for path in sorted(folder.glob(f"*{SUFFIX}")):
                if path.name not in seen and not is_projector(path.name) and _is_file(path):
                    seen.add(path.name)
                    yield path.name

    def _names(self, name: str) -> tuple[str, str]:
        parts = Path(name).parts
        if not parts or Path(name).is_absolute() or ".." in parts or "\0" in name:
            raise InvalidArgument(f'Cannot look for {self._what} "{name}": expected the name of a file in the folder')
        return name, name + SUFFIX

    def _in_configured(self, names: Sequence[str]) -> Path | None:
        paths = (folder / name for folder in self._configured for name in names)
        return next((path for path in paths if _is_file(path)), None)


def _found_model(name: str) -> Path | None:
    from oro_ai.stores.every import found_model  # not with the app's start

    one = found_model(name)
    return one.path if one is not None else None


def _is_file(path: Path) -> bool:
    """Return whether a file exists; False if the name is too long for a file."""
    try:
        return path.is_file()
    except OSError:
        return False
