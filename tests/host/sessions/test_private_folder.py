"""A private file system holds what its paths name, never leads out of its folder, and keeps locked files."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from oro_framework.host.backends.engine_store import Profile
from oro_framework.host.backends.page_storage import PageStorage
from oro_framework.host.sessions.private_files import FOLDER, MAX_OPEN, Holder, OpenFile, PrivateFiles
from oro_framework.host.sessions.private_folder import Kind, LockMode, PrivateFileError, PrivateFolder

NAMES = st.sampled_from(["a", "b", "c"])
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)


def refusal(work: Callable[..., object], *given: object, **named: object) -> str:
    """Return the name of the error that work raises, empty if it raises none."""
    try:
        work(*given, **named)
    except PrivateFileError as error:
        return error.name
    return ""


@given(st.text(st.sampled_from("a./\\\0 é\ud800"), max_size=12) | st.text(max_size=300))
def test_any_path_stays_in_the_folder(path: str) -> None:
    with TemporaryDirectory() as outer:
        folder = PrivateFolder(Path(outer, "private"))
        assert refusal(folder.get, path, "directory", create=True) in ("", "TypeError", "NotFoundError")
        found = {str(each.relative_to(outer)) for each in Path(outer).rglob("*")}
        assert found - {"private", "private/files"} <= {f"private/files/{path}"}


class Tree(RuleBasedStateMachine):
    """Files, folders and locks as a dictionary has them."""

    def __init__(self) -> None:
        super().__init__()
        self._outer = TemporaryDirectory()
        self.folder = PrivateFolder(Path(self._outer.name))
        self.entries: dict[str, Kind] = {}
        self.locks: dict[str, list[LockMode]] = {}

    def teardown(self) -> None:
        self._outer.cleanup()

    def _locked(self, path: str) -> bool:
        return any(self.locks.get(each) and (each == path or each.startswith(f"{path}/")) for each in self.locks)

    def _parent_is_there(self, path: str) -> bool:
        parent = path.rpartition("/")[0]
        return not parent or self.entries.get(parent) == "directory"

    @rule(path=PATHS, kind=st.sampled_from(["file", "directory"]))
    def create(self, path: str, kind: Kind) -> None:
        name = refusal(self.folder.get, path, kind, create=True)
        there = self.entries.get(path)
        if there is None and self._parent_is_there(path):
            assert name == ""
            self.entries[path] = kind
        elif there is not None:
            assert name == ("" if there == kind else "TypeMismatchError")
        else:
            assert name in ("NotFoundError", "TypeMismatchError")

    @rule(path=PATHS, recursive=st.booleans())
    def remove(self, path: str, recursive: bool) -> None:
        inside = [each for each in self.entries if each.startswith(f"{path}/")]
        name = refusal(self.folder.remove, path, recursive=recursive)
        if path not in self.entries:
            assert name == "NotFoundError"
        elif self._locked(path):
            assert name == "NoModificationAllowedError"
        elif inside and not recursive:
            assert name == "InvalidModificationError"
        else:
            assert name == ""
            for each in [path, *inside]:
                del self.entries[each]

    @rule(path=PATHS, mode=st.sampled_from(["readwrite", "read-only", "readwrite-unsafe", "writable"]))
    def lock(self, path: str, mode: LockMode) -> None:
        if self.entries.get(path) != "file":
            return
        held = self.locks.setdefault(path, [])
        name = refusal(self.folder.lock, path, mode)
        if held and (mode == "readwrite" or held[0] != mode):
            assert name == "NoModificationAllowedError"
        else:
            assert name == ""
            held.append(mode)

    @rule(path=PATHS)
    def unlock(self, path: str) -> None:
        if self.locks.get(path):
            self.folder.unlock(path)
            self.locks[path].pop()

    @invariant()
    def everything_is_listed(self) -> None:
        for path in ["", *(each for each, kind in self.entries.items() if kind == "directory")]:
            inside = {each for each in self.entries if each.rpartition("/")[0] == path}
            found = {f"{path}/{name}".lstrip("/"): kind for name, kind in self.folder.list(path)}
            assert found == {each: self.entries[each] for each in inside}


TestTree = Tree.TestCase


@pytest.fixture
def folder(tmp_path: Path) -> PrivateFolder:
    """Make a file system with one file."""
    found = PrivateFolder(tmp_path)
    found.get("file", "file", create=True)
    return found


def content(folder: PrivateFolder, path: str = "file") -> bytes:
    """Return the content of a file."""
    fd = folder.open(path)
    try:
        return os.read(fd, 100)
    finally:
        os.close(fd)


def test_a_file_written_anew_takes_its_place_when_it_is_complete(folder: PrivateFolder) -> None:
    holder = Holder()
    first, second = (holder.add(OpenFile(folder, "file", "writable")) for _ in range(2))
    os.write(holder.get(first).fd, b"first")
    os.write(holder.get(second).fd, b"second")
    assert content(folder) == b""
    holder.close(first, complete=True)
    assert content(folder) == b"first"
    kept = holder.add(OpenFile(folder, "file", "writable", keep=True))
    assert os.read(holder.get(kept).fd, 100) == b"first"
    holder.close_all()
    assert content(folder) == b"first"
    assert list((folder.folder / "written").iterdir()) == []
    assert refusal(holder.get, first) == "InvalidStateError"
    for _ in range(MAX_OPEN):
        holder.check_room()
        holder.add(OpenFile(folder, "file", "read-only"))
    assert refusal(holder.check_room) == "QuotaExceededError"
    holder.close_all()
    folder.lock("file", "readwrite")


def test_a_file_moves_and_replaces_another(folder: PrivateFolder) -> None:
    folder.get("folder", "directory", create=True)
    folder.move("file", "folder/other")
    assert folder.list("folder") == [("other", "file")]
    assert refusal(folder.move, "file", "new") == "NotFoundError"
    assert refusal(folder.move, "folder/other", "none/other") == "NotFoundError"
    assert refusal(folder.move, "folder/other", "folder") == "InvalidModificationError"
    folder.lock("folder/other", "read-only")
    assert refusal(folder.move, "folder", "elsewhere") == "NoModificationAllowedError"


def test_what_was_changed_since_a_time_is_deleted_unless_it_is_open(folder: PrivateFolder) -> None:
    folder.get("old", "file", create=True)
    os.utime(folder.folder / "files" / "old", (1000, 1000))
    folder.get("in", "directory", create=True)
    folder.get("in/new", "file", create=True)
    folder.lock("file", "readwrite")
    folder.clear(time.time() - 100)
    assert folder.list("") == [("file", "file"), ("old", "file")]
    folder.unlock("file")
    folder.clear()
    assert folder.list("") == []


def test_each_profile_has_its_own(tmp_path: Path) -> None:
    kept = Profile("", PageStorage(tmp_path))
    private, refused = Profile("private"), Profile("busy", PageStorage(tmp_path / "busy", "another run holds it"))
    profiles = {each.name: each for each in (kept, private, refused)}
    files = PrivateFiles(profiles.__getitem__)
    folders = [files.of(name).folder for name in profiles]
    assert folders[0] == tmp_path / FOLDER
    assert len(set(folders)) == 3
    assert files.of("").folder is folders[0]
    for name in profiles:
        files.of(name).get("file", "file", create=True)
    files.end()
    assert [folder.exists() for folder in folders] == [True, False, False]
