"""Errors of this plugin, beside those of the framework."""

from __future__ import annotations

from oro_framework.errors import Broken

__all__ = ("ServerFailed",)


class ServerFailed(Broken):
    """A configured server of tools cannot be reached, or refused a request.

    Args:
        server: its name in the configuration.
        why: what happened.
    """

    code = "ERR_MCP_SERVER"

    def __init__(self, server: str, why: str) -> None:
        super().__init__(f"Cannot use [mcp.servers.{server}]: {why}", server=server)
