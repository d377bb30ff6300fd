"""Dictionaries of QtWebEngine are found by folder and by language."""

from __future__ import annotations

from pathlib import Path

import pytest

from oro_framework.host.backends.qt.dictionaries import VARIABLE, dictionaries, with_dictionary

THERE = frozenset({"en-US", "en-GB", "de-3-0", "fr"})


def test_the_folder_that_is_named_wins(tmp_path: Path) -> None:
    system, own = tmp_path / "system", tmp_path / "own"
    for folder, name in ((system, "de-DE"), (own, "en-US")):
        folder.mkdir()
        (folder / f"{name}.bdic").touch()
    assert dictionaries({}, (tmp_path / "none", system)) == (system, frozenset({"de-DE"}))
    assert dictionaries({VARIABLE: str(own)}, (system,)) == (own, frozenset({"en-US"}))
    assert dictionaries({VARIABLE: str(tmp_path / "none")}, (system,)) == (None, frozenset())


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (["en_GB", "en_US"], ["en-GB", "en-US"]),
        (["en_AU"], ["en-GB"]),
        (["de_DE", "de_AT"], ["de-3-0"]),
        (["fr_FR"], ["fr"]),
        (["it_IT"], []),
    ],
)
def test_a_language_takes_its_dictionary_or_one_near(asked: list[str], found: list[str]) -> None:
    assert with_dictionary(asked, THERE) == found
