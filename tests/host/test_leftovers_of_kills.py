"""What a killed app was writing is gone once the app has started again, or writes there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from oro_framework.testing import open_host
from oro_framework.testing.host import BUNDLE

pytestmark = pytest.mark.anyio

LEFT = ".{}.0123456789abcdef.oro-new"


async def test_files_of_its_state_go_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    state = tmp_path / BUNDLE
    state.mkdir()
    left = state / LEFT.format("permissions.json")
    left.write_bytes(b"{")
    async with open_host():
        assert not left.exists()


async def test_downloads_go_at_the_start_and_the_others_stay(tmp_path: Path) -> None:
    left = tmp_path / LEFT.format("download")
    left.mkdir()
    (left / "part").write_bytes(b"half")
    (tmp_path / "film.mp4").write_bytes(b"whole")
    async with open_host(settings={"webview_downloads_folder": str(tmp_path)}):
        assert os.listdir(tmp_path) == ["film.mp4"]


async def test_what_a_page_wrote_goes_when_a_page_next_replaces_a_file_there(tmp_path: Path) -> None:
    left = tmp_path / LEFT.format("notes.json")
    left.write_bytes(b"half")
    async with open_host(installed=["fs"]) as opened:
        await opened.call("fs.writeFile", b"{}", path=tmp_path / "other.json", atomic=True)
        assert os.listdir(tmp_path) == ["other.json"]
