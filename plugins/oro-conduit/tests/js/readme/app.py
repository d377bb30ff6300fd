"""The app of the README's test: gives out the README."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from oro_framework import Call, Host, hookimpl, route

README = Path(__file__).resolve().parents[3] / "README.md"


@route("test.readme")
def readme(call: Call) -> str:
    """Return the README of the plugin."""
    return README.read_text("utf-8")


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the route."""
    return [readme]
