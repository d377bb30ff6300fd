"""The app of the documented quick start, beside a registry on loopback that has its packages."""

from __future__ import annotations

import runpy
from pathlib import Path

STRANGERS = Path(__file__).resolve().parents[2] / "strangers"
oro_services = runpy.run_path(str(STRANGERS / "registry_app.py"))["oro_services"]
