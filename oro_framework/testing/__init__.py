"""Tools for testing apps and plugins without a screen: a host on the test's own loop, and a live client."""

from __future__ import annotations

from oro_framework.testing.engines import Engines, engines
from oro_framework.testing.host import OpenHost, Reply, open_host
from oro_framework.testing.transport import LiveTransport

__all__ = ("Engines", "LiveTransport", "OpenHost", "Reply", "engines", "open_host")
