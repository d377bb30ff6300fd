"""Snapshots: what is written is read back in both encodings, and broken ones are refused."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_container.core.entry import Entry
from oro_container.core.formats import FormatError, Limits, read_snapshot, write_snapshot
from oro_container.core.formats.messagepack import pack, unpack
from oro_container.core.formats.snapshot import Encoding

from ..entries import entries

ENCODINGS: st.SearchStrategy[Encoding] = st.sampled_from(("json", "messagepack"))
VALUES = st.recursive(
    st.booleans() | st.text(st.characters(exclude_categories=["Cs"])) | st.binary(max_size=300),
    lambda inner: st.dictionaries(st.sampled_from(["d", "f", "c", "l", "b", "a", "..", "x" * 40]), inner, max_size=20),
    max_leaves=20,
)


@given(entries(), ENCODINGS)
def test_reads_what_it_writes(files: list[Entry], encoding: Encoding) -> None:
    assert list(read_snapshot(write_snapshot(files, encoding))) == files


@given(entries(modes=True), ENCODINGS)
def test_modes_are_not_kept(files: list[Entry], encoding: Encoding) -> None:
    plain = {"file": 0o644, "directory": 0o755, "symlink": 0o777}
    found = list(read_snapshot(write_snapshot(files, encoding)))
    assert found == [replace(file, mode=plain[file.kind]) for file in files]


@given(VALUES)
def test_messagepack_unpacks_what_it_packs(value: object) -> None:
    assert unpack(pack(value)) == value


@pytest.mark.parametrize("length", [0, 15, 16, 31, 32, 255, 256, 65535, 65536])
def test_messagepack_of_every_length(length: int) -> None:
    value = {"t": "a" * length, "b": b"a" * length, "m": {str(number): True for number in range(length)}}
    assert unpack(pack(value)) == value


@given(VALUES.filter(lambda value: isinstance(value, dict)), st.booleans())
def test_any_value_gives_entries_or_says_what_is_wrong(value: object, in_folder: bool) -> None:
    refused_or_read(pack({"d": value} if in_folder else value))


@given(st.binary(max_size=60))
def test_any_bytes_give_entries_or_say_what_is_wrong(data: bytes) -> None:
    refused_or_read(data)
    refused_or_read(b"{" + data)


@given(entries(), ENCODINGS, st.data())
def test_damaged_snapshots_are_read_or_refused(files: list[Entry], encoding: Encoding, data: st.DataObject) -> None:
    whole = bytearray(write_snapshot(files, encoding))
    whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    refused_or_read(bytes(whole[: data.draw(st.integers(0, len(whole)))]))


def refused_or_read(data: bytes) -> None:
    try:
        found = list(read_snapshot(data))
    except FormatError:
        return
    assert list(read_snapshot(write_snapshot(found))) == found


def test_the_form_is_that_of_webcontainer() -> None:
    files = [
        Entry(path="a", kind="directory", mode=0o755),
        Entry(path="a/b", kind="file", data=b"\xff\0"),
        Entry(path="a/c", kind="file", data="ä".encode()),
        Entry(path="d", kind="symlink", target="a/b", mode=0o777),
    ]
    assert json.loads(write_snapshot(files)) == {
        "d": {
            "a": {"d": {"b": {"f": {"c": "\xff\0", "b": True}}, "c": {"f": {"c": "ä"}}}},
            "d": {"f": {"l": "a/b"}},
        }
    }


@pytest.mark.parametrize(
    ("snapshot", "path"),
    [
        ({"f": {"c": ""}}, ""),
        ({"d": {"a": {"d": {"..": {"d": {}}}}}}, "a/.."),
        ({"d": {"a": {"d": {"b": {"f": {"c": 1}}}}}}, "a/b"),
        ({"d": {"a": {"d": {"b": {"f": {"c": "\u0100", "b": True}}}}}}, "a/b"),
        ({"d": {"a": {"d": {"b": {"f": {"l": ""}}}}}}, "a/b"),
        ({"d": {"a": {"d": {"b": {"f": {"l": "c", "c": ""}}}}}}, "a/b"),
        ({"d": {"a": {"d": {"b": {"d": {}, "f": {}}}}}}, "a/b"),
        ({"d": {"a": {"d": {"b": {"d": []}}}}}, "a/b"),
    ],
)
def test_errors_name_the_path(snapshot: object, path: str) -> None:
    with pytest.raises(FormatError) as caught:
        list(read_snapshot(json.dumps(snapshot).encode()))
    assert caught.value.path == path


@pytest.mark.parametrize("files", [[Entry(path="a/b", kind="file")], [Entry(path="", kind="file")]])
def test_what_is_no_folder_cannot_be_written(files: list[Entry]) -> None:
    with pytest.raises(FormatError):
        write_snapshot(files)


@pytest.mark.parametrize("opening", [b'{"d":{"a":', b"\x81\xa1d\x81\xa1a"])
def test_nesting_without_end_is_refused(opening: bytes) -> None:
    with pytest.raises(FormatError):
        list(read_snapshot(opening * 100_000))


@pytest.mark.parametrize("limits", [Limits(files=1), Limits(bytes=1), Limits(depth=0)])
def test_bombs_are_refused(limits: Limits) -> None:
    files = [Entry(path="a", kind="directory", mode=0o755), Entry(path="a/b", kind="file", data=b"12")]
    with pytest.raises(FormatError):
        list(read_snapshot(write_snapshot(files), limits))
