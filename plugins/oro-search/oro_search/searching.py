"""Search of `oro search`: bring the index of a folder up to date and ask it, in the process of the command."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import anyio

from oro_framework.commands import note
from oro_framework.errors import UsageError
from oro_framework.types import Host
from oro_framework.user_cache import user_cache
from oro_search import settings
from oro_search.answers import Results, results_of
from oro_search.folders import files_of
from oro_search.index.folder_index import FolderIndex
from oro_search.index.index_files import IndexFiles
from oro_search.index.indexer import Progress
from oro_search.models.chosen import Models
from oro_search.readers.choice import Readers

__all__ = ("searched",)

EVERY = 2.0
"""Seconds between two notes of progress."""


def searched(host: Host, folder: Path, question: str, limit: int) -> Results:
    """Return the passages of a folder that answer a question.

    Raises:
        UsageError: the question or the folder is none.
        OroError: the model cannot be used, or the index cannot be written.
    """
    if not question.strip():
        raise UsageError("Cannot search: the question is empty")
    return anyio.run(_searched, host, folder.resolve(), question, limit, backend="trio")


async def _searched(host: Host, root: Path, question: str, limit: int) -> Results:
    models = Models(host, runs=False)
    index = FolderIndex(
        files_of(host, root, guarded=False),
        IndexFiles(user_cache("oro-search"), root),
        Readers([reader for answer in host.ask_plugins("oro_search_readers") for reader in answer]),
        models,
        host.settings[settings.READING],
    )
    try:
        await index.refresh(_telling())
        return results_of(await index.search(question, limit, str(root)), str(root))
    except OSError as error:
        raise UsageError(f'Cannot search in "{root}": {error.strerror}') from error
    finally:
        with anyio.CancelScope(shield=True):
            await index.close()
            await models.close()


def _telling() -> Callable[[Progress], None]:
    """Return what notes progress on a terminal, now and then."""
    told = time.monotonic()

    def tell(progress: Progress) -> None:
        nonlocal told
        now = time.monotonic()
        if sys.stderr.isatty() and now - told >= EVERY:
            told = now
            note(f"Reading {progress.done + 1} of {progress.total}: {progress.path}")

    return tell
