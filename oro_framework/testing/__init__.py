"""Tools for testing apps and plugins without a screen: a host on the test's own loop, and a live client."""

from __future__ import annotations

from oro_framework.host.backends.driving import free_port
from oro_framework.testing.engines import Engines, engines
from oro_framework.testing.host import OpenHost, Reply, open_host
from oro_framework.testing.lines import Events, Pushed
from oro_framework.testing.programs import run_program
from oro_framework.testing.transport import LiveTransport
from oro_framework.testing.waiting import PATIENCE, until

__all__ = (
    "PATIENCE",
    "Engines",
    "Events",
    "LiveTransport",
    "OpenHost",
    "Pushed",
    "Reply",
    "engines",
    "free_port",
    "open_host",
    "run_program",
    "until",
)
