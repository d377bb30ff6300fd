"""`oro container`, where `oro` finds it without a search for plugins."""

from __future__ import annotations

from oro_container.cli.group import container as command

__all__ = ("command",)
