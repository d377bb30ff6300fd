"""Serves the folder of a `--test` file, so that a page can import it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from oro_framework.hookspecs import hookimpl
from oro_framework.types import Host, Mount

__all__ = ("TEST_PATH", "TestFolder")

TEST_PATH = "/_test"
"""The path at which the folder of a `--test` file is served."""


class TestFolder:
    """A plugin object: mounts one folder."""

    __test__ = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @hookimpl
    def oro_mounts(self, host: Host) -> Sequence[Mount]:
        return [Mount(path=TEST_PATH, directory=self._folder)]
