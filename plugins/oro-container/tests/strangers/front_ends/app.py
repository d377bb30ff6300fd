"""An app whose containers begin with the packages that set-up fetched and the projects of these tests."""

from __future__ import annotations

import runpy
from pathlib import Path

STRANGERS = Path(__file__).resolve().parents[1]
Path(__file__).parent.joinpath("strangers").symlink_to(STRANGERS)
oro_services = runpy.run_path(str(STRANGERS / "registry_app.py"))["oro_services"]
