"""Languages in which spelling is checked: those that are set, or the person's."""

from __future__ import annotations

from typing import Any

import pytest

from oro_framework.host.configuration.languages import person_languages, spelling_languages


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("auto", None),
        (False, ()),
        ("false", ()),
        (["en-US", "de_DE"], ("en_US", "de_DE")),
        ("en_GB", ("en_GB",)),
        ([], ()),
    ],
)
def test_what_is_set_is_read(value: Any, read: Any) -> None:
    assert spelling_languages(value) == read


@pytest.mark.parametrize("value", [["../en"], [1], 3, True, ["en_US.UTF-8"]])
def test_what_is_no_language_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"languages|array|words|text"):
        spelling_languages(value)


@pytest.mark.parametrize(
    ("environ", "found"),
    [
        ({}, ()),
        ({"LANG": "C.UTF-8", "LANGUAGE": "de"}, ()),
        ({"LANG": "en_US.UTF-8"}, ("en_US",)),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "de_AT@euro"}, ("de_AT",)),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "en_GB:de"}, ("en_GB", "de")),
    ],
)
def test_a_person_has_the_languages_of_the_environment(environ: dict[str, str], found: tuple[str, ...]) -> None:
    assert person_languages(environ) == found
