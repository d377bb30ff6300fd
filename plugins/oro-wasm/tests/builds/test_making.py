"""Builds run only when something changed, and put their files in place whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import trio
from oro_wasm.builds.build import BuildConfig, Diagnostic
from oro_wasm.builds.making import Made, Recipe, made
from oro_wasm.builds.records import all_records
from oro_wasm.errors import BuildError

pytestmark = pytest.mark.anyio


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project of two sources, older than a build of now could mistake for its own time."""
    folder = tmp_path / "project"
    folder.mkdir()
    for name in ("one.txt", "two.txt"):
        write(folder / name, name)
    return folder


def write(path: Path, text: str, age: float = 3600.0) -> None:
    """Write a file and date it back by an age in seconds."""
    path.write_text(text)
    changed = path.stat().st_mtime - age
    os.utime(path, (changed, changed))


class Joined:
    """Builds that join the sources of a project into `joined.txt`, and count."""

    def __init__(self, project: Path, **options: Any) -> None:
        self.project = project
        self.output = project.parent / "out"
        self.options = options
        self.count = 0
        self.read: tuple[Path, ...] = ()
        self.told: tuple[str, ...] = ("tool 1",)

    @property
    def config(self) -> BuildConfig:
        return BuildConfig(project=self.project, output=self.output, **self.options)

    async def build(self) -> bool:
        """Return whether the build was run."""
        before = self.count
        sources = tuple(sorted(self.project.glob("*.txt")))
        recipe = Recipe(language="text", sources=sources, told=self.told)
        result = await made(self.config, recipe, self.make)
        assert result.module == self.output / "joined.txt"
        assert result.cached is (self.count == before)
        return self.count > before

    async def make(self, folder: Path) -> Made:
        self.count += 1
        (folder / "joined.txt").write_text("".join(path.read_text() for path in sorted(self.project.glob("*.txt"))))
        return Made(module="joined.txt", read=self.read, diagnostics=(Diagnostic(text="odd", severity="warning"),))


async def test_an_unchanged_project_is_not_built_again(project: Path) -> None:
    joined = Joined(project)
    assert await joined.build()
    assert not await joined.build()
    assert (joined.output / "joined.txt").read_text() == "one.txttwo.txt"
    assert os.listdir(joined.output) == ["joined.txt"]


@pytest.mark.parametrize("age", [3600.0, 0.0])
async def test_a_changed_source_is_seen_even_with_its_size_and_time_kept(project: Path, age: float) -> None:
    joined = Joined(project)
    write(project / "one.txt", "before", age)
    times = (project / "one.txt").stat()
    await joined.build()
    (project / "one.txt").write_text("beside")
    if not age:  # so shortly before the build that its time says nothing
        os.utime(project / "one.txt", ns=(times.st_atime_ns, times.st_mtime_ns))
    assert await joined.build()
    assert (joined.output / "joined.txt").read_text() == "besidetwo.txt"


async def test_only_contents_count(project: Path) -> None:
    joined = Joined(project)
    await joined.build()
    os.utime(project / "one.txt")
    assert not await joined.build()


async def test_added_removed_and_renamed_sources_are_seen(project: Path) -> None:
    joined = Joined(project)
    await joined.build()
    write(project / "three.txt", "")
    assert await joined.build()
    (project / "three.txt").unlink()
    assert await joined.build()
    (project / "two.txt").rename(project / "too.txt")
    assert await joined.build()


async def test_other_tools_options_and_files_read_elsewhere_are_seen(project: Path) -> None:
    joined = Joined(project)
    joined.read = (project.parent / "elsewhere",)
    write(joined.read[0], "before")
    await joined.build()
    write(joined.read[0], "beside")
    assert await joined.build()
    joined.told = ("tool 2",)
    assert await joined.build()
    assert not await joined.build()
    assert await Joined(project, optimization="debug").build()


async def test_an_output_that_is_gone_or_changed_is_made_anew(project: Path) -> None:
    joined = Joined(project)
    await joined.build()
    (joined.output / "joined.txt").unlink()
    assert await joined.build()
    (joined.output / "joined.txt").write_text("edited")
    assert await joined.build()
    assert (joined.output / "joined.txt").read_text() == "one.txttwo.txt"


async def test_warnings_are_kept_for_when_nothing_changed(project: Path) -> None:
    joined = Joined(project)
    recipe = Recipe(language="text", sources=(), told=())
    for _ in range(2):
        result = await made(joined.config, recipe, joined.make)
        assert [each.text for each in result.diagnostics] == ["odd"]
    assert result.cached


async def test_a_damaged_record_is_no_record(project: Path) -> None:
    joined = Joined(project)
    await joined.build()
    [(path, _)] = all_records()
    for content in (b"", b"{}", b"\xff", path.read_bytes()[:-9]):
        path.write_bytes(content)
        assert await joined.build()


async def test_a_build_that_fails_leaves_what_was_there(project: Path) -> None:
    joined = Joined(project)
    await joined.build()
    write(project / "one.txt", "changed")

    async def fail(folder: Path) -> Made:
        (folder / "joined.txt").write_text("half")
        raise BuildError("Cannot build it: it is broken")

    with pytest.raises(BuildError, match="broken"):
        await made(joined.config, Recipe(language="text", sources=(), told=()), fail)
    assert os.listdir(joined.output) == ["joined.txt"]
    assert (joined.output / "joined.txt").read_text() == "one.txttwo.txt"


async def test_a_cancelled_build_leaves_what_was_there(project: Path) -> None:
    joined = Joined(project)
    begun = trio.Event()

    async def wait(folder: Path) -> Made:
        (folder / "joined.txt").write_text("half")
        begun.set()
        await trio.sleep_forever()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(made, joined.config, Recipe(language="text", sources=(), told=()), wait)
        await begun.wait()
        nursery.cancel_scope.cancel()
    assert os.listdir(joined.output) == []
    assert not list(all_records())


async def test_tools_that_make_nothing_are_told_of(project: Path) -> None:
    async def nothing(folder: Path) -> Made:
        return Made(module="absent.wasm")

    with pytest.raises(BuildError, match=r'made no "absent.wasm"'):
        await made(Joined(project).config, Recipe(language="text", sources=(), told=()), nothing)


async def test_a_folder_that_cannot_be_written_is_named(project: Path) -> None:
    joined = Joined(project)
    joined.output.write_text("a file")
    with pytest.raises(BuildError, match=r'Cannot write ".*out": File exists; name a folder .* --output'):
        await joined.build()
    assert joined.output.read_text() == "a file"
