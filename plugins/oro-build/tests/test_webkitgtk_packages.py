"""The Debian packages of an app with the system's WebKitGTK."""

from __future__ import annotations

from pathlib import Path

import pytest
from oro_build.webkitgtk_packages import webkitgtk_packages


@pytest.mark.parametrize(
    ("icon", "loader"), [("icon.svg", True), ("Icon.SVG", True), ("icon.png", False), (None, False)]
)
def test_an_icon_in_svg_needs_what_reads_it(icon: str | None, loader: bool) -> None:
    names = webkitgtk_packages(Path(icon) if icon else None)
    assert {"gir1.2-gtk-3.0", "gir1.2-webkit2-4.1"} <= set(names)
    assert ("librsvg2-common" in names) is loader
