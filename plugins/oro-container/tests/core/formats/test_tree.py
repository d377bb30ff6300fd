"""Trees of JSON: what is written is read back, and what is wrong is named by its path."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_container.core.entry import Entry
from oro_container.core.formats import FormatError, Limits, read_tree, write_tree

from ..entries import entries

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["a", "..", "", "a/b", "file", "directory", "contents", "symlink", "base64", "mode"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@given(entries(modes=True))
def test_reads_what_it_writes(files: list[Entry]) -> None:
    assert list(read_tree(json.loads(json.dumps(write_tree(files))))) == files
    assert list(read_tree(json.dumps(write_tree(files)).encode())) == files
    assert list(read_tree(write_tree(files, raw=True))) == files


@given(JSON)
def test_any_json_gives_entries_or_says_what_is_wrong(value: object) -> None:
    try:
        found = list(read_tree(value))
    except FormatError:
        return
    assert [*read_tree(write_tree(found))] == found


def test_reads_the_forms_of_webcontainer_and_of_wosix() -> None:
    tree = {
        "package.json": {"file": {"contents": "{}"}},
        "src": {"directory": {"a.js": {"file": "1"}, "b": {"file": {"symlink": "a.js"}}}},
        "c": {"file": {"contents": b"\xff"}},
        "d": {"file": {"contents": {"base64": "/w=="}}},
        "e": {"file": bytearray(b"2")},
    }
    assert list(read_tree(tree)) == [
        Entry(path="package.json", kind="file", data=b"{}"),
        Entry(path="src", kind="directory", mode=0o755),
        Entry(path="src/a.js", kind="file", data=b"1"),
        Entry(path="src/b", kind="symlink", target="a.js", mode=0o777),
        Entry(path="c", kind="file", data=b"\xff"),
        Entry(path="d", kind="file", data=b"\xff"),
        Entry(path="e", kind="file", data=b"2"),
    ]


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff", b'{"a":{"directory":' * 100_000])
def test_text_that_is_no_tree_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError, match="Cannot use tree"):
        list(read_tree(data))


def test_half_a_pair_of_javascript_becomes_what_its_encoder_makes_of_it() -> None:
    (file,) = read_tree({"a": {"file": {"contents": "\ud83d\ude00\ud800"}}})
    assert file.data == "\U0001f600\ufffd".encode()


def within(*names: str, node: object) -> Mapping[str, object]:
    """Return a tree with a node in folders of these names."""
    tree: object = {names[-1]: node}
    for name in reversed(names[:-1]):
        tree = {name: {"directory": tree}}
    assert isinstance(tree, dict)
    return tree


@pytest.mark.parametrize(
    ("tree", "path", "why"),
    [
        ([], "", "is no object"),
        (within("a", "b", node=1), "a/b", "is no object with `file` or `directory`"),
        (within("a", "b", node={}), "a/b", "either `file` or `directory`"),
        (within("a", "b", node={"file": "", "directory": {}}), "a/b", "either `file` or `directory`"),
        (within("a", "b", node={"directory": ""}), "a/b", "`directory` that is no object"),
        (within("a", "b", node={"file": {}}), "a/b", "either `contents` or `symlink`"),
        (within("a", "b", node={"file": {"contents": "", "symlink": "c"}}), "a/b", "either `contents` or `symlink`"),
        (within("a", "b", node={"file": {"contents": 1}}), "a/b", "neither text, nor bytes"),
        (within("a", "b", node={"file": {"contents": {"base64": "*"}}}), "a/b", "`base64` that is none"),
        (within("a", "b", node={"file": {"symlink": ""}}), "a/b", "`symlink` that is no path"),
        (within("a", "b", node={"file": {"contents": "", "mode": -1}}), "a/b", "`mode`"),
        (within("a", "..", node={"file": ""}), "a/..", "has a name"),
        (within("a", "b/c", node={"file": ""}), "a/b/c", "has a name"),
        (within("a", "", node={"file": ""}), "a/", "has a name"),
        (within("a", "b\0", node={"file": ""}), "a/b\0", "has a name"),
    ],
)
def test_errors_name_the_path(tree: object, path: str, why: str) -> None:
    with pytest.raises(FormatError) as caught:
        list(read_tree(tree))
    assert caught.value.path == path
    assert why in str(caught.value)


@pytest.mark.parametrize(
    ("tree", "limits"),
    [
        (within("a", "a", "a", "a", node={"file": ""}), Limits(depth=3)),
        ({"a": {"file": ""}, "b": {"file": ""}, "c": {"file": ""}}, Limits(files=2)),
        ({"a": {"file": "12"}, "b": {"file": "34"}}, Limits(bytes=3)),
    ],
)
def test_bombs_are_refused(tree: object, limits: Limits) -> None:
    with pytest.raises(FormatError):
        list(read_tree(tree, limits))


def test_a_tree_that_holds_itself_ends_at_the_limit_of_depth() -> None:
    tree: dict[str, object] = {}
    tree["a"] = {"directory": tree}
    with pytest.raises(FormatError, match="deeper than 100 folders"):
        list(read_tree(tree))


@pytest.mark.parametrize(
    "files", [[Entry(path="a/b", kind="file")], [Entry(path="", kind="file")], [Entry(path="", kind="symlink")]]
)
def test_what_is_no_folder_cannot_be_written(files: list[Entry]) -> None:
    with pytest.raises(FormatError):
        write_tree(files)
