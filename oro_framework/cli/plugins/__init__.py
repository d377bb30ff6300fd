"""`oro plugins`: shows plugins, adds and removes them, and examines those that are being written."""

from __future__ import annotations

from oro_framework.cli.plugins.group import plugins
from oro_framework.cli.plugins.options import app_option, json_option

__all__ = ("app_option", "json_option", "plugins")
