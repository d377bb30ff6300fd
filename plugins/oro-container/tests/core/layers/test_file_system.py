"""File systems of layers: what a real folder does not show, such as layers, quotas, states and times."""

from __future__ import annotations

import errno
import os
import pickle
import posixpath
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_container.core.entry import Entry
from oro_container.core.layers import Change, FileError, FileSystem, Layer, Quota, Record

from ..entries import entries


def file(path: str, data: bytes = b"") -> Entry:
    return Entry(path=path, kind="file", data=data)


BASE = Layer.of([file("etc/hosts", b"base"), file("lib/a", b"a"), file("lib/b", b"b")])
PACKAGES = Layer.of([file("lib/b", b"newer"), file("work/node_modules/x/index.js", b"x")])


PATHS = st.lists(st.sampled_from("ab"), min_size=1, max_size=3).map(lambda names: "/" + "/".join(names))
STEPS = st.lists(st.tuples(st.sampled_from(["mkdir", "append", "rm"]), PATHS), max_size=12)


def step(files: FileSystem, operation: str, path: str) -> None:
    if operation == "mkdir":
        files.mkdir(path)
    elif operation == "append":
        files.append(path, b"1")
    else:
        files.rm(path, recursive=True)


on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the errors are those of Linux")


class Clock:
    def __init__(self) -> None:
        self.now = 0

    def __call__(self) -> int:
        self.now += 10
        return self.now


@pytest.fixture
def files() -> FileSystem:
    return FileSystem([PACKAGES, BASE], clock=Clock())


def names(files: FileSystem, path: str) -> list[str]:
    return [entry.name for entry in files.readdir(path)]


def refused(code: str, call: Callable[[], object]) -> FileError:
    with pytest.raises(FileError) as caught:
        call()
    assert caught.value.code == code
    return caught.value


# Layers


def test_upper_layers_hide_those_below(files: FileSystem) -> None:
    assert files.read("/lib/b") == b"newer"
    assert names(files, "/lib") == ["a", "b"]
    files.write("/lib/b", b"mine")
    assert files.read("/lib/b") == b"mine"
    assert [*BASE.entries()] == [*Layer.of(BASE.entries()).entries()]


def test_a_removal_leaves_a_whiteout_only_where_something_is_below(files: FileSystem) -> None:
    files.write("/lib/new", b"")
    files.rm("/lib/new")
    files.rm("/lib/b")
    assert [row.kind for row in files.upper.records() if row.path.startswith("lib/")] == ["whiteout"]
    assert names(files, "/lib") == ["a"]


def test_a_folder_made_anew_hides_the_one_below(files: FileSystem) -> None:
    files.rm("/lib", recursive=True)
    files.mkdir("/lib")
    assert names(files, "/lib") == []
    assert [(row.path, row.opaque) for row in files.upper.records()] == [("", False), ("lib", True)]


def test_a_rename_of_a_folder_of_several_layers_moves_all_of_it(files: FileSystem) -> None:
    files.write("/lib/c", b"c")
    files.rename("/lib", "/work/lib")
    assert [files.read(f"/work/lib/{name}") for name in names(files, "/work/lib")] == [b"a", b"newer", b"c"]
    assert not files.exists("/lib")
    files.rename("/work/lib", "/lib")
    assert names(files, "/lib") == ["a", "b", "c"]


def test_contents_are_shared_not_copied() -> None:
    layer = Layer.of([file("a/b", bytes(1 << 20))])
    files = FileSystem([layer])
    files.rename("/a", "/c")
    files.cp("/c/b", "/d")
    assert files.read("/d") is files.read("/c/b") is next(each.data for each in layer.entries() if each.kind == "file")


def test_a_change_of_mode_copies_up(files: FileSystem) -> None:
    files.chmod("/lib/a", 0o755)
    assert files.stat("/lib/a").mode == 0o755
    assert files.read("/lib/a") == b"a"
    assert files.usage.files == 2


def test_layers_are_put_below_paths_and_over_one_another() -> None:
    package = Layer.of([file("index.js", b"1")])
    modules = package.at("/work/node_modules/a").over(package.at("/work/node_modules/b"))
    files = FileSystem([modules])
    assert names(files, "/work/node_modules") == ["a", "b"]
    assert files.read("/work/node_modules/b/index.js") == b"1"


@given(st.lists(entries(), max_size=3))
def test_layers_in_one_are_as_layers_over_one_another(parts: list[list[Entry]]) -> None:
    layers = [Layer.of(part) for part in parts]
    whole = Layer().over(*layers)
    assert list(FileSystem([whole]).export()) == list(FileSystem(layers).export())


@given(st.lists(STEPS, min_size=3, max_size=3))
def test_layers_put_into_one_another_hide_what_both_did(parts: list[list[tuple[str, str]]]) -> None:
    layers: list[Layer] = []
    for part in parts:
        files = FileSystem(layers)
        for operation, path in part:
            with suppress(FileError):
                step(files, operation, path)
        layers.insert(0, files.upper)
    top, middle, bottom = layers
    expected = list(FileSystem(layers).export())
    assert list(FileSystem([top.onto(middle), bottom]).export()) == expected
    assert list(FileSystem([top, middle.onto(bottom)]).export()) == expected
    assert list(FileSystem(upper=top.onto(middle).onto(bottom)).export()) == expected


@given(entries(modes=True))
def test_a_layer_has_the_entries_it_was_made_of(files: list[Entry]) -> None:
    expected = {each.path: each for each in files}
    assert {each.path: each for each in Layer.of(files).entries()} == expected


@pytest.mark.parametrize("path", ["/a", "a/", "a//b", "../a", "a/./b", "a\0"])
def test_entries_have_relative_normal_paths(path: str) -> None:
    refused("EINVAL", lambda: Layer.of([file(path)]))


def test_a_file_holds_no_others() -> None:
    refused("ENOTDIR", lambda: Layer.of([file("a"), file("a/b")]))
    refused("EISDIR", lambda: Layer.of([file("a/b"), file("a")]))


# Quotas


def test_what_is_over_the_quota_changes_nothing() -> None:
    files = FileSystem([BASE], quota=Quota(bytes=10, files=3))
    files.write("/a", b"12345")
    before = files.snapshot()
    calls: list[Callable[[], object]] = [
        lambda: files.write("/b", b"123456"),
        lambda: files.append("/a", b"123456"),
        lambda: files.write_at("/a", 8, b"123"),
        lambda: files.truncate("/a", 11),
        lambda: files.truncate("/a", 1 << 30),
        lambda: files.mount([file("b", b"123"), file("c", b"123")]),
        lambda: files.mkdir("/x/x/x", recursive=True),
        lambda: files.mount([file("x/y/z")]),
        lambda: files.symlink("x" * 6, "/link"),
        lambda: files.rename("/lib", "/moved"),
    ]
    for call in calls:
        refused("ENOSPC", call)
        files.restore(before)
    assert files.usage.bytes == 5
    assert files.usage.files == 1


def test_freeing_space_is_never_refused() -> None:
    files = FileSystem([BASE], quota=Quota(bytes=4, files=2))
    full = FileSystem([BASE])
    full.write("/a", b"123456")
    full.mkdir("/b")
    files.restore(full.snapshot())
    files.truncate("/a", 5)
    files.rm("/lib/a")
    files.rm("/b", recursive=True)
    files.rm("/a")
    files.write("/a", b"1234")


def test_a_quota_can_be_that_of_a_user() -> None:
    files = FileSystem(quota=Quota(bytes=1, code="EDQUOT"))
    error = refused("EDQUOT", lambda: files.write("/a", b"12"))
    assert str(error) == 'Cannot write "/a": 2 bytes are more than the 1 that the container may have (EDQUOT)'


def test_sizes_that_no_file_has_are_refused_before_memory_is_taken() -> None:
    files = FileSystem()
    files.write("/a", b"")
    refused("EFBIG", lambda: files.truncate("/a", 1 << 60))
    refused("EFBIG", lambda: files.write_at("/a", 1 << 60, b"1"))
    refused("EINVAL", lambda: files.truncate("/a", -1))
    refused("EINVAL", lambda: files.write_at("/a", -1, b"1"))


@given(st.lists(st.binary(max_size=50), max_size=30), st.integers(0, 30))
def test_a_file_that_grows_has_all_that_was_put_to_it(pieces: list[bytes], reads: int) -> None:
    files = FileSystem()
    files.write("/log", b"")
    for number, piece in enumerate(pieces):
        files.append("/log", piece)
        if number == reads:
            assert files.read("/log") == b"".join(pieces[: number + 1])
    assert files.read("/log") == b"".join(pieces)
    assert files.stat("/log").size == files.usage.bytes == sum(map(len, pieces))


def test_a_buffer_of_the_caller_is_copied(files: FileSystem) -> None:
    buffer = bytearray(b"1")
    files.write("/a", buffer)
    files.append("/b", memoryview(buffer))
    files.write_at("/b", 0, memoryview(buffer))
    buffer[0] = 50
    assert (files.read("/a"), files.read("/b")) == (b"1", b"1")


# States


def test_a_clone_goes_its_own_way(files: FileSystem) -> None:
    told: list[Change] = []
    files.listen(told.extend)
    other = files.clone()
    other.write("/only-there", b"")
    files.write("/only-here", b"")
    assert other.exists("/only-there")
    assert not other.exists("/only-here")
    assert [change.path for change in told] == ["/only-here"]


def test_a_restore_tells_what_differs(files: FileSystem) -> None:
    before = files.snapshot()
    files.write("/lib/a", b"2")
    files.mkdir("/new/folder", recursive=True)
    files.rm("/etc", recursive=True)
    told: list[Change] = []
    files.listen(told.extend)
    files.restore(before)
    assert [(change.kind, change.path) for change in told if change.path != "/"] == [
        ("created", "/etc"),
        ("created", "/etc/hosts"),
        ("modified", "/lib/a"),
        ("removed", "/new/folder"),
        ("removed", "/new"),
    ]
    told.clear()
    files.restore(before)
    assert told == []


def test_a_kept_layer_is_loaded_from_rows_in_any_order(files: FileSystem) -> None:
    files.mkdir("/a/b", recursive=True)
    files.write("/a/b/c", b"1")
    files.rm("/lib/a")
    files.symlink("b", "/a/link")
    rows = sorted(files.upper.records(), key=lambda row: row.path, reverse=True)
    loaded = FileSystem([PACKAGES, BASE], upper=Layer.load(rows))
    assert list(loaded.export()) == list(files.export())
    assert loaded.stat("/a/b/c") == files.stat("/a/b/c")


def test_many_writes_are_one_row(files: FileSystem) -> None:
    files.write("/a", b"")
    kept = files.upper
    for number in range(100):
        files.append("/a", b"%d" % number)
    assert [row.path for row in files.upper.records(since=kept)] == ["a"]
    assert list(files.upper.records(since=files.upper)) == []


@pytest.mark.parametrize(
    "rows",
    [
        [Record(path="a/b", kind="file")],
        [Record(path="a", kind="file"), Record(path="a/b", kind="file")],
        [Record(path="", kind="file")],
        [Record(path="a", kind="gone")],
    ],
)
def test_rows_that_are_no_layer_are_refused(rows: list[Record]) -> None:
    refused("EINVAL", lambda: Layer.load(rows))


def test_listening_ends(files: FileSystem) -> None:
    told: list[Change] = []
    end = files.listen(told.extend)
    end()
    end()
    files.write("/a", b"")
    assert told == []


# Times


def test_times_are_those_of_the_clock(files: FileSystem) -> None:
    files.write("/lib/c", b"")
    assert (files.stat("/lib").mtime, files.stat("/lib/c").mtime, files.stat("/lib/a").mtime) == (10, 10, 0)
    files.append("/lib/c", b"1")
    assert (files.stat("/lib").mtime, files.stat("/lib/c").mtime) == (10, 20)
    files.rename("/lib/c", "/etc/c")
    assert [files.stat(path).mtime for path in ("/lib", "/etc", "/etc/c")] == [30, 30, 20]
    files.rm("/lib/a")
    assert files.stat("/lib").mtime == 40
    files.chmod("/etc/c", 0o600)
    assert files.stat("/etc/c").mtime == 20
    files.utimes("/etc/c", 7)
    files.utimes("/", 8)
    assert (files.stat("/etc/c").mtime, files.stat("/").mtime) == (7, 8)


def test_a_layer_in_memory_is_put_into_the_kept_one_below() -> None:
    kept = FileSystem([PACKAGES, BASE])
    kept.rm("/lib/a")
    files = FileSystem([kept.upper, PACKAGES, BASE])
    files.rm("/lib/b")
    files.write("/lib/c", b"")
    store = {row.path: row for row in kept.upper.records()}
    store |= {row.path: row for row in files.upper.onto(kept.upper).records(since=kept.upper)}
    loaded = FileSystem([PACKAGES, BASE], upper=Layer.load(store.values()))
    assert names(loaded, "/lib") == names(files, "/lib") == ["c"]


# Paths and links


@given(st.lists(st.sampled_from(["..", ".", "a", "b", "link", ""]), max_size=8))
def test_two_dots_lead_up_from_where_links_lead(parts: list[str]) -> None:
    files = FileSystem([Layer.of([file("a/b/a/x"), Entry(path="link", kind="symlink", target="a/b")])])
    path = "/" + "/".join(parts)
    real: str | None = "/"
    for part in parts:
        real = None if real is None else posixpath.normpath(posixpath.join(real, part))
        real = "/a/b" if real == "/link" else real
        real = real if real in ("/", "/a", "/a/b", "/a/b/a") else None
    if real is None:
        refused("ENOENT", lambda: files.realpath(path))
    else:
        assert files.realpath(path) == real


def test_links_stay_within() -> None:
    files = FileSystem()
    files.symlink("/../../etc", "/out")
    files.symlink("../../..", "/up")
    files.mkdir("/etc")
    assert files.realpath("/out") == "/etc"
    assert files.realpath("/up") == "/"


@on_linux
def test_forty_links_are_followed(tmp_path: Path) -> None:
    files = FileSystem()
    files.write("/0", b"end")
    (tmp_path / "0").write_bytes(b"end")
    for number in range(45):
        files.symlink(str(number), f"/{number + 1}")
        os.symlink(str(number), tmp_path / str(number + 1))
    for number in (1, 40, 41):
        try:
            expected: object = (tmp_path / str(number)).read_bytes()
        except OSError as error:
            expected = errno.errorcode[error.errno or 0]
        try:
            found: object = files.read(f"/{number}")
        except FileError as error:
            found = error.code
        assert found == expected


@on_linux
@pytest.mark.parametrize("name", ["a" * 255, "a" * 256, "ä" * 127, "ä" * 128, "/".join(["a" * 200] * 30), ""])
def test_long_names_are_refused_as_the_system_does(name: str, tmp_path: Path) -> None:
    try:
        os.mkdir(f"{tmp_path}/{name}" if name else "")
        expected = ""
    except OSError as error:
        expected = errno.errorcode[error.errno or 0]
    try:
        FileSystem().mkdir(name)
        found = ""
    except FileError as error:
        found = error.code
    assert found == expected


def test_nul_is_refused(files: FileSystem) -> None:
    refused("EINVAL", lambda: files.read("/a\0"))
    refused("EINVAL", lambda: files.symlink("a\0", "/a"))


def test_folders_are_not_deeper_than_walks_can_go() -> None:
    files = FileSystem()
    files.mkdir("/a" * 200, recursive=True)
    refused("ENAMETOOLONG", lambda: files.write("/a" * 200 + "/b", b""))
    files.mkdir("/b")
    refused("ENAMETOOLONG", lambda: files.rename("/a", "/b/a"))
    refused("ENAMETOOLONG", lambda: Layer.of([file("/".join("a" * 201))]))
    refused("ENAMETOOLONG", lambda: Layer.of([file("a")]).at("/a" * 200))
    files.listen(lambda changes: None)
    files.cp("/a/a", "/c", recursive=True)
    assert len(list(files.export())) == 200 + 1 + 199
    assert len(list(files.upper.records())) == 1 + 200 + 1 + 199
    state = files.snapshot()
    files.rm("/a", recursive=True)
    files.restore(state)


# Operations that a real folder has no call for


def test_folders_are_made_with_those_above(files: FileSystem) -> None:
    assert files.mkdir("/work/a/b", recursive=True) == "/work/a"
    assert files.mkdir("/work/a/b", recursive=True) is None
    refused("ENOTDIR", lambda: files.mkdir("/lib/a/b/c", recursive=True))
    refused("EEXIST", lambda: files.mkdir("/lib/a", recursive=True))
    files.symlink("/nowhere", "/dangling")
    refused("ENOENT", lambda: files.mkdir("/dangling/a", recursive=True))
    files.symlink("/work", "/linked")
    assert files.mkdir("/linked/c", recursive=True) == "/work/c"


def test_rm_as_node_has_it(files: FileSystem) -> None:
    refused("ENOENT", lambda: files.rm("/nothing"))
    files.rm("/nothing", force=True)
    files.rm("/lib/nothing/more", force=True)
    refused("ENOTDIR", lambda: files.rm("/lib/a/b", force=True))
    refused("EISDIR", lambda: files.rm("/lib"))
    refused("EBUSY", lambda: files.rm("/", recursive=True))
    files.symlink("/lib", "/link")
    files.rm("/link", recursive=True)
    assert names(files, "/lib") == ["a", "b"]


def test_copies(files: FileSystem) -> None:
    files.cp("/lib", "/copy", recursive=True)
    files.write("/copy/a", b"changed")
    files.write("/copy/own", b"")
    assert files.read("/lib/a") == b"a"
    files.cp("/lib", "/copy", recursive=True, force=False)
    assert files.read("/copy/a") == b"changed"
    files.cp("/lib", "/copy", recursive=True)
    assert files.read("/copy/a") == b"a"
    assert names(files, "/copy") == ["a", "b", "own"]
    refused("EISDIR", lambda: files.cp("/lib", "/other"))
    refused("EINVAL", lambda: files.cp("/lib", "/lib/within", recursive=True))
    refused("EINVAL", lambda: files.cp("/lib/a", "/lib/a"))
    refused("ENOENT", lambda: files.cp("/nothing", "/other"))
    refused("ENOENT", lambda: files.cp("/lib/a", "/nothing/a"))
    refused("ENOTDIR", lambda: files.cp("/lib", "/etc/hosts", recursive=True))
    refused("EISDIR", lambda: files.cp("/lib/a", "/etc"))


def test_a_mount_is_whole_or_not_at_all(files: FileSystem) -> None:
    told: list[Change] = []
    files.listen(told.extend)
    files.mount([file("a", b"1"), file("sub/b", b"2")], "/lib")
    assert names(files, "/lib") == ["a", "b", "sub"]
    assert files.read("/lib/a") == b"1"
    assert [(change.kind, change.path) for change in told] == [
        ("modified", "/lib/a"),
        ("created", "/lib/sub"),
        ("created", "/lib/sub/b"),
    ]
    before = files.snapshot()
    refused("ENOENT", lambda: files.mount([], "/nothing"))
    refused("ENOTDIR", lambda: files.mount([], "/lib/a"))
    refused("EISDIR", lambda: files.mount([file("first"), file("sub")], "/lib"))
    refused("ENOTDIR", lambda: files.mount([file("a/b")], "/lib"))
    assert files.snapshot() is before


@given(entries(modes=True), entries())
def test_a_mount_exports_what_was_mounted(mounted: list[Entry], below: list[Entry]) -> None:
    files = FileSystem([Layer.of(below).at("/base")])
    files.mkdir("/work")
    files.mount(mounted, "/work")
    assert {each.path: each for each in files.export("/work")} == {each.path: each for each in mounted}
    files.rm("/base", recursive=True, force=True)
    files.mount(mounted)
    assert {each.path: each for each in files.export()}.items() >= {each.path: each for each in mounted}.items()


def test_an_export_is_the_state_at_its_call(files: FileSystem) -> None:
    entries = files.export("/lib")
    files.rm("/lib", recursive=True)
    assert [(entry.path, entry.data) for entry in entries] == [("a", b"a"), ("b", b"newer")]
    assert [entry.path for entry in files.export("/etc/hosts")] == [""]


def test_parts_of_files_are_read(files: FileSystem) -> None:
    files.write("/a", b"0123456789")
    assert files.read("/a", 2, 3) == b"234"
    assert files.read("/a", 8) == b"89"
    assert files.read("/a", 20, 3) == b""


def test_errors_say_all_and_travel(files: FileSystem) -> None:
    error = refused("ENOTEMPTY", lambda: files.rename("/etc", "/lib"))
    assert str(error) == 'Cannot rename "/etc" to "/lib": the folder is not empty (ENOTEMPTY)'
    assert (error.operation, error.path, error.to) == ("rename", "/etc", "/lib")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.code, again.to) == (str(error), "ENOTEMPTY", "/lib")
