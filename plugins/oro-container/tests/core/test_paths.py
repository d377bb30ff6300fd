"""Paths in a container, compared with the standard library's."""

from __future__ import annotations

import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_container.core.file_error import FileError
from oro_container.core.paths import below, is_below, join, normal, relative

PATHS = st.text("ab./", max_size=10)
FOLDERS = PATHS.map(normal)


@given(PATHS)
def test_normal_paths_are_those_of_the_standard_library(path: str) -> None:
    assert normal(path) == posixpath.normpath("/" + path.lstrip("/"))
    assert normal(normal(path)) == normal(path)


@given(FOLDERS, PATHS)
def test_join_is_that_of_the_standard_library(folder: str, path: str) -> None:
    assert join(folder, path) == normal(posixpath.join(folder, path))


@given(FOLDERS, PATHS)
def test_files_of_the_api_are_below_the_working_folder(folder: str, path: str) -> None:
    found = below(folder, path)
    assert is_below(found, folder)
    assert below(folder, found) == found


@given(FOLDERS, FOLDERS)
def test_relative_paths_lead_back(path: str, folder: str) -> None:
    name = relative(path, folder)
    assert (name is not None) == (posixpath.commonpath([path, folder]) == folder)
    if name is not None:
        assert join(folder, name) == path


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("x", "/home/work/x"),
        ("/x", "/home/work/x"),
        ("/home/work/x", "/home/work/x"),
        ("/home/work", "/home/work"),
        ("/home/workx", "/home/work/home/workx"),
        ("", "/home/work"),
        (".", "/home/work"),
        ("/", "/home/work"),
        ("a/../b", "/home/work/b"),
        ("/home/work/../x", "/home/work/x"),
        ("..", "/home/work"),
        ("/../../x", "/home/work/x"),
        ("a/../../x", "/home/work/x"),
    ],
)
def test_paths_of_the_api(path: str, expected: str) -> None:
    assert below("/home/work", path) == expected


@pytest.mark.parametrize("path", ["\0", "a\0b"])
def test_nul_is_refused(path: str) -> None:
    with pytest.raises(FileError) as caught:
        below("/home/work", path)
    assert caught.value.code == "EINVAL"
