"""What the tests of updates share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .author import Author, WebServer, served


@pytest.fixture
def author(tmp_path: Path) -> Author:
    """An author who has published version 1.0, which is installed at `tmp_path / "app"`."""
    author = Author(tmp_path / "author")
    author.publish("1.0")
    author.install(tmp_path / "app", author.folder / "builds" / "1.0", "1.0")
    return author


@pytest.fixture
def server(author: Author) -> Iterator[WebServer]:
    """A server of the author's repository."""
    with served(author.repository.folder) as server:
        yield server
