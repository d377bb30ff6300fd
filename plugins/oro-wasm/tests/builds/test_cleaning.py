"""Cleaning removes the files that builds recorded, and no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from oro_wasm.builds import folders
from oro_wasm.builds.cleaning import Cleaned, clean_caches, clean_project, clean_tools
from oro_wasm.builds.languages import Languages
from oro_wasm.builds.records import all_records
from oro_wasm.languages.shipped import SHIPPED

pytestmark = pytest.mark.anyio

MAIN = "int main(void) { return 0; }\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "project").mkdir()
    path = tmp_path / "project" / "main.c"
    path.write_text(MAIN)
    return path


def names(cleaned: Cleaned) -> list[str]:
    return [each.path.name for each in cleaned.removed]


async def test_only_what_builds_made_is_removed(tmp_path: Path, source: Path, build: Any) -> None:
    await build(source.parent)
    await build(source)
    other = tmp_path / "out" / "precious.wasm"
    other.write_bytes(b"\0asm")
    cleaned = clean_project(source.parent)
    assert names(cleaned) == ["main.wasm", "project.wasm"]
    assert [each.size > 0 for each in cleaned.removed] == [True, True]
    assert list((tmp_path / "out").iterdir()) == [other]
    assert list(source.parent.iterdir()) == [source]
    assert not list(all_records())
    assert clean_project(source.parent) == Cleaned()


async def test_another_projects_files_stay(tmp_path: Path, source: Path, build: Any) -> None:
    other = tmp_path / "project" / "inner" / "other.c"
    other.parent.mkdir()
    other.write_text(MAIN)
    await build(other)
    assert clean_project(source.parent).removed == []
    assert names(clean_project(other)) == ["other.wasm"]


async def test_a_file_that_was_changed_is_left_and_named(source: Path, build: Any) -> None:
    module = (await build(source)).module
    module.write_bytes(b"mine")
    cleaned = clean_project(source)
    assert cleaned.removed == []
    assert [(each.path, each.reason) for each in cleaned.left] == [(module, "it was changed after it was built")]
    assert module.read_bytes() == b"mine"


async def test_a_file_of_two_builds_is_that_of_the_last(source: Path, build: Any) -> None:
    for optimization in ("size", "debug"):
        await build(source, optimization=optimization)
    cleaned = clean_project(source)
    assert (names(cleaned), cleaned.left) == (["main.wasm"], [])


async def test_a_file_that_is_gone_is_passed_over(source: Path, build: Any) -> None:
    (await build(source)).module.unlink()
    assert clean_project(source) == Cleaned()


def test_what_tools_leave_in_a_project_is_removed_where_it_is_theirs(tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "zig-out" / "bin").mkdir(parents=True)
    (project / "zig-out" / "bin" / "a.wasm").write_bytes(b"12345")
    outside = tmp_path / "outside"
    outside.mkdir()
    (project / ".zig-cache").symlink_to(outside)
    languages = Languages([("wasm", SHIPPED)])
    cleaned = Cleaned()
    clean_tools(project, languages, cleaned)
    assert cleaned == Cleaned(), "it is no project of Zig"
    (project / "main.zig").touch()
    clean_tools(project, languages, cleaned)
    assert names(cleaned) == ["zig-out"]
    assert outside.exists()
    assert sorted(path.name for path in project.iterdir()) == [".zig-cache", "main.zig"]


def test_caches_are_removed_and_records_stay(own_folders: Path) -> None:
    for folder in (folders.toolchains(), folders.tool_caches(), folders.build_records()):
        folder.mkdir(parents=True)
        (folder / "file").write_bytes(b"1234")
    cleaned = clean_caches()
    assert {each.path for each in cleaned.removed} == {folders.toolchains(), folders.tool_caches()}
    assert folders.build_records().exists()
