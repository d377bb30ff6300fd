"""Finds the file of an extension by its name.

Rules
1. A name is letters, digits, `_` and `-`; nothing else reaches the file system.
2. In each allowed folder, in order: `NAME.py`, `NAME/__init__.py`, `NAME.wasm`; the first one there is counts.
3. A link that leads out of the folder leads nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from msgspec import Struct

__all__ = ("Found", "Kind", "find", "is_name")

Kind = Literal["shared", "wasm32"]
"""`shared` is code in the host's own process: Python here, machine code elsewhere."""

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


class Found(Struct, frozen=True):
    """A file that is an extension."""

    name: str
    kind: Kind
    path: Path


def is_name(text: str) -> bool:
    """Return whether a text can be the name of an extension."""
    return _NAME.fullmatch(text) is not None


def find(name: str, roots: Iterable[Path]) -> Found | None:
    """Return the extension of a name, or None.

    Args:
        name: one `is_name` accepts.
        roots: folders, without links in them.
    """
    if not is_name(name):
        return None
    for root in roots:
        for path in (root / f"{name}.py", root / name / "__init__.py", root / f"{name}.wasm"):
            real = path.resolve()
            if real.is_file() and real.is_relative_to(root):
                return Found(name, "wasm32" if path.suffix == ".wasm" else "shared", real)
    return None
