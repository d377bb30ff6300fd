"""Changes that are put together lead to the same files, in fewer steps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_container.core.change import Change, ChangeKind
from oro_container.core.entry import Kind
from oro_container.core.layers import FileError, FileSystem
from oro_container.core.watching import Batch, coalesced

PATHS = st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map(lambda names: "/" + "/".join(names))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), PATHS, st.just("")),
        st.tuples(st.just("mkdir"), PATHS, st.just("")),
        st.tuples(st.just("rm"), PATHS, st.just("")),
        st.tuples(st.just("rename"), PATHS, PATHS),
        st.tuples(st.just("rename"), PATHS, PATHS),
    ),
    max_size=25,
)


def step(files: FileSystem, name: str, path: str, to: str) -> None:
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
        return


def kinds(files: FileSystem) -> dict[str, Kind]:
    return {"/" + entry.path: entry.kind for entry in files.export()}


def followed(start: dict[str, Kind], changes: tuple[Change, ...]) -> dict[str, Kind]:
    """Return the kinds of paths after changes, each of which has to be possible."""
    found = dict(start)
    for change in changes:
        if change.kind == "created":
            assert change.path not in found
            found[change.path] = change.node
        elif change.kind == "removed":
            assert found.pop(change.path) == change.node
        elif change.kind == "modified":
            assert found[change.path] == change.node
        else:
            assert change.to is not None
            assert change.to not in found
            assert found[change.path] == change.node
            for path in [path for path in found if path == change.path or path.startswith(change.path + "/")]:
                found[change.to + path[len(change.path) :]] = found.pop(path)
    return found


@given(STEPS, STEPS)
def test_a_reader_ends_with_the_same_files(
    before: list[tuple[str, str, str]], after: list[tuple[str, str, str]]
) -> None:
    files = FileSystem()
    for each in before:
        step(files, *each)
    start, changes = kinds(files), list[Change]()
    files.listen(changes.extend)
    for each in after:
        step(files, *each)
    together = coalesced(changes)
    assert followed(start, tuple(changes)) == kinds(files)
    assert followed(start, together) == kinds(files)
    assert len(together) <= len(changes)


@given(STEPS, STEPS)
def test_a_file_that_was_written_is_told_of(
    before: list[tuple[str, str, str]], after: list[tuple[str, str, str]]
) -> None:
    files = FileSystem()
    for each in before:
        step(files, *each)
    changes = list[Change]()
    files.listen(changes.extend)
    for each in after:
        step(files, *each)
    files.write("/last", b"1")
    files.write("/last", b"2")
    together = coalesced(changes)
    assert [change.kind for change in together if change.path == "/last"] == ["created"]


def change(kind: ChangeKind, path: str, to: str | None = None, node: Kind = "file") -> Change:
    return Change(kind=kind, path=path, to=to, node=node)


@pytest.mark.parametrize(
    ("changes", "together"),
    [
        ([change("created", "/a"), change("modified", "/a")], [change("created", "/a")]),
        ([change("modified", "/a"), change("modified", "/a")], [change("modified", "/a")]),
        ([change("created", "/a"), change("modified", "/a"), change("removed", "/a")], []),
        ([change("modified", "/a"), change("removed", "/a")], [change("removed", "/a")]),
        ([change("removed", "/a"), change("created", "/a")], [change("modified", "/a")]),
        (
            [change("removed", "/a"), change("created", "/a", node="directory")],
            [change("removed", "/a"), change("created", "/a", node="directory")],
        ),
        ([change("created", "/a"), change("renamed", "/a", "/b")], [change("created", "/b")]),
        (
            [change("created", "/t"), change("modified", "/t"), change("removed", "/a"), change("renamed", "/t", "/a")],
            [change("modified", "/a")],
        ),
        (
            [
                change("created", "/a", node="directory"),
                change("created", "/a/x"),
                change("renamed", "/a", "/b", "directory"),
            ],
            [change("created", "/b", node="directory"), change("created", "/b/x")],
        ),
        ([change("renamed", "/a", "/b"), change("renamed", "/b", "/c")], [change("renamed", "/a", "/c")]),
        ([change("renamed", "/a", "/b"), change("renamed", "/b", "/a")], []),
        ([change("renamed", "/a", "/b"), change("removed", "/b")], [change("removed", "/a")]),
        (
            [change("modified", "/a"), change("renamed", "/a", "/b"), change("modified", "/b")],
            [change("modified", "/a"), change("renamed", "/a", "/b"), change("modified", "/b")],
        ),
    ],
)
def test_rules(changes: list[Change], together: list[Change]) -> None:
    assert list(coalesced(changes)) == together


def test_a_batch_begins_anew_when_it_was_taken() -> None:
    batch = Batch()
    batch.add(change("created", "/a"))
    assert len(batch) == 1
    assert batch.take() == (change("created", "/a"),)
    assert len(batch) == 0
    batch.add(change("modified", "/a"))
    assert batch.take() == (change("modified", "/a"),)
