"""The line that scripts of pages' workers begin with: it runs the realm's script before theirs."""

from __future__ import annotations

import re

from oro_framework.literals import COMMENT, literal

__all__ = ("MARK", "REALM", "opening")

MARK = "__oro_worker"
"""The parameter by which a page marks the address of a worker's script with its kind (`boot/workers.js`)."""
REALM = "/oro/internal/realm.js"
"""The path of the script that gives workers the globals of pages."""
_STRICT = re.compile(rb"""(?:\s|""" + COMMENT + rb""")*["']use strict["']""")


def opening(kind: str, source: bytes, origin: str) -> bytes:
    """Return the line for a worker's script, without a line break, so that the script's line numbers stay.

    Args:
        kind: `classic` or `module`.
        source: the script; one in strict mode stays so.
        origin: the origin of the app, which serves `REALM`.
    """
    realm = literal(origin + REALM)
    if kind == "module":
        return f"import {realm};".encode()
    strict = '"use strict";' if _STRICT.match(source) else ""
    return f"{strict}importScripts({realm});".encode()
