"""Tools for the commands that plugins add (`oro_commands`): loading an app, and printing as `oro` does.

Only answers are printed to stdout, so that they can be piped. A command fails by raising an `OroError`.
"""

from __future__ import annotations

from collections.abc import Sequence

from oro_framework.cli.app import find, load_config, load_host
from oro_framework.cli.finding import Finding
from oro_framework.cli.installed import ask_installed
from oro_framework.cli.plugins import app_option, json_option
from oro_framework.cli.terminal import answer_json, escaped, note, show, table, warn, written_out
from oro_framework.types import Host

__all__ = (
    "Finding",
    "answer_json",
    "app_option",
    "ask_installed",
    "escaped",
    "json_option",
    "loaded_host",
    "note",
    "show",
    "table",
    "warn",
    "written_out",
)


def loaded_host(app: str | None = None, assignments: Sequence[str] = ()) -> Host:
    """Return an app's host with its tables and settings, without running it.

    Args:
        app: a folder, an `oro.toml`, a page or a Python file; None is the app in the current folder, if any.
        assignments: settings as `key=value`, which override every other source.

    Raises:
        UsageError: there is no such app, or an assignment is no `key=value`.
        ConfigError: a setting is wrong.
        PluginUnavailable: a plugin the app requires is missing or broken.
    """
    described = find(app)
    return load_host(described, load_config(described, assignments))
