"""Plugins that are known without asking: those installed, and the framework's own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from oro_framework.host.plugins.discovery import discover

__all__ = ("Known", "known_plugins", "listed_plugins")

FIRST_PARTY = Path(__file__).parents[2] / "first_party.json"
"""The description of each plugin of the framework's workspace, by its distribution."""


class Known(Struct, frozen=True, kw_only=True):
    """A plugin that can be had."""

    distribution: str
    summary: str
    installed: str = ""
    """The version that is installed; empty when none is."""
    source: str = "first-party"


def known_plugins() -> Iterator[Known]:
    """Yield installed and first-party plugins by distribution, sorted."""
    from importlib import metadata

    versions = {item.distribution: item.version for item in discover()}
    ours: dict[str, str] = json.loads(FIRST_PARTY.read_text("utf-8"))
    for name in sorted({*versions, *ours}):
        source = "first-party" if name in ours else "installed"
        summary = ours.get(name) or str(metadata.metadata(name)["Summary"] or "")
        yield Known(distribution=name, summary=summary, installed=versions.get(name, ""), source=source)


def listed_plugins(data: bytes, source: str) -> Iterator[Known]:
    """Yield the plugins of a list: `{"plugins": [{"name": "oro-dice", "summary": "…"}]}`.

    Raises:
        ValueError: it is no such list.
    """
    found = json.loads(data)
    entries = found.get("plugins") if isinstance(found, dict) else None
    if not isinstance(entries, list) or not all(isinstance(each, dict) and each.get("name") for each in entries):
        raise ValueError('it is no list of plugins, {"plugins": [{"name": …, "summary": …}]}')
    for each in entries:
        yield Known(distribution=str(each["name"]), summary=str(each.get("summary", "")), source=source)
