"""The line that scripts of pages' workers begin with: it runs the realm's script before theirs."""

from __future__ import annotations

import json
import re

__all__ = ("REALM", "opening")

REALM = "/oro/internal/realm.js"
"""The path of the script that gives workers the globals of pages."""
_COMMENT = rb"/\*[^*]*+\*++(?:[^/*][^*]*+\*++)*/|//[^\n]*+"
"""One comment, with one way to read it: `/*.*?*/` repeated has as many as there are ways to join comments."""
_STRICT = re.compile(rb"""(?:\s|""" + _COMMENT + rb""")*["']use strict["']""")


def opening(kind: str, source: bytes, origin: str) -> bytes:
    """Return the line for a worker's script, without a line break, so that the script's line numbers stay.

    Args:
        kind: `classic` or `module`.
        source: the script; one in strict mode stays so.
        origin: the origin of the app, which serves `REALM`.
    """
    realm = json.dumps(origin + REALM)
    if kind == "module":
        return f"import {realm};".encode()
    strict = '"use strict";' if _STRICT.match(source) else ""
    return f"{strict}importScripts({realm});".encode()
