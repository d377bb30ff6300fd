"""From one version to the next over HTTP, and back."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from oro_updater.installation import Installation
from oro_updater.state import State

from .author import Author, WebServer, person

pytestmark = pytest.mark.anyio


def start(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Start what is installed, as a desktop would."""
    environment = {**os.environ, "DISPLAY": ":0", **variables}
    return subprocess.run(
        [folder / "app" / "tea", *arguments], env=environment, capture_output=True, text=True, timeout=30, check=False
    )


async def test_a_version_is_found_downloaded_and_started(author: Author, server: WebServer, tmp_path: Path) -> None:
    updates = person(author, server.url, tmp_path)
    assert await updates.check() is None
    made = author.publish("2.0", author.build("2.0", {"new/file": b"new"}), notes="Better tea")
    offered = await updates.check()
    assert offered is not None
    assert offered.offer.notes == "Better tea"
    seen: list[tuple[int, int]] = []
    assert await updates.download(lambda got, total: seen.append((got, total))) == "2.0"
    assert seen[-1] == (made.patches["1.0"], made.patches["1.0"]), "the patch is smaller, so it is what comes"
    assert start(tmp_path).stdout == "1.0\n", "nothing changes before it is applied"
    await updates.apply()
    done = start(tmp_path)
    assert (done.stdout, done.returncode) == ("2.0\n", 0)
    app = Installation(tmp_path / "app")
    assert (app.version_folder("2.0") / "new" / "file").read_bytes() == b"new"
    assert app.state == State(version="2.0", previous="1.0", left=2)
    assert person(author, server.url, tmp_path, "2.0").confirm()
    assert app.state == State(version="2.0", previous="1.0")
    assert not list(app.updates.glob("*.part"))


async def test_a_version_that_ends_before_its_first_page_is_left(
    author: Author, server: WebServer, tmp_path: Path
) -> None:
    author.publish("2.0", author.build("2.0", script=f"#!/bin/sh\necho start >> {tmp_path}/starts\nexit 3\n"))
    updates = person(author, server.url, tmp_path)
    await updates.check()
    await updates.download(lambda got, total: None)
    await updates.apply()
    done = start(tmp_path)
    assert done.stdout == "1.0\n", done.stderr
    assert done.stderr == "Version 2.0 ended twice before its first page; 1.0 starts instead\n"
    assert (tmp_path / "starts").read_text() == "start\n" * 2
    assert Installation(tmp_path / "app").state == State(version="1.0", failed=("2.0",))
    assert await updates.check() is None, "it is not offered again"
    author.publish("2.1")
    offered = await updates.check()
    assert offered is not None
    assert offered.offer.version == "2.1"
