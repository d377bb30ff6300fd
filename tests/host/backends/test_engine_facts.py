"""Modules of the backends that name a heading of the docs name one that is there, and every fact is named or shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
BACKENDS = ROOT / "oro_framework" / "host" / "backends"
REFERENCE = re.compile(r"(docs/[\w/-]+\.md)(?:#([\w-]+))?")
NAMED = sorted(
    {
        (str(path.relative_to(BACKENDS)), page, heading)
        for path in BACKENDS.rglob("*.py")
        for page, heading in REFERENCE.findall(path.read_text("utf-8"))
    }
)


def headings(page: Path) -> set[str]:
    """Return the anchors of a page, as its headings make them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}


@pytest.mark.parametrize(("module", "page", "heading"), NAMED)
def test_named_heading_is_there(module: str, page: str, heading: str) -> None:
    assert (ROOT / page).exists(), f"{module} names a page that is not there"
    assert not heading or heading in headings(ROOT / page), f"{module} names a heading that is not there"


def test_facts_are_named() -> None:
    assert len([page for _, page, _ in NAMED if page.endswith("engines.md")]) > 8
