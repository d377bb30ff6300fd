"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Sequence

from oro_clipboard.service import Clipboard
from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `clipboard.*`."""
    return [Clipboard]
