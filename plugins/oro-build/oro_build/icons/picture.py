"""`Picture`: an app's icon, in any size, from one PNG or SVG."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from oro_build.errors import BuildError

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ("DEFAULT", "SMALLEST", "Picture")

DEFAULT = Path(__file__).resolve().parent / "default.svg"
"""The framework's icon, for apps that have none."""
SMALLEST = 256
"""Pixels that each side of a PNG has at least: the largest that desktops ask for by rule."""


class Picture:
    """A square picture.

    SVG is drawn by resvg and pictures are scaled by Pillow: both come as wheels for every platform, while librsvg,
    cairo and Qt would have to be there already. Each size of an SVG is drawn anew, so that small ones stay sharp.

    Args:
        path: a PNG or an SVG; None for the framework's icon.

    Raises:
        BuildError: the file is missing, no picture, not square, or a PNG that is too small.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or DEFAULT
        if not self.path.is_file():
            raise BuildError(f'Cannot use icon "{self.path}": there is no such file')
        self.vector = self.path.suffix.lower() in (".svg", ".svgz")
        self._pixels = self._draw(1024) if self.vector else self._read()

    def png(self, size: int) -> bytes:
        """Return the picture as a PNG; the same picture and size give the same bytes."""
        out = BytesIO()
        self.image(size).save(out, "PNG", optimize=True)
        return out.getvalue()

    def image(self, size: int) -> Image:
        """Return the picture in pixels with transparency."""
        from PIL import Image

        if self.vector:
            return self._draw(size)
        return self._pixels.resize((size, size), Image.Resampling.LANCZOS)

    def _read(self) -> Image:
        from PIL import Image, UnidentifiedImageError

        try:
            with Image.open(self.path) as opened:
                found = opened.convert("RGBA")
        except (UnidentifiedImageError, OSError) as error:
            raise BuildError(f'Cannot use icon "{self.path}": it is neither a PNG nor an SVG: {error}') from error
        width, height = found.size
        self._check_square(width, height)
        if width < SMALLEST:
            raise BuildError(
                f'Cannot use icon "{self.path}": it has {width} × {height} pixels and needs at least '
                f"{SMALLEST} × {SMALLEST}; 1024 × 1024, or an SVG, serves every platform"
            )
        return found

    def _draw(self, size: int) -> Image:
        import resvg_py
        from PIL import Image

        try:
            drawn = resvg_py.svg_to_bytes(svg_path=str(self.path), width=size, skip_system_fonts=True)
        except (OSError, ValueError) as error:
            raise BuildError(f'Cannot use icon "{self.path}": it is no SVG that can be drawn: {error}') from error
        with Image.open(BytesIO(bytes(drawn))) as opened:
            found = opened.convert("RGBA")
        self._check_square(*found.size)
        return found

    def _check_square(self, width: int, height: int) -> None:
        if width != height:
            raise BuildError(
                f'Cannot use icon "{self.path}": it is {width} wide and {height} high; icons are square: '
                "add a transparent border on two sides"
            )
