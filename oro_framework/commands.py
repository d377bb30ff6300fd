"""What the commands of plugins (`oro_commands`) need: the app they are about, and the voice of `oro`.

Everything but the answer goes to stderr, so that answers can be piped. A command fails by raising an `OroError`.
"""

from __future__ import annotations

from collections.abc import Sequence

from oro_framework.cli.app import find, load_config, load_host
from oro_framework.cli.plugins import app_option, json_option
from oro_framework.cli.terminal import answer_json, note, show, table, warn
from oro_framework.types import Host

__all__ = ("answer_json", "app_option", "json_option", "loaded_host", "note", "show", "table", "warn")


def loaded_host(app: str | None = None, assignments: Sequence[str] = ()) -> Host:
    """Return an app's host with its tables and settings; nothing of it runs.

    Args:
        app: a folder, an `oro.toml`, a page or a Python file; None is the app in the current folder, or none.
        assignments: settings as `key=value`, which outweigh every other source.

    Raises:
        UsageError: there is no such app, or an assignment is no `key=value`.
        ConfigError: a setting is wrong.
        PluginUnavailable: a plugin the app requires is missing or broken.
    """
    described = find(app)
    return load_host(described, load_config(described, assignments))
