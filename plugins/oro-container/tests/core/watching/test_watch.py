"""Watches tell what changed in a folder, in the words of WebContainer and of Wosix."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_container.core.change import Change, ChangeKind
from oro_container.core.layers import FileError, FileSystem
from oro_container.core.watching import Batch, NodeEvent, Seen, Watch

PATHS = st.builds(
    lambda top, names: "/".join((top, *names)),
    st.sampled_from(["/in", "/out"]),
    st.lists(st.sampled_from("abc"), min_size=1, max_size=3),
)
STEPS = st.lists(
    st.tuples(st.sampled_from(["write", "mkdir", "rm", "rename", "rename"]), PATHS, PATHS), min_size=1, max_size=25
)


def made(steps: list[tuple[str, str, str]], files: FileSystem) -> None:
    for name, path, to in steps:
        try:
            if name == "write":
                files.write(path, b"")
            elif name == "mkdir":
                files.mkdir(path)
            elif name == "rm":
                files.rm(path, recursive=True)
            else:
                files.rename(path, to)
        except FileError:
            continue


@given(STEPS, STEPS, st.booleans(), st.booleans())
def test_a_watch_tells_the_names_of_its_folder(
    before: list[tuple[str, str, str]], after: list[tuple[str, str, str]], recursive: bool, together: bool
) -> None:
    files = FileSystem()
    files.mkdir("/in")
    files.mkdir("/out")
    made(before, files)
    names = {entry.name for entry in files.readdir("/in")}
    batch, changes = Batch(), list[Change]()
    files.listen(changes.extend)
    made(after, files)
    for change in changes:
        batch.add(change)
    for seen in Watch(path="/in", recursive=recursive).seen(batch.take() if together else changes):
        if seen.kind in ("removed", "renamed") and "/" not in seen.filename:
            names.remove(seen.filename)
        new = seen.filename if seen.kind == "created" else seen.to if seen.kind == "renamed" else None
        if new is not None and "/" not in new:
            assert new not in names
            names.add(new)
    assert names == {entry.name for entry in files.readdir("/in")}


def change(kind: ChangeKind, path: str, to: str | None = None) -> Change:
    return Change(kind=kind, path=path, to=to, node="file")


@pytest.mark.parametrize(
    ("watch", "told", "seen", "events"),
    [
        ("/a", change("created", "/a/b"), [Seen(kind="created", filename="b")], [("rename", "b")]),
        ("/a", change("modified", "/a/b"), [Seen(kind="modified", filename="b")], [("change", "b")]),
        ("/a", change("removed", "/a/b"), [Seen(kind="removed", filename="b")], [("rename", "b")]),
        ("/a", change("created", "/a/b/c"), [], []),
        ("/a*", change("created", "/a/b/c"), [Seen(kind="created", filename="b/c")], [("rename", "b/c")]),
        ("/a*", change("created", "/ab"), [], []),
        ("/", change("created", "/a"), [Seen(kind="created", filename="a")], [("rename", "a")]),
        ("/a", change("modified", "/a"), [Seen(kind="modified", filename="a")], [("change", "a")]),
        ("/a/f", change("modified", "/a/f"), [Seen(kind="modified", filename="f")], [("change", "f")]),
        (
            "/a",
            change("renamed", "/a/b", "/a/c"),
            [Seen(kind="renamed", filename="b", to="c")],
            [("rename", "b"), ("rename", "c")],
        ),
        ("/a", change("renamed", "/a/b", "/c"), [Seen(kind="removed", filename="b")], [("rename", "b")]),
        ("/a", change("renamed", "/c", "/a/b"), [Seen(kind="created", filename="b")], [("rename", "b")]),
        ("/a", change("renamed", "/a/b/c", "/a/b/d"), [], []),
        ("/a", change("renamed", "/a/b/c", "/a/d"), [Seen(kind="created", filename="d")], [("rename", "d")]),
        ("/a/b", change("renamed", "/a", "/c"), [Seen(kind="removed", filename="b")], [("rename", "b")]),
        ("/a", change("renamed", "/a", "/c"), [Seen(kind="removed", filename="a")], [("rename", "a")]),
        ("/a", change("renamed", "/c", "/a"), [Seen(kind="created", filename="a")], [("rename", "a")]),
    ],
)
def test_words(watch: str, told: Change, seen: list[Seen], events: list[NodeEvent]) -> None:
    """A star says that the watch is recursive."""
    looks = Watch(path=watch.removesuffix("*"), recursive=watch.endswith("*"))
    assert list(looks.seen([told])) == seen
    assert list(looks.events([told])) == events
