"""An app beside a registry on loopback, which serves the packages that set-up fetched."""

from __future__ import annotations

import runpy
from pathlib import Path

STRANGERS = Path(__file__).resolve().parents[1]
oro_services = runpy.run_path(str(STRANGERS / "registry_app.py"))["oro_services"]
