"""The app as FastAPI has it, without a window, and its page in every engine that this machine has."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines, open_host

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import app  # noqa: E402


@pytest.fixture
def anyio_backend() -> str:
    """Run tests on trio, as the host does."""
    return "trio"


@pytest.mark.anyio
async def test_notes_are_kept_and_forgotten() -> None:
    async with open_host(app) as host:
        kept = await host.client.post("/api/notes", json={"text": "milk"})
        assert (kept.status_code, kept.json()) == (201, {"id": 2, "text": "milk"})
        assert (await host.client.delete("/api/notes/2")).status_code == 204
        assert [note["id"] for note in (await host.client.get("/api/notes")).json()] == [1]


@pytest.mark.anyio
async def test_an_empty_note_is_refused() -> None:
    async with open_host(app) as host:
        assert (await host.client.post("/api/notes", json={"text": ""})).status_code == 422


@pytest.fixture(scope="module")
def running() -> Iterator[Engines]:
    """Return the engines, with a display of their own where there is none."""
    found = Engines()
    yield found
    found.close()


@pytest.mark.parametrize("engine", engines())
def test_in_a_page(engine: str, running: Engines) -> None:
    code, output = running.run(engine, HERE.parent, "--headless", "--test", str(HERE / "page.js"))
    assert code == 0, output
