"""The Model Context Protocol for oro-framework: an app's routes as tools of agents, and tools of servers for its pages.

Routes are marked with `tool` and `resource`, and tell agents how far they are by `progress`.
"""

from __future__ import annotations

from oro_mcp.marks import resource, tool
from oro_mcp.reporting import progress

__all__ = ("progress", "resource", "tool")
