"""What is asked for, in every form an engine may want it in; each says the secret where it can."""

from __future__ import annotations

import base64
import struct
from collections.abc import Mapping

__all__ = ("BODIES", "SECRET", "TYPES")

SECRET = "the secret"
_SCRIPT = f"""globalThis.leaked = '{SECRET}'
try {{ globalThis.postMessage('{SECRET}') }} catch {{}}
globalThis.onconnect = ({{ ports: [port] }}) => port.postMessage('{SECRET}')
"""
_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
_SHEET = f"""<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="/"><p>{SECRET}</p></xsl:template></xsl:stylesheet>"""


def _wave() -> bytes:
    """Return a tenth of a second of silence."""
    data = bytes(800)
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8, b"data", len(data)
    )
    return head + data


TYPES: Mapping[str, str] = {
    "txt": "text/plain",
    "html": "text/html",
    "js": "text/javascript",
    "json": "application/json",
    "css": "text/css",
    "png": "image/png",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
    "wav": "audio/wav",
    "vtt": "text/vtt",
    "xml": "application/xml",
    "xsl": "text/xsl",
    "events": "text/event-stream",
}
BODIES: Mapping[str, bytes] = {
    "txt": SECRET.encode(),
    "html": f"<!doctype html><title>{SECRET}</title>{SECRET}".encode(),
    "js": _SCRIPT.encode(),
    "json": f'{{"said": "{SECRET}"}}'.encode(),
    "css": b".leaked { color: red }",
    "png": _PNG,
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g id="a"><circle r="4"/></g></svg>',
    "woff2": b"wOF2",
    "wav": _wave(),
    "vtt": b"WEBVTT\n\n00:00.000 --> 00:01.000\nsaid\n",
    "xml": f"<r>{SECRET}</r>".encode(),
    "xsl": _SHEET.encode(),
    "events": f"data: {SECRET}\n\n".encode(),
}
