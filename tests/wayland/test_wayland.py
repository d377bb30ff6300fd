"""Apps under a Wayland compositor: what pages are told, and what is refused."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from oro_framework.testing import engines
from oro_framework.testing.display import wayland_display
from tests.page_tests import failures

pytestmark = [
    pytest.mark.webview,
    pytest.mark.skipif(shutil.which("weston") is None, reason="needs weston: apt-get install weston"),
]

APP = Path(__file__).resolve().parent / "app"


@pytest.fixture(scope="module")
def wayland() -> Iterator[Mapping[str, str]]:
    """Give the variables of a compositor that has nothing else to show."""
    with wayland_display() as variables:
        yield variables


@pytest.mark.parametrize("engine", engines())
def test_what_wayland_allows_works_and_what_it_does_not_is_refused(engine: str, wayland: Mapping[str, str]) -> None:
    assert failures(engine, APP, "checks", wayland) == {}
