"""Folders that are granted to guests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from oro_wasm.cli.grant_options import directory
from oro_wasm.guests.start import Directory


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("data", Directory(host="{here}/data", guest="data", writable=True)),
        ("data:ro", Directory(host="{here}/data", guest="data")),
        ("./data::/", Directory(host="{here}/data", guest="/", writable=True)),
        ("data::in:ro", Directory(host="{here}/data", guest="in")),
        ("data::a::b", Directory(host="{here}/data", guest="a::b", writable=True)),
        ("odd:name", Directory(host="{here}/odd:name", guest="odd:name", writable=True)),
    ],
)
def test_a_folder_is_read(text: str, expected: Directory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "odd:name").mkdir()
    monkeypatch.chdir(tmp_path)
    found = directory(text)
    assert found.host == expected.host.format(here=os.getcwd())
    assert (found.guest, found.writable) == (expected.guest, expected.writable)
