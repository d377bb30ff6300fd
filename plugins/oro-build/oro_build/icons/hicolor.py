"""Icons of the theme `hicolor`, in which desktops of freedesktop.org look for those of apps."""

from __future__ import annotations

from collections.abc import Iterator

from oro_build.icons.picture import Picture

__all__ = ("SIZES", "hicolor_icons")

SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)


def hicolor_icons(picture: Picture, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the path below `icons/hicolor` and the contents of each size, and of the SVG where the picture is one."""
    for size in SIZES:
        yield f"{size}x{size}/apps/{name}.png", picture.png(size)
    if picture.path.suffix.lower() == ".svg":
        yield f"scalable/apps/{name}.svg", picture.path.read_bytes()
