"""Run the command that builds an app's pages."""

from __future__ import annotations

from oro_framework.cli.app import App
from oro_framework.host.configuration.config import Config

__all__ = ("build_pages",)


def build_pages(app: App, config: Config) -> str:
    """Run `build_command` where there is one; return the folder of the built pages, or an empty text."""
    return ""
