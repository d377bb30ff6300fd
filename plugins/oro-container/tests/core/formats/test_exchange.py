"""Files in whatever form they come are told apart by how they begin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_container.core.entry import Entry
from oro_container.core.formats import Choice, FormatError, read_files, write_files, write_snapshot

from ..entries import NAMES, entries

FILES = entries(names=NAMES.filter(lambda name: "\\" not in name and ":" not in name))


def by_path(files: list[Entry]) -> dict[str, Entry]:
    return {file.path: file for file in files}


@given(FILES, st.sampled_from(["json", "binary", "zip"]))
def test_what_is_exported_is_mounted(files: list[Entry], form: str) -> None:
    assert by_path([*read_files(write_files(files, form))]) == by_path(files)


@given(FILES, st.sampled_from([bytes, bytearray, memoryview]))
def test_any_buffer_of_a_snapshot_is_mounted(files: list[Entry], kind: type) -> None:
    assert by_path([*read_files(kind(write_snapshot(files, "messagepack")))]) == by_path(files)


@given(FILES, st.sampled_from(["json", "binary", "zip"]))
def test_what_is_not_chosen_is_not_exported(files: list[Entry], form: str) -> None:
    choice = Choice(excludes=("**/a",))
    chosen = [file for file in files if "a" not in file.path.split("/")]
    assert by_path([*read_files(write_files(files, form, choice))]) == by_path(chosen)


@pytest.mark.parametrize("form", ["json", "binary", "zip"])
def test_a_single_file_is_not_exported(form: str) -> None:
    with pytest.raises(FormatError, match="cannot be one single file; export the folder it is in"):
        write_files([Entry(path="", kind="file")], form)


def test_forms_that_there_are_not_are_named() -> None:
    with pytest.raises(FormatError, match='"tar" is no form: there are json, binary and zip'):
        write_files([], "tar")


@pytest.mark.parametrize("source", [None, 1, "text", b"", b"PK", b"PK\3\4", [b"1"]])
def test_what_is_no_form_is_refused(source: object) -> None:
    with pytest.raises(FormatError):
        list(read_files(source))
