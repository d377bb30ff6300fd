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
Steps = list[tuple[str, str, str]]
STEPS = st.lists(
    st.tuples(st.sampled_from(["write", "mkdir", "rm", "rename", "rename"]), PATHS, PATHS), min_size=1, max_size=25
)


def made(steps: Steps, files: FileSystem) -> None:
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


@given(STEPS, STEPS, st.booleans())
def test_a_watch_tells_all_names_that_come_and_go(before: Steps, after: Steps, recursive: bool) -> None:
    files = FileSystem()
    files.mkdir("/in")
    files.mkdir("/out")
    made(before, files)
    names, watch = in_folder(files, recursive), Watch(path="/in", recursive=recursive)
    files.listen(lambda changes: follow(names, watch.seen(changes, lambda path: below(files, path))))
    made(after, files)
    assert names == in_folder(files, recursive)


@given(STEPS, STEPS)
def test_a_watch_of_changes_put_together_ends_with_the_same_names(before: Steps, after: Steps) -> None:
    files = FileSystem()
    files.mkdir("/in")
    files.mkdir("/out")
    made(before, files)
    names, batch = in_folder(files, False), Batch()
    files.listen(lambda changes: [*map(batch.add, changes)].clear())
    made(after, files)
    follow(names, Watch(path="/in").seen(batch.take()))
    assert names == in_folder(files, False)


def below(files: FileSystem, path: str) -> list[str]:
    """Return the paths below a folder; of a file, none."""
    return [entry.path for entry in files.export(path) if entry.path]


def in_folder(files: FileSystem, recursive: bool) -> set[str]:
    return {path for path in below(files, "/in") if recursive or "/" not in path}


def follow(names: set[str], changes: tuple[Seen, ...]) -> None:
    """Have names be those after changes, each of which has to be possible."""
    for seen in changes:
        if seen.kind == "created":
            assert seen.path not in names
            names.add(seen.path)
        elif seen.kind == "modified":
            assert seen.path in names
        else:
            assert seen.path in names
            for path in [path for path in names if path == seen.path or path.startswith(seen.path + "/")]:
                names.remove(path)
                names |= set() if seen.to is None else {seen.to + path[len(seen.path) :]}


def change(kind: ChangeKind, path: str, to: str | None = None) -> Change:
    return Change(kind=kind, path=path, to=to, node="file")


@pytest.mark.parametrize(
    ("watch", "told", "seen", "events"),
    [
        ("/a", change("created", "/a/b"), [Seen(kind="created", path="b")], [("rename", "b")]),
        ("/a", change("modified", "/a/b"), [Seen(kind="modified", path="b")], [("change", "b")]),
        ("/a", change("removed", "/a/b"), [Seen(kind="removed", path="b")], [("rename", "b")]),
        ("/a", change("created", "/a/b/c"), [], []),
        ("/a*", change("created", "/a/b/c"), [Seen(kind="created", path="b/c")], [("rename", "b/c")]),
        ("/a*", change("created", "/ab"), [], []),
        ("/", change("created", "/a"), [Seen(kind="created", path="a")], [("rename", "a")]),
        ("/a", change("modified", "/a"), [], []),
        ("/a", change("removed", "/a"), [Seen(kind="removed", path=".")], [("rename", ".")]),
        ("/a/f!", change("modified", "/a/f"), [Seen(kind="modified", path="f")], [("change", "f")]),
        ("/a/f!", change("renamed", "/a/f", "/a/g"), [Seen(kind="removed", path="f")], [("rename", "f")]),
        ("/a/f!", change("renamed", "/a", "/b"), [Seen(kind="removed", path="f")], [("rename", "f")]),
        (
            "/a",
            change("renamed", "/a/b", "/a/c"),
            [Seen(kind="renamed", path="b", to="c")],
            [("rename", "b"), ("rename", "c")],
        ),
        ("/a", change("renamed", "/a/b", "/c"), [Seen(kind="removed", path="b")], [("rename", "b")]),
        ("/a", change("renamed", "/c", "/a/b"), [Seen(kind="created", path="b")], [("rename", "b")]),
        ("/a", change("renamed", "/a/b/c", "/a/b/d"), [], []),
        ("/a", change("renamed", "/a/b/c", "/a/d"), [Seen(kind="created", path="d")], [("rename", "d")]),
        ("/a/b", change("renamed", "/a", "/c"), [Seen(kind="removed", path=".")], [("rename", ".")]),
        ("/a", change("renamed", "/a", "/c"), [Seen(kind="removed", path=".")], [("rename", ".")]),
        ("/a", change("renamed", "/c", "/a"), [Seen(kind="created", path=".")], [("rename", ".")]),
    ],
)
def test_words(watch: str, told: Change, seen: list[Seen], events: list[NodeEvent]) -> None:
    """A star says that the watch is recursive, an exclamation mark that it is of a file."""
    looks = Watch(path=watch.rstrip("*!"), recursive=watch.endswith("*"), is_file=watch.endswith("!"))
    assert list(looks.seen([told])) == seen
    assert [event for each in seen for event in each.events] == events
