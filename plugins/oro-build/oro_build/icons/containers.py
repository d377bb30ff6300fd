"""Containers that hold an icon in several sizes: `.ico` of Windows and `.icns` of macOS."""

from __future__ import annotations

import struct
from io import BytesIO

from oro_build.icons.picture import Picture

__all__ = ("icns", "ico")

_ICO_SIZES = (16, 24, 32, 48, 64, 128, 256)
_ICNS_TYPES = {
    b"icp4": 16,
    b"icp5": 32,
    b"ic07": 128,
    b"ic08": 256,
    b"ic09": 512,
    b"ic10": 1024,
    b"ic11": 32,
    b"ic12": 64,
    b"ic13": 256,
    b"ic14": 512,
}
"""Types that hold a PNG, and its size; the last four are for displays of double density."""


def ico(picture: Picture) -> bytes:
    """Return an icon for Windows, in the sizes that its shell draws."""
    images = [picture.image(size) for size in _ICO_SIZES]
    out = BytesIO()
    images[-1].save(out, "ICO", sizes=[(size, size) for size in _ICO_SIZES], append_images=images[:-1])
    return out.getvalue()


def icns(picture: Picture) -> bytes:
    """Return an icon for macOS; written here because Pillow would scale every size from one."""
    parts = [(kind, picture.png(size)) for kind, size in _ICNS_TYPES.items()]
    body = b"".join(kind + struct.pack(">I", 8 + len(png)) + png for kind, png in parts)
    return b"icns" + struct.pack(">I", 8 + len(body)) + body
