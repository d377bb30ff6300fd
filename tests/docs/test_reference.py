"""Nothing that a plugin or a page can name lacks its heading, and no page is older than the code."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from oro_framework import errors, hookspecs
from oro_framework.host.app import Host
from oro_framework.host.backends.interface.capabilities import Capabilities
from oro_framework.host.configuration.config import Sources, load
from oro_framework.host.configuration.settings import HOST_SETTINGS
from tests.docs.walkthrough import ROOT

REFERENCE = ROOT / "docs" / "reference"


def headings(page: str) -> set[str]:
    """Return the headings of a page, without marks."""
    lines = (REFERENCE / f"{page}.md").read_text().splitlines()
    return {line.lstrip("#").strip().strip("`") for line in lines if line.startswith("#")}


def declared() -> Iterator[tuple[str, str]]:
    """Yield every name and the page that must have it."""
    yield from (("hooks", name) for name, value in vars(hookspecs).items() if name.startswith("oro_"))
    yield from (("errors", name) for name in errors.__all__)
    yield from (("settings", setting.key) for setting in HOST_SETTINGS)
    sources = Sources(derived={"meta_bundle_identifier": "com.example.app"})
    host = Host.load(load(sources), root=ROOT)
    assert not [info.error for info in host.plugins.infos.values() if info.state == "broken"]
    yield from (("routes", bound.name) for bound in host.routes.values())
    yield from (("permissions", name) for name in host.tables.permissions)
    yield from (("settings", key) for info in host.plugins.infos.values() for key in info.settings)


def test_everything_declared_has_its_heading() -> None:
    pages = {page: headings(page) for page in ("hooks", "errors", "settings", "routes", "permissions")}
    missing = [f"{page}: {name}" for page, name in declared() if name not in pages[page]]
    assert not missing


def test_every_capability_has_its_row() -> None:
    page = (REFERENCE / "backends.md").read_text()
    fields = [name for name in inspect.get_annotations(Capabilities) if name != "notes"]
    assert not [name for name in fields if f"| `{name}` |" not in page]


@pytest.mark.skipif(find_spec("oro_ai") is None, reason="oro-ai, whose routes the pages list, is not installed")
def test_no_page_is_older_than_the_code() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "docs_reference.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", ["hooks", "errors"])
def test_pages_say_who_wrote_them(page: str) -> None:
    assert (REFERENCE / f"{page}.md").read_text().startswith("<!-- Written by scripts/docs_reference.py.")
