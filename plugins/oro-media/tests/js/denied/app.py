"""The pretended devices of the folder above, for an app that may not use the camera."""

from __future__ import annotations

import runpy
from pathlib import Path

_ABOVE = runpy.run_path(str(Path(__file__).resolve().parent.parent / "app.py"))

oro_routes = _ABOVE["oro_routes"]
