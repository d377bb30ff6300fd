"""Build hook of the oro-framework wheel: js-api goes in as `oro_framework/js`, its types as `oro_framework/dts`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))

import build_js
import declare_js


class JavaScript(BuildHookInterface[Any]):
    """Links js-api into an editable checkout and copies it, with types, into a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run before the files of the wheel are gathered."""
        if version == "editable":
            build_js.link()
            return
        self._staged = Path(tempfile.mkdtemp(prefix="oro-js-"))
        build_js.stage(self._staged)
        declare_js.declare()
        build_data["force_include"][str(self._staged)] = "oro_framework/js"
        build_data["force_include"]["oro_framework/dts"] = "oro_framework/dts"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Run after the wheel is written."""
        if version != "editable":
            shutil.rmtree(self._staged, ignore_errors=True)
