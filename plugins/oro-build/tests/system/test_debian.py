"""Versions of Debian's packages beside those that libraries ask for."""

from __future__ import annotations

import pytest
from oro_build.system import debian
from oro_build.system.debian import offered_packages, relations, upstream_version
from packaging.specifiers import SpecifierSet
from packaging.version import Version


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("8.1.3-2", "8.1.3"),
        ("1:2.31.0+dfsg-1+deb12u1", "2.31.0"),
        ("1.0.0+repack-1", "1.0.0"),
        ("0.22.0-0.2", "0.22.0"),
        ("5.4~git20220101-1", "5.4"),
        ("", None),
        ("nonsense", None),
    ],
)
def test_the_version_of_the_makers_is_read(text: str, version: str | None) -> None:
    assert upstream_version(text) == (None if version is None else Version(version))


@pytest.mark.parametrize(
    ("specifiers", "found"),
    [
        ("", ["python3-tea"]),
        (">=2", ["python3-tea (>= 2)"]),
        (">=1,>=2.1,<4,<3", ["python3-tea (>= 2.1)", "python3-tea (<< 3)"]),
        ("!=2.0", ["python3-tea"]),
    ],
)
def test_specifiers_become_relations(specifiers: str, found: list[str]) -> None:
    assert relations("python3-tea", SpecifierSet(specifiers)) == found


def test_a_library_counts_only_in_a_version_that_its_users_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian, "_candidates", lambda names: {"python3-click": "99.1-1", "python3-anyio": "3.6.2-1"})
    found = offered_packages(["click", "anyio", "msgspec"], ["oro-framework", "click", "anyio", "msgspec"])
    assert list(found) == ["click"]
    assert found["click"][0].startswith("python3-click (>= ")


def test_a_library_is_not_mixed_with_another_version_of_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    debian_12 = {"python3-fastapi": "0.92.0-1", "python3-pydantic": "1.10.4-1", "python3-click": "99.1-1"}
    monkeypatch.setattr(debian, "_candidates", lambda names: debian_12)
    found = offered_packages(["click", "fastapi", "pydantic"], ["oro-framework", "fastapi", "pydantic"])
    assert list(found) == ["click"]
