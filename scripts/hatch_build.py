"""Build hook of oro-framework: js-api goes in as `oro_framework/js`, its types as `oro_framework/dts`.

A source distribution has both as they were built, so that no other tool than hatchling makes a wheel of it.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))


class JavaScript(BuildHookInterface[Any]):
    """Links js-api into an editable checkout and copies it, with types, into a wheel and a source distribution."""

    _staged: Path | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run before the files are gathered."""
        root = Path(self.root)
        if (root / "PKG-INFO").is_file():  # that of a source distribution
            self._take(build_data, root / "oro_framework" / "js", root / "oro_framework" / "dts")
            return
        import build_js

        if version == "editable":
            build_js.link()
            return
        import declare_js

        self._staged = Path(tempfile.mkdtemp(prefix="oro-js-"))
        build_js.stage(self._staged)
        declare_js.declare()
        self._take(build_data, self._staged, root / "oro_framework" / "dts")

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Run after the file is written."""
        if self._staged is not None:
            shutil.rmtree(self._staged, ignore_errors=True)

    def _take(self, build_data: dict[str, Any], modules: Path, types: Path) -> None:
        build_data["force_include"][str(modules)] = "oro_framework/js"
        build_data["force_include"][str(types)] = "oro_framework/dts"
