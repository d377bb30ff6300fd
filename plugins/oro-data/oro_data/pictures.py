"""Images of PIL as PNG, and figures of matplotlib as SVG: what a page shows without further work."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, ClassVar

from oro_data.frame import Part

__all__ = ("Figures", "Images")

PNG_MODES = frozenset({"1", "L", "LA", "I", "I;16", "P", "RGB", "RGBA"})


class Images:
    """Carries `PIL.Image.Image`."""

    kind = "blob"
    classes: ClassVar[Mapping[str, str]] = {"PIL.Image": "Blob"}

    def encode(self, value: Any) -> Part:
        """Return a PNG of an image; other modes than PNG has, such as CMYK, become RGB."""
        file = BytesIO()
        image = value if value.mode in PNG_MODES else value.convert("RGB")
        image.save(file, "PNG", compress_level=1)
        return Part(self.kind, {"type": "image/png", "size": [*value.size]}, file.getbuffer())

    def decode(self, part: Part, wanted: str) -> Any:
        """Return an image of a blob, whose pixels are read when they are used; without a hint, the bytes.

        Raises:
            ValueError: PIL does not know it as an image.
        """
        if not wanted:
            return part.data
        from PIL import Image, UnidentifiedImageError

        try:
            return Image.open(BytesIO(part.data))
        except (UnidentifiedImageError, Image.DecompressionBombError, OSError) as error:
            raise ValueError(f"{len(part.data)} bytes of type {part.meta.get('type')!r} are no image") from error


class Figures:
    """Carries `matplotlib.figure.Figure` to pages."""

    kind = "blob"
    classes: ClassVar[Mapping[str, str]] = {"matplotlib.Figure": "Blob"}

    def encode(self, value: Any) -> Part:
        """Return an SVG of a figure."""
        file = BytesIO()
        value.savefig(file, format="svg")
        return Part(self.kind, {"type": "image/svg+xml"}, file.getbuffer())

    def decode(self, part: Part, wanted: str) -> Any:
        """Refuse: no picture is a figure again.

        Raises:
            ValueError: always.
        """
        raise ValueError("a figure crosses to pages only")
