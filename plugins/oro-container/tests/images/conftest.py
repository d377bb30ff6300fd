"""Packages that ship images."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def shipping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Path], None]:
    """Return a function that makes a package which ships a folder as an image of a name."""

    def ship(name: str, folder: Path) -> None:
        site = tmp_path / "site"
        told = site / "shipping_images-1.dist-info"
        told.mkdir(parents=True)
        (site / "shipping_images.py").write_text(f"FOLDER = {str(folder)!r}\n")
        (told / "METADATA").write_text("Metadata-Version: 2.1\nName: shipping-images\nVersion: 1\n")
        (told / "entry_points.txt").write_text(f"[oro_container.images]\n{name} = shipping_images:FOLDER\n")
        monkeypatch.syspath_prepend(str(site))
        # That of another test may have been imported.
        monkeypatch.delitem(sys.modules, "shipping_images", raising=False)

    return ship
