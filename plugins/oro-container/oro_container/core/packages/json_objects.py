"""Read files of projects that must be JSON objects."""

from __future__ import annotations

import json
from typing import Any

from oro_container.core.packages.errors import BadMetadata

__all__ = ("read_json",)


def read_json(text: str | None, name: str) -> dict[str, Any]:
    """Read an object; no file is an empty one.

    Raises:
        BadMetadata: it is none.
    """
    if text is None:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadMetadata(f"Cannot use {name}: it is not JSON ({error})") from error
    if not isinstance(found, dict):
        raise BadMetadata(f"Cannot use {name}: it is no object")
    return found
