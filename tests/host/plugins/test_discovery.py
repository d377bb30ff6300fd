"""Installed plugins are found without importing them, and found again from the index."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oro_framework.host.plugins import discovery
from oro_framework.host.plugins.discovery import Found, discover


def install(folder: Path, name: str, entry: str, version: str = "1.0") -> None:
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (info / "entry_points.txt").write_text(f"[oro]\n{entry}\n[other]\nx = y\n")


def test_plugins_are_found_by_entry_point(tmp_path: Path) -> None:
    install(tmp_path / "site", "oro-b", "b = oro_b.plugin")
    install(tmp_path / "site", "oro-a", "a = oro_a.plugin:thing", "2.5")
    found = discover([str(tmp_path / "site")], tmp_path / "cache")
    site = str(tmp_path / "site")
    assert found == [
        Found("a", "oro_a.plugin:thing", "oro-a", "2.5", site),
        Found("b", "oro_b.plugin", "oro-b", "1.0", site),
    ]


def test_the_index_is_used_until_a_folder_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site, cache = tmp_path / "site", tmp_path / "cache"
    install(site, "oro-a", "a = oro_a")
    discover([str(site)], cache)
    scans: list[str] = []
    scan = discovery._scan

    def counted(folder: str) -> dict[str, list[Found]]:
        scans.append(folder)
        return scan(folder)

    monkeypatch.setattr(discovery, "_scan", counted)
    assert [item.name for item in discover([str(site)], cache)] == ["a"]
    assert not scans
    install(site, "oro-b", "b = oro_b")
    os.utime(site, ns=(1, 1))
    assert [item.name for item in discover([str(site)], cache)] == ["a", "b"]
    assert scans == [str(site)]


def test_a_folder_of_modules_is_not_searched_and_leaves_no_index(tmp_path: Path) -> None:
    install(tmp_path / "site", "oro-a", "a = oro_a")
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "app.py").touch()
    path = [str(tmp_path / name) for name in ("app", "site", "missing")]
    assert [item.name for item in discover(path, tmp_path / "cache")] == ["a"]
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_an_archive_is_searched_too(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "app.zip", "w") as archive:
        archive.writestr("oro_a-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: oro-a\nVersion: 1.0\n")
        archive.writestr("oro_a-1.0.dist-info/entry_points.txt", "[oro]\na = oro_a\n")
    site = str(tmp_path / "app.zip")
    found = discover([site], tmp_path / "cache")
    assert found == [Found("a", "oro_a", "oro-a", "1.0", site)] == discover([site], tmp_path / "cache")


def test_the_first_folder_of_the_path_wins(tmp_path: Path) -> None:
    install(tmp_path / "first", "oro-a", "a = first", "2.0")
    install(tmp_path / "second", "oro-a", "a = second", "1.0")
    found = discover([str(tmp_path / "first"), str(tmp_path / "second")], tmp_path / "cache")
    assert [item.module for item in found] == ["first"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary())
def test_any_bytes_for_an_index_are_a_missing_index(tmp_path: Path, content: bytes) -> None:
    site, cache = tmp_path / "site", tmp_path / "cache"
    if not site.exists():
        install(site, "oro-a", "a = oro_a")
    discover([str(site)], cache)
    (index,) = cache.iterdir()
    index.write_bytes(content)
    assert [item.name for item in discover([str(site)], cache)] == ["a"]


def test_a_cache_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    install(tmp_path / "site", "oro-a", "a = oro_a")
    (tmp_path / "file").write_text("")
    assert discover([str(tmp_path / "site")], tmp_path / "file" / "cache")
