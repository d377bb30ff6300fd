"""Content types of file names: the framework's own table first, then the system's."""

from __future__ import annotations

import mimetypes
from functools import lru_cache
from pathlib import PurePosixPath

__all__ = ("DEFAULT", "TYPES", "content_type", "known_types")

DEFAULT = "application/octet-stream"

TYPES = {
    ".cjs": "text/javascript",
    ".css": "text/css",
    ".htm": "text/html",
    ".html": "text/html",
    ".ico": "image/vnd.microsoft.icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".map": "application/json",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".mp3": "audio/mp3",
    ".mp4": "video/mp4",
    ".mpeg": "video/mpeg",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".ogv": "video/ogg",
    ".otf": "application/x-font-opentype",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".text": "text/plain",
    ".ts": "application/typescript",
    ".tsx": "application/typescript",
    ".ttf": "application/x-font-ttf",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "application/font-woff",
    ".woff2": "application/font-woff2",
}

_COMPRESSED = {"gzip": "application/gzip", "bzip2": "application/x-bzip2", "xz": "application/x-xz"}


def content_type(name: str) -> str:
    """Return the content type of a file name or path; `application/octet-stream` when it is unknown."""
    return _by_suffix(PurePosixPath(name).suffix.lower()) if name else DEFAULT


def known_types() -> dict[str, str]:
    """Return the content type of every known extension, each with its dot."""
    if not mimetypes.inited:
        mimetypes.init()
    return {**mimetypes.types_map, **TYPES}


@lru_cache(maxsize=512)
def _by_suffix(suffix: str) -> str:
    if (known := TYPES.get(suffix)) is not None:
        return known
    guessed, encoding = mimetypes.guess_type(f"x{suffix}", strict=False)
    return _COMPRESSED.get(encoding, DEFAULT) if encoding else guessed or DEFAULT
