"""File dialogs as the portal FileChooser has them."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.backends.interface.file_dialog import FileDialog
from oro_framework.host.windows.portal_files import chosen_paths, method_of, options_of, title_of

_NAMES = st.binary(min_size=1).filter(lambda name: b"\0" not in name)


def test_a_dialog_for_one_file_asks_for_little() -> None:
    dialog = FileDialog()
    assert (method_of(dialog), title_of(dialog)) == ("OpenFile", "Open")
    assert options_of(dialog) == {"modal": ("b", True)}


def test_a_dialog_to_save_proposes_a_name_and_takes_one_file() -> None:
    dialog = FileDialog(kind="save", name="tea.txt", title="Keep it", multiple=True, directory="/home/ü")
    assert (method_of(dialog), title_of(dialog)) == ("SaveFile", "Keep it")
    assert options_of(dialog) == {
        "modal": ("b", True),
        "current_name": ("s", "tea.txt"),
        "current_folder": ("ay", os.fsencode("/home/ü") + b"\0"),
    }


def test_folders_and_several_files_are_asked_for() -> None:
    options = options_of(FileDialog(kind="folder", multiple=True))
    assert options["directory"] == ("b", True)
    assert options["multiple"] == ("b", True)


def test_what_an_input_accepts_comes_first_and_all_files_after_it() -> None:
    _, filters = options_of(FileDialog(types=("image/*", ".md")))["filters"]
    assert filters == [("image/*, .md", [(1, "image/*"), (0, "*.[mM][dD]")]), ("All files", [(0, "*")])]


def test_filters_take_small_and_capital_letters_alike() -> None:
    _, filters = options_of(FileDialog(filters=("image png (*.png;*.apng)",)))["filters"]
    ((name, patterns),) = filters
    assert name == "image png"
    assert [fnmatchcase("TEA.Png", pattern) for _, pattern in patterns] == [True, False]


@given(st.lists(_NAMES))
def test_paths_are_those_of_the_addresses(names: list[bytes]) -> None:
    """Every path that can be comes back from its address, and what is no file is left out."""
    paths = [Path("/files", os.fsdecode(name.lstrip(b"/") or b"x")) for name in names]
    uris = [path.as_uri() for path in paths]
    assert chosen_paths({"uris": [*uris, "https://example.org/x"]}) == [str(path) for path in paths]


def test_an_answer_without_addresses_has_no_paths() -> None:
    assert chosen_paths({}) == []
