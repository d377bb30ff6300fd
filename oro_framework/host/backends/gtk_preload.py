"""The scripts that make up for what WebKitGTK lacks, joined into one classic script for documents, one for workers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources

__all__ = ("preload_script", "worker_script")

SCRIPTS = (
    "gtk_files.js",
    "gtk_requests.js",
    "gtk_workers.js",
    "gtk_shared_workers.js",
    "gtk_event_source.js",
    "gtk_media.js",
    "gtk_downloads.js",
    "gtk_clipboard.js",
    "gtk_console.js",
)
WORKER_SCRIPTS = ("gtk_worker.js", "gtk_requests.js", "gtk_workers.js", "gtk_event_source.js", "gtk_relay.js")


def preload_script(schemes: Sequence[str], origin: str, secret: str, scripts: Sequence[str] = SCRIPTS) -> str:
    """Return the preload of documents; each script is a function expression called with `engine`.

    Args:
        schemes: those the host answers.
        origin: the app's own.
        secret: what requests are marked with (`gtk_request`).
        scripts: their file names, in order.
    """
    return _joined(scripts, schemes=[f"{scheme}:" for scheme in schemes], origin=origin, secret=secret)


def worker_script(schemes: Sequence[str], origin: str) -> str:
    """Return what every worker of the app begins with; it holds no secret, for any document may read it."""
    return _joined(WORKER_SCRIPTS, schemes=[f"{scheme}:" for scheme in schemes], origin=origin)


def _joined(scripts: Sequence[str], **engine: object) -> str:
    calls = "\n".join(f"({_read(name)})(engine);" for name in scripts)
    return f"(() => {{\n'use strict';\nconst engine = {json.dumps(engine)};\n{calls}\n}})();\n"


@cache
def _read(name: str) -> str:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return text.strip().removesuffix(";")
