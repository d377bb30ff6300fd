"""A package is in the store whole or not at all, and is never changed through a copy."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from oro_container.core.entry import Entry
from oro_container.core.packages.changes import Found, Link, Move, Remove, Write
from oro_container.core.tarballs.integrity import Integrity, sum_of
from oro_container.core.tarballs.problem import BadSum
from oro_container.packages.copying import Damaged
from oro_container.packages.destination import Destination
from oro_container.packages.store import Store
from oro_container.packages.stored import Stored

from .conftest import opened_at

FILES = {"package.json": b'{"version":"1.0.0"}', "lib/a.js": b"a" * 300_000, "lib/b/c.js": b"c", "lib-x/d.js": b""}


def entries(files: dict[str, bytes], mode: int = 0o644) -> dict[str, Entry]:
    return {path: Entry(path=path, kind="file", data=data, mode=mode) for path, data in files.items()}


def kept(store: Store, name: str = "a", files: dict[str, bytes] = FILES, mode: int = 0o644) -> Stored:
    return store.keep(name, sum_of(name.encode()), lambda: entries(files, mode))


def found(store: Store, name: str = "a") -> Stored | None:
    return store.find(Integrity((sum_of(name.encode()),)))


def stage(destination: Destination, stored: Stored, slot: str = "s") -> None:
    source = stored.open_files()
    try:
        destination.stage(slot, stored.index.files, stored.index.written, source)
    finally:
        os.close(source)


def placed(destination: Destination, stored: Stored, path: str) -> None:
    stage(destination, stored)
    destination.apply([Move("s", path)])


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_package_is_found_by_its_sum_and_by_others(store: Store) -> None:
    assert found(store) is None
    stored = kept(store)
    again = found(store)
    assert again is not None
    assert again.index == stored.index
    sha1 = sum_of(b"a", "sha1")
    assert store.find(Integrity((sha1,))) is None
    store.know(sha1, stored.index.sum)
    assert store.find(Integrity((sha1,))) is not None
    assert stored.read("lib/b/c.js") == b"c"
    assert stored.read("../index.json") is None


def test_its_files_cannot_be_written(store: Store) -> None:
    stored = kept(store)
    modes = {path.stat().st_mode & 0o777 for path in (stored.folder / "files").rglob("*")}
    assert modes == {0o444, 0o555}


@pytest.mark.parametrize("text", ["sha512-x", "md5-1B2M2Y8AsgTpgAmY7PhCfg==", "", "sha512"])
def test_a_sum_that_is_none_is_not_read(text: str) -> None:
    assert Integrity.read(text) is None


def test_of_several_sums_the_strongest_count() -> None:
    data = b"archive"
    right, wrong = sum_of(data), sum_of(b"other")
    listed = Integrity.read(f"{sum_of(b'no', 'sha1')} {wrong} {right}?option")
    assert listed is not None
    listed.check("a@1", data)
    weak = Integrity.read(f"{sum_of(data, 'sha1')} {wrong}")
    assert weak is not None
    with pytest.raises(BadSum) as refused:
        weak.check("a@1", data)
    assert {"a@1", wrong, right} <= {word.strip(",;:") for word in str(refused.value).split()}


def test_a_copy_has_what_was_kept_and_the_modes_of_npm(store: Store, project: Path, destination: Destination) -> None:
    placed(destination, kept(store, mode=0o755), "node_modules/@x/a")
    assert files_of(project / "node_modules/@x/a") == FILES
    file = project / "node_modules/@x/a/lib/a.js"
    assert file.stat().st_mode & 0o777 == 0o755
    file.write_bytes(b"EVIL")
    stored = found(store)
    assert stored is not None
    assert stored.read("lib/a.js") == FILES["lib/a.js"]


@pytest.mark.parametrize("damage", ["shorter", "changed", "gone", "link"])
def test_a_package_that_was_changed_is_not_placed(store: Store, destination: Destination, damage: str) -> None:
    stored = kept(store)
    folder = stored.folder / "files" / "lib" / "b"
    os.chmod(folder, 0o700)
    file = folder / "c.js"
    os.chmod(file, 0o600)
    match damage:
        case "shorter":
            file.write_bytes(b"")
        case "changed":
            file.write_bytes(b"d")
        case "gone":
            file.unlink()
        case "link":
            file.unlink()
            file.symlink_to("/etc/passwd")
    with pytest.raises(Damaged, match=r"c\.js"):
        stage(destination, stored)
    store.remove(stored)
    assert found(store) is None


def test_a_damaged_index_counts_as_none(store: Store) -> None:
    stored = kept(store)
    (stored.folder / "index.json").write_bytes(b"{")
    assert found(store) is None
    assert kept(store).index.size == stored.index.size


def test_the_least_recently_used_go_first(store: Store) -> None:
    for number, name in enumerate("abc"):
        os.utime(kept(store, name).folder, (1000 + number, 1000 + number))
    os.utime(store.folder)
    assert found(store, "a") is not None
    size = kept(store, "a").index.size
    with store.held():
        assert store.prune(size) == 0
    assert store.prune(size) == 2 * size
    assert [found(store, name) is not None for name in "abc"] == [True, False, False]
    assert store.used() == size


KEEPS = """
import sys
from pathlib import Path
from oro_container.core.entry import Entry
from oro_container.core.tarballs.integrity import sum_of
from oro_container.packages.store import Store

store = Store(Path(sys.argv[1]), 1 << 30)
with store.held():
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(int(sys.argv[2])):
        files = {f"f{n}/x.js": Entry(path=f"f{n}/x.js", kind="file", data=b"x" * 500) for n in range(20)}
        store.keep(f"p{number}", sum_of(str(number).encode()), lambda: files)
        print(number, flush=True)
"""


def keeping(store: Store, packages: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", KEEPS, str(store.folder.parent), str(packages)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def begin(*processes: subprocess.Popen[bytes]) -> None:
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.flush()


def test_two_processes_keep_the_same_packages_at_once(store: Store) -> None:
    processes = [keeping(store, 60) for _ in range(2)]
    begin(*processes)
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    assert {stored.index.package for stored in store.packages()} == {f"p{number}" for number in range(60)}
    assert list((store.folder / "new").iterdir()) == []


@pytest.mark.parametrize("after", [0, 3, 17])
def test_a_process_that_is_killed_leaves_whole_packages(store: Store, project: Path, after: int) -> None:
    process = keeping(store, 5000)
    begin(process)
    assert process.stdout is not None
    while int(process.stdout.readline()) < after:
        pass
    process.send_signal(signal.SIGKILL)
    process.communicate()
    there = list(store.packages())
    assert len(there) > after
    destination = opened_at(project)
    for number, stored in enumerate(there):
        stage(destination, stored, str(number))
    destination.close()
    store.prune()
    assert list((store.folder / "new").iterdir()) == []
    assert len(list(store.packages())) == len(there)


def test_packages_that_are_there_are_found_with_their_versions(store: Store, destination: Destination) -> None:
    for path in ("node_modules/a", "node_modules/@s/b", "node_modules/a/node_modules/c"):
        placed(destination, kept(store), path)
    placed(destination, kept(store, "bare", {"x": b""}), "node_modules/d")
    assert destination.present().packages == {
        "node_modules/a": Found("1.0.0"),
        "node_modules/@s/b": Found("1.0.0"),
        "node_modules/a/node_modules/c": Found("1.0.0"),
        "node_modules/d": Found(""),
    }


def test_a_package_is_replaced_with_all_in_it(store: Store, project: Path, destination: Destination) -> None:
    placed(destination, kept(store), "node_modules/a")
    (project / "node_modules/a/own.txt").write_text("mine")
    placed(destination, kept(store, "two", {"new.js": b"2"}), "node_modules/a")
    assert files_of(project / "node_modules/a") == {"new.js": b"2"}


def test_links_in_the_project_are_not_followed(store: Store, tmp_path: Path, project: Path) -> None:
    outside = tmp_path / "outside"
    (outside / "a").mkdir(parents=True)
    (project / "node_modules").symlink_to(outside)
    destination = opened_at(project)
    assert destination.present().packages == {}
    with pytest.raises(OSError, match="symbolic link"):
        stage(destination, kept(store))
    destination.close()
    (project / "node_modules").unlink()
    (project / "node_modules").mkdir()
    (project / "node_modules" / "@s").symlink_to(outside)
    (project / "node_modules" / "l").symlink_to(outside)
    destination = opened_at(project)
    stage(destination, kept(store))
    with pytest.raises(OSError, match="symbolic link"):
        destination.apply([Move("s", "node_modules/@s/a")])
    destination.apply([Remove("node_modules/@s/a"), Move("s", "node_modules/l")])
    destination.close()
    assert list(outside.iterdir()) == [outside / "a"]
    assert not (project / "node_modules/l").is_symlink()


def test_a_folder_that_becomes_a_link_while_it_is_staged_is_not_followed(
    store: Store, tmp_path: Path, project: Path, destination: Destination
) -> None:
    stage(destination, kept(store, "first", {"x": b""}), "first")
    staging = next((project / "node_modules").glob(".oro-*"))
    (staging / "s").symlink_to(tmp_path)
    with pytest.raises(FileExistsError):
        stage(destination, kept(store), "s")


def test_commands_are_linked_and_their_files_made_executable(
    store: Store, project: Path, destination: Destination
) -> None:
    files = {"cli.js": b"#!/usr/bin/env node\r\nx()\r\n", "b.js": b"#!/bin/sh\n"}
    stage(destination, kept(store, files=files))
    destination.apply(
        [
            Move("s", "node_modules/a"),
            Link("node_modules/.bin/a", "../a/cli.js", "node_modules/a/cli.js"),
            Link("node_modules/.bin/b", "../a/b.js", "node_modules/a/b.js"),
            Link("node_modules/.bin/none", "../a/none.js", "node_modules/a/none.js"),
            Write("node_modules/.package-lock.json", b"{}"),
        ]
    )
    bins = project / "node_modules/.bin"
    assert {path.name: os.readlink(path) for path in bins.iterdir()} == {"a": "../a/cli.js", "b": "../a/b.js"}
    assert (bins / "a").read_bytes() == b"#!/usr/bin/env node\nx()\r\n"
    assert all((bins / name).stat().st_mode & 0o777 == 0o755 for name in "ab")
    assert destination.read("node_modules/.package-lock.json") == b"{}"


def test_a_commands_file_that_is_a_link_stays_as_it_is(store: Store, tmp_path: Path, project: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x")
    secret.chmod(0o600)
    (project / "node_modules/a").mkdir(parents=True)
    (project / "node_modules/a/cli.js").symlink_to(secret)
    destination = opened_at(project)
    destination.apply([Link("node_modules/.bin/a", "../a/cli.js", "node_modules/a/cli.js")])
    destination.close()
    assert secret.stat().st_mode & 0o777 == 0o600
    assert not (project / "node_modules/.bin").exists()


def test_removing_takes_empty_folders_along(store: Store, project: Path, destination: Destination) -> None:
    placed(destination, kept(store), "node_modules/@s/a")
    destination.apply([Remove("node_modules/@s/a"), Remove("node_modules/none"), Remove("nowhere/at/all")])
    assert not (project / "node_modules/@s").exists()


def test_what_a_killed_process_staged_is_removed(store: Store, project: Path, destination: Destination) -> None:
    left = project / "node_modules/.oro-0123456789abcdef"
    (left / "a").mkdir(parents=True)
    stage(destination, kept(store))
    assert not left.exists()
    other = opened_at(project)
    stage(other, kept(store))
    other.close()
    destination.apply([Move("s", "node_modules/a")])
    assert files_of(project / "node_modules/a") == FILES


@pytest.mark.parametrize("path", ["../x", "node_modules/../../x", "/etc/x", "node_modules//x", "node_modules/./x"])
def test_paths_that_leave_the_project_are_refused(path: str, destination: Destination, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    for change in (
        Remove(path),
        Move("s", path),
        Link(path, "x", ""),
        Link("node_modules/y", "x", path),
        Write(path, b""),
    ):
        with pytest.raises(ValueError, match="not a path within the project"):
            destination.apply([change])
    with pytest.raises(ValueError, match="not a path within the project"):
        destination.write(path, b"")
    assert (tmp_path / "x").read_text() == "mine"


def test_a_store_that_is_full_is_pruned(tmp_path: Path) -> None:
    size = sum(map(len, FILES.values()))
    store = Store(tmp_path / "small", 3 * size)
    for number in range(5):
        stored = kept(store, str(number))
        os.utime(stored.folder, (number, number))
        store.prune_if_full()
    assert store.used() <= 3 * size
    assert found(store, "4") is not None
    assert found(store, "0") is None
