"""Content types of file names: the framework's own table first, then npm's mime-types (`scripts/mime_types.py`).

The system's table is not read: it differs from machine to machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path, PurePosixPath

import msgspec

__all__ = ("DEFAULT", "TYPES", "content_type", "known_types", "lookup")

DEFAULT = "application/octet-stream"

TYPES = {
    ".bz2": "application/x-bzip2",
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
    ".tgz": "application/gzip",
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
    ".xz": "application/x-xz",
}

SERVED = {".mp3": "audio/mpeg"}
"""Types that files are served with, where the name that apps look up is one no engine's player asks for."""


def content_type(name: str) -> str:
    """Return the type to serve a file with, by its name or path; `application/octet-stream` when it is unknown."""
    return SERVED.get(_suffix(name)) or lookup(name)


def lookup(name: str) -> str:
    """Return the type of a file name or path as apps know it; `application/octet-stream` when it is unknown."""
    suffix = _suffix(name)
    return TYPES.get(suffix) or _database().get(suffix, DEFAULT)


def known_types() -> dict[str, str]:
    """Return the content type of every known extension, each with its dot."""
    return {**_database(), **TYPES}


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower() if name else ""


@cache
def _database() -> Mapping[str, str]:
    text = Path(__file__).with_name("mime_types.json").read_bytes()
    return {f".{extension}": kind for extension, kind in msgspec.json.decode(text, type=dict[str, str]).items()}
