"""Find model files and adapters in folders, and refuse names that lead out of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from oro_ai.errors import NoModel
from oro_framework.errors import InvalidArgument
from oro_framework.folders import Folders

__all__ = ("SUFFIX", "Places")

SUFFIX = ".gguf"


class Places:
    """The folders to search, in order.

    Args:
        configured: the folders of the configuration.
        folders: resolves a folder that a page names.
        what: the kind of file, for messages.
        setting: the key of the configured folder, for messages.
    """

    def __init__(self, configured: Sequence[Path], folders: Folders, what: str, setting: str) -> None:
        self._configured = tuple(configured)
        self._folders = folders
        self._what = what
        self._setting = setting

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
        searched = [folder for folder in (directory, *map(str, self._configured)) if folder]
        if not searched:
            raise NoModel(f'Cannot find {self._what} "{name}": {self._setting} names no folder', param="model")
        where = ", ".join(f'"{folder}"' for folder in searched)
        raise NoModel(f'Cannot find {self._what} "{name}": it is not in {where}', param="model")

    def has(self, name: str) -> bool:
        """Return whether a configured folder has a file of that name.

        Raises:
            InvalidArgument: the name is empty or leads out of the folder.
        """
        return self._in_configured(self._names(name)) is not None

    def path(self, name: str) -> Path | None:
        """Return the file of a name that `names` yielded; None if it is gone."""
        return self._in_configured(self._names(name))

    def names(self) -> Iterator[str]:
        """Yield the files of the configured folders, in alphabetical order."""
        seen = set()
        for folder in self._configured:
            for path in sorted(folder.glob(f"*{SUFFIX}")):
                if path.name not in seen and _is_file(path):
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


def _is_file(path: Path) -> bool:
    """Return whether a file exists; False if the name is too long for a file."""
    try:
        return path.is_file()
    except OSError:
        return False
