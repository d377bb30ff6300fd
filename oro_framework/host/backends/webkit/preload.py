"""Join the scripts that make up for what WebKitGTK lacks: one classic script for documents, one for workers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib import resources

__all__ = ("console_script", "context_items_script", "preload_script", "strangers_secret", "worker_script")

SCRIPTS = (
    "framing.js",
    "files.js",
    "requests.js",
    "forms.js",
    "workers.js",
    "shared_workers.js",
    "event_source.js",
    "media.js",
    "byte_streams.js",
    "downloads.js",
    "clipboard.js",
    "zoom.js",
    "context_items.js",
    "console.js",
)
_CHOOSE = """\
const own = () => {
  try {
    if (top.location.origin !== engine.origin) return false
    for (let i = 0; location.ancestorOrigins[i] !== undefined; i++) {
      if (location.ancestorOrigins[i] !== engine.origin) return false
    }
    return true
  } catch {
    return false
  }
}
if (!own()) engine.secret = engine.strangers
engine.strangers = '';
"""
"""A site may change every global of a frame and have it begin anew, with `document.open()`: then it has whatever secret
the scripts use there. It cannot change `top` and `location`, nor who may look into whose. A document of the app with a
page of another origin around it has no rights either."""
WORKER_SCRIPTS = ("worker.js", "requests.js", "workers.js", "event_source.js", "byte_streams.js", "relay.js")


def preload_script(
    schemes: Sequence[str],
    origin: str,
    secret: str,
    framers: Sequence[str] = (),
    scripts: Sequence[str] = SCRIPTS,
) -> str:
    """Return the preload of documents; each script is a function expression called with `engine`.

    Args:
        schemes: those the host answers.
        origin: the app's own.
        secret: what requests are marked with (`webkit/mark.py`).
        framers: other origins whose pages may show the app's in a frame.
        scripts: their file names, in order.
    """
    names = [f"{scheme}:" for scheme in schemes]
    strangers = strangers_secret(secret)
    return _joined(
        scripts, _CHOOSE, schemes=names, origin=origin, framers=list(framers), secret=secret, strangers=strangers
    )


def worker_script(schemes: Sequence[str], origin: str) -> str:
    """Return the script every worker of the app begins with; it holds no secret, for any document may read it."""
    return _joined(WORKER_SCRIPTS, "", schemes=[f"{scheme}:" for scheme in schemes], origin=origin)


def _joined(scripts: Sequence[str], first: str, **engine: object) -> str:
    calls = "\n".join(console_script() if name == "console.js" else f"({_read(name)})(engine);" for name in scripts)
    return f"(() => {{\n'use strict';\nconst engine = {json.dumps(engine)};\n{first}{calls}\n}})();\n"


@cache
def strangers_secret(secret: str) -> str:
    """Return the secret's stand-in for documents the preload cannot tell to be the app's."""
    return hashlib.sha256(f"strangers {secret}".encode()).hexdigest()


@cache
def console_script() -> str:
    """Return the call of `console.js` with `engine`, for every engine."""
    return f"({_read('console.js')})(engine, ({_read('shown.js')})());"


def context_items_script(notice: str) -> str:
    """Return the call of `context_items.js` for an engine whose console hears a page's notices."""
    return f"({_read('context_items.js')})({json.dumps({'notice': notice})});"


@cache
def _read(name: str) -> str:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return text.strip().removesuffix(";")
