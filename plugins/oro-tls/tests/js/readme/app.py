"""The app of the README's test: gives out the README."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from oro_framework import Call, Host, hookimpl, route
from oro_framework.types import Mount

README = Path(__file__).resolve().parents[3] / "README.md"
SUPPORT = Path(__file__).resolve().parents[1] / "support"


@route("test.readme")
def readme(call: Call) -> str:
    """Return the README of the plugin."""
    return README.read_text("utf-8")


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the route."""
    return [readme]


@hookimpl
def oro_mounts(host: Host) -> Sequence[Mount]:
    """Serve what all tests of this plugin share."""
    return [Mount(path="/support", directory=SUPPORT)]
