"""Manifests written as TOML, alike each time."""

from __future__ import annotations

import json
import re
from typing import Any

from oro_container.core.images.manifest import Manifest, plain

__all__ = ("manifest_text",)

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def manifest_text(manifest: Manifest) -> str:
    """Return the text of a `container.toml`."""
    told = plain(manifest)
    lines = [f"{key} = {_value(value)}" for key, value in told.items() if not isinstance(value, dict)]
    for key, table in told.items():
        if isinstance(table, dict):
            lines += ["", f"[{key}]", *(f"{_key(name)} = {_value(value)}" for name, value in sorted(table.items()))]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _value(name)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_value(each) for each in value)}]"
    if isinstance(value, str):
        # TOML's basic texts are JSON's, but for U+007F, which is escaped, and surrogates, which neither has.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)
