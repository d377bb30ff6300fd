"""A file system of layers does what a real folder does, operation by operation, with the same errors."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Set
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from oro_container.core.entry import Entry
from oro_container.core.layers import Change, FileError, FileSystem, Layer, Record, Tree

from .directory_truth import DirectoryTruth, Listing, reason

NAMES = st.sampled_from(["a", "b", "c", "d"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map(lambda names: "/" + "/".join(names))
ODD = st.builds(lambda path, end: path + end, PATHS, st.sampled_from(["", "", "", "", "/", "/."]))
ANY = st.one_of(ODD, ODD, ODD, st.just("/"))
TARGETS = st.one_of(PATHS, NAMES, st.builds("{}/{}".format, NAMES, NAMES), st.just("."), st.just("/"))
DATA = st.binary(max_size=4)
MODES = st.sampled_from([0o700, 0o755, 0o777])


@st.composite
def layers(draw: st.DrawFn) -> list[Entry]:
    """Return the entries of a layer, of which no two stand in each other's way."""
    chosen = draw(st.dictionaries(PATHS, st.sampled_from(["file", "directory", "symlink"]), max_size=8))
    entries = []
    for path in sorted(chosen):
        holds_others = any(other.startswith(path + "/") for other in chosen)
        kind = "directory" if holds_others else chosen[path]
        target = draw(TARGETS) if kind == "symlink" else ""
        data = draw(DATA) if kind == "file" else b""
        entries.append(Entry(path=path[1:], kind=kind, data=data, target=target, mode=0o755))  # type: ignore[arg-type]
    return entries


def listing(files: FileSystem) -> Listing:
    return {
        entry.path: (entry.kind, entry.target if entry.kind == "symlink" else entry.data, entry.mode)
        for entry in files.export()
    }


class LayersAgainstDirectory(RuleBasedStateMachine):
    """The same operations on layers and on a real folder."""

    def __init__(self) -> None:
        super().__init__()
        self.mask = os.umask(0o022)
        self.folder = Path(tempfile.mkdtemp(prefix="oro-layers-"))
        self.truth = DirectoryTruth(self.folder / "top")
        Path(self.truth.top).mkdir()
        self.files = FileSystem()
        self.layers: list[Layer] = []
        self.now = 1
        self.kept: list[tuple[Tree, Listing]] = []
        self.rows: dict[str, Record] = {}
        self.saved: Layer | None = None
        self.seen: dict[str, str] = {}

    @initialize(kept=st.lists(layers(), max_size=3))
    def begin(self, kept: list[list[Entry]]) -> None:
        self.layers = [Layer.of(entries) for entries in kept]
        self.files = FileSystem(self.layers, clock=lambda: self.now)
        self.truth.fill(self.files.export())
        self.seen = {path: kind for path, (kind, _, _) in listing(self.files).items()}
        self.files.listen(self._notice)

    def teardown(self) -> None:
        shutil.rmtree(self.folder)
        os.umask(self.mask)

    def _notice(self, changes: tuple[Change, ...]) -> None:
        """Keep the kinds of all paths by what notifications say alone."""
        for change in changes:
            path = change.path[1:]
            if change.kind == "removed":
                assert self.seen.pop(path) == change.node
            elif change.kind == "created":
                assert path not in self.seen
                self.seen[path] = change.node
            elif change.kind == "renamed":
                assert change.to is not None
                self._move(path, change.to[1:])
            elif path:
                assert self.seen[path] == change.node

    def _move(self, old: str, new: str) -> None:
        for path in [path for path in self.seen if path == old or path.startswith(old + "/")]:
            self.seen[new + path[len(old) :]] = self.seen.pop(path)

    def _both(self, ours: Callable[[], object], theirs: Callable[[], object], either: Set[str] = frozenset()) -> None:
        """Do the same on both sides; results, errors and paths with a new time, but those of `either`, are equal."""
        before = self.files.snapshot()
        self.truth.forget_times()
        self.now += 1
        try:
            expected: object = theirs()
        except OSError as error:
            expected = reason(error)
        try:
            got: object = ours()
        except FileError as error:
            got = error.code
            assert self.files.snapshot() is before
        assert got == expected
        assert self.touched() | either == self.truth.touched() | either

    def touched(self) -> set[str]:
        paths = ("/", *("/" + entry.path for entry in self.files.export()))
        return {path for path in paths if self.files.lstat(path).mtime == self.now}

    @rule(path=ANY, data=DATA)
    def write(self, path: str, data: bytes) -> None:
        self._both(lambda: self.files.write(path, data), lambda: self.truth.write(path, data))

    @rule(path=ANY, data=DATA)
    def create(self, path: str, data: bytes) -> None:
        self._both(lambda: self.files.write(path, data, exclusive=True), lambda: self.truth.create(path, data))

    @rule(path=ANY, data=DATA)
    def append(self, path: str, data: bytes) -> None:
        self._both(lambda: self.files.append(path, data), lambda: self.truth.append(path, data))

    @rule(path=ANY, offset=st.integers(0, 9), data=DATA)
    def write_at(self, path: str, offset: int, data: bytes) -> None:
        self._both(lambda: self.files.write_at(path, offset, data), lambda: self.truth.write_at(path, offset, data))

    @rule(path=ANY, length=st.integers(0, 9))
    def truncate(self, path: str, length: int) -> None:
        # A file that is cut to the length it has gets a new time from ext4 and none from tmpfs: POSIX asks for neither.
        same = {
            "/" + name
            for name, (kind, data, _) in listing(self.files).items()
            if kind == "file" and len(data) == length
        }
        self._both(lambda: self.files.truncate(path, length), lambda: self.truth.truncate(path, length), same)

    @rule(path=ANY)
    def mkdir(self, path: str) -> None:
        self._both(lambda: self.files.mkdir(path), lambda: self.truth.mkdir(path))

    @rule(path=ODD)
    def rmdir(self, path: str) -> None:
        self._both(lambda: self.files.rmdir(path), lambda: self.truth.rmdir(path))

    @rule(path=ODD)
    def unlink(self, path: str) -> None:
        self._both(lambda: self.files.unlink(path), lambda: self.truth.unlink(path))

    @rule(path=PATHS)
    def remove_all(self, path: str) -> None:
        self._both(lambda: self.files.rm(path, recursive=True), lambda: self.truth.remove_all(path))

    @rule(old=ODD, new=ODD)
    def rename(self, old: str, new: str) -> None:
        self._both(lambda: self.files.rename(old, new), lambda: self.truth.rename(old, new))

    @rule(to=TARGETS, path=ANY)
    def symlink(self, to: str, path: str) -> None:
        self._both(lambda: self.files.symlink(to, path), lambda: self.truth.symlink(to, path))

    @rule(path=ODD, mode=MODES)
    def chmod(self, path: str, mode: int) -> None:
        self._both(lambda: self.files.chmod(path, mode), lambda: self.truth.chmod(path, mode))

    @rule(path=ANY)
    def read(self, path: str) -> None:
        self._both(lambda: self.files.read(path), lambda: self.truth.read(path))

    @rule(path=ANY)
    def look(self, path: str) -> None:
        self._both(lambda: [each.name for each in self.files.readdir(path)], lambda: self.truth.names(path))
        self._both(lambda: self.files.stat(path).kind, lambda: self.truth.kind(path))
        self._both(lambda: self.files.readlink(path), lambda: self.truth.readlink(path))

    @rule(path=PATHS)
    def resolve(self, path: str) -> None:
        # Without a slash at the end, which Python's realpath takes no notice of, unlike POSIX.
        self._both(lambda: self.files.realpath(path), lambda: self.truth.realpath(path))

    @rule()
    def keep_state(self) -> None:
        self.kept.append((self.files.snapshot(), listing(self.files)))

    @precondition(lambda self: self.kept)
    @rule(data=st.data())
    def go_back(self, data: st.DataObject) -> None:
        state, before = data.draw(st.sampled_from(self.kept))
        self.files.restore(state)
        shutil.rmtree(self.truth.top)
        Path(self.truth.top).mkdir()
        self.truth.fill(self.files.export())
        assert listing(self.files) == before

    @rule(entries=layers(), path=PATHS)
    def mount(self, entries: list[Entry], path: str) -> None:
        with suppress(FileError):
            self.files.mount(entries, path)
            self.truth.mount(entries, path)

    @rule(source=PATHS, to=PATHS)
    def copy(self, source: str, to: str) -> None:
        with suppress(FileError):
            self.files.cp(source, to, recursive=True)
            self.truth.copy(self.truth.real(source), self.truth.real(to))

    @rule()
    def keep_rows(self) -> None:
        """Keep the upper layer as an adapter does."""
        now = self.files.upper
        for record in now.records(since=self.saved):
            below = [path for path in self.rows if path == record.path or path.startswith(record.path + "/")]
            if record.kind == "gone":
                for path in below:
                    del self.rows[path]
            else:
                self.rows[record.path] = record
        self.saved = now
        loaded = FileSystem(self.layers, upper=Layer.load(self.rows.values()))
        assert listing(loaded) == listing(self.files)
        assert loaded.usage == self.files.usage

    @invariant()
    def is_the_same(self) -> None:
        assert listing(self.files) == self.truth.listing()

    @invariant()
    def notifications_tell_all(self) -> None:
        assert self.seen == {path: kind for path, (kind, _, _) in listing(self.files).items()}

    @invariant()
    def counts_what_it_holds(self) -> None:
        usage, rows = self.files.usage, [*self.files.upper.records()]
        assert usage.bytes == sum(len(row.data) + len(row.target) for row in rows)
        assert usage.files == sum(row.kind != "whiteout" and row.path != "" for row in rows)

    @invariant()
    def states_stay(self) -> None:
        for state, before in self.kept:
            other = FileSystem()
            other.restore(state)
            assert listing(other) == before


LayersAgainstDirectory.TestCase.settings = settings(
    max_examples=100, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the errors are those of Linux")
TestLayersAgainstDirectory = pytest.mark.slow(on_linux(LayersAgainstDirectory.TestCase))
