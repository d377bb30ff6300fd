"""Steered by the test of views on a desktop."""

from __future__ import annotations

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from tests.desktop.app.app import Steering


@hookimpl
def oro_services() -> list[type[Service]]:
    """Declare the service that the test steers by."""
    return [Steering]
