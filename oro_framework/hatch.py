"""A build hook of hatchling for plugins: their wheels get types of JavaScript modules and a record of declarations.

    [build-system]
    requires = ["hatchling", "oro-framework"]
    build-backend = "hatchling.build"

    [tool.hatch.build.hooks.oro]

It does what `oro plugins prepare` does, in a process of its own, as the plugin is imported for its record.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.plugin import hookimpl

__all__ = ("PluginBuildHook", "hatch_register_build_hook")

MADE = ("dts/**", "bundle/**", "plugin-record.json")
"""Files of a package that version control leaves out and a wheel has."""


class PluginBuildHook(BuildHookInterface[Any]):
    """Prepares the plugin of a project before its files are gathered."""

    PLUGIN_NAME = "oro"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the parts, and have them in the wheel and in the source distribution."""
        if not Path(self.root, "PKG-INFO").is_file():  # a source distribution has them
            self._prepare(required=version != "editable")
        build_data["artifacts"] += [f"**/{pattern}" for pattern in MADE]

    def _prepare(self, *, required: bool) -> None:
        command = [sys.executable, "-m", "oro_framework.cli", "plugins", "prepare", self.root, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            if required:
                raise RuntimeError(f"oro plugins prepare: {done.stderr.strip()}")
            self.app.display_warning(done.stderr.strip())
            return
        for each in json.loads(done.stdout):
            if not each["made"]:
                self.app.display_warning(f"{each['part']}: {each['detail']}")


@hookimpl
def hatch_register_build_hook() -> type[PluginBuildHook]:
    """Name the hook to hatchling."""
    return PluginBuildHook
