"""The folders that pages may have searched, and the indexes of an app."""

from __future__ import annotations

import os
from pathlib import Path

from anyio import to_thread

from oro_framework.errors import Denied, NotFound
from oro_framework.folders import Folders
from oro_framework.protected import Use
from oro_framework.types import Host
from oro_search import settings
from oro_search.files import Files
from oro_search.index.folder_index import FolderIndex
from oro_search.index.index_files import IndexFiles
from oro_search.indexes_folder import indexes_folder
from oro_search.models.chosen import Models
from oro_search.readers.choice import Readers

__all__ = ("SearchFolders", "files_of")


def files_of(host: Host, root: Path, *, guarded: bool) -> Files:
    """Return the files of a folder, as the app is configured to look at them.

    Args:
        host: whose settings these are.
        root: absolute, without links.
        guarded: whether files that are not for pages are left out.
    """
    chosen, guard = host.settings, host.path_guard
    most, most_bytes = chosen[settings.MAX_FILES], chosen[settings.MAX_FILE_BYTES]

    def refusal(path: str) -> str | None:
        return guard.refusal(path, Use.READ) if guarded else None

    return Files(root, ignored=chosen[settings.IGNORE], most=most, most_bytes=most_bytes, refusal=refusal)


class SearchFolders:
    """Finds the index of each folder. Loop thread.

    Args:
        host: the app.
        models: of the app.
    """

    def __init__(self, host: Host, models: Models) -> None:
        self._host = host
        self._models = models
        self._folders = Folders(host)
        self._readers: Readers | None = None
        self._indexes: dict[Path, FolderIndex] = {}

    async def of(self, folder: str) -> FolderIndex:
        """Return the index of a folder that a page names; it need not have been made.

        Raises:
            Denied: pages may not read the folder, or not have it searched.
            NotFound: there is no such folder.
        """
        root = await self._folders.located(folder, folder=True)
        await to_thread.run_sync(self._check, root, folder)
        if (known := self._indexes.get(root)) is None:
            place = await to_thread.run_sync(indexes_folder, self._host.bundle)
            known = self._indexes.setdefault(root, self._made(root, place))
        return known

    def _check(self, root: Path, folder: str) -> None:
        allowed = [self._host.root / one for one in self._host.settings[settings.FOLDERS]]
        inside = not allowed or any(root.is_relative_to(os.path.realpath(one)) for one in allowed)
        if not self._host.scoped(settings.FOLDERS.key, str(root), inside):
            raise Denied(f'Cannot search in "{folder}": it is in none of the folders of search_folders')
        if not os.path.isdir(root):  # not by pathlib, which raises where a name is too long
            raise NotFound(f'Cannot search in "{folder}": there is no such folder')

    def _made(self, root: Path, place: Path) -> FolderIndex:
        files = files_of(self._host, root, guarded=True)
        at_once = self._host.settings[settings.READING]
        return FolderIndex(files, IndexFiles(place, root), self._all_readers(), self._models, at_once)

    def _all_readers(self) -> Readers:
        if self._readers is None:
            brought = self._host.ask_plugins("oro_search_readers")
            self._readers = Readers([reader for answer in brought for reader in answer])
        return self._readers

    async def close(self) -> None:
        """Close every index."""
        for index in self._indexes.values():
            await index.close()
