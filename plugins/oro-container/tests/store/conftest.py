"""A registry, a store and a project for tests."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from oro_container.packages.destination import Destination
from oro_container.packages.store import Store

from .registry import Registry, serving


@pytest.fixture
async def registry() -> AsyncIterator[Registry]:
    """Serve an empty registry."""
    async with serving(Registry()) as served:
        yield served


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Make a store, and let its folder be removed afterwards."""
    yield Store(tmp_path / "store", 1 << 30)
    for folder, _, _ in os.walk(tmp_path / "store"):
        os.chmod(folder, 0o700)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make an empty project."""
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


@pytest.fixture
def destination(project: Path) -> Iterator[Destination]:
    """Open the project for packages."""
    opened = opened_at(project)
    yield opened
    opened.close()


def opened_at(project: Path) -> Destination:
    """Open a project for packages."""
    return Destination(os.open(project, os.O_RDONLY | os.O_DIRECTORY))


Opened = Callable[[Path], Destination]
