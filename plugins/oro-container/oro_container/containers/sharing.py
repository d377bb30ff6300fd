"""Prepares a container that shares the machine, and says where it is."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from oro_container.containers.layout import Layout
from oro_container.containers.view import make_view, replace_program
from oro_container.core.policy import Level
from oro_container.programs.node import Node
from oro_container.programs.node_permission import permitted_program

__all__ = ("share",)


def share(layout: Layout, level: Level, mounts: Iterable[Mapping[str, Any]], node: Node | None) -> dict[str, Any]:
    """Make its root; return what its init is told as `shared`. Blocks.

    Args:
        layout: where its folders are.
        level: its walls.
        mounts: those that it would have with a root of its own, but for its own folders.
        node: the Node it gets.

    Raises:
        OSError: its root cannot be made.
    """
    paths = make_view(layout, mounts)
    writable = [path for path, access in paths.items() if access == "write" and not path.startswith("/dev/")]
    if level == "node-permission" and node is not None:
        replace_program(layout, "node", permitted_program(node, paths, writable))
    run = f"{os.path.dirname(layout.root)}/run"
    address = _address()
    return {"address": address, "run": run, "writable": writable, "paths": paths, "confined": level == "landlock"}


def _address() -> str:
    """Return an address of the machine's loopback; that another container has the same is unlikely."""
    number = secrets.randbelow((1 << 22) - 2) + 1
    return f"127.{64 + (number >> 16)}.{number >> 8 & 255}.{number & 255}"
