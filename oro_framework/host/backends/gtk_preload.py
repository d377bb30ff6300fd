"""The scripts that make up for what WebKitGTK lacks, joined into one classic script per run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources

__all__ = ("preload_script",)

SCRIPTS = ("gtk_files.js", "gtk_requests.js", "gtk_media.js", "gtk_downloads.js", "gtk_console.js")


def preload_script(schemes: Sequence[str], secret: str, scripts: Sequence[str] = SCRIPTS) -> str:
    """Return the preload for a run; each script is a function expression called with `engine`."""
    engine = json.dumps({"schemes": [f"{scheme}:" for scheme in schemes], "secret": secret})
    calls = "\n".join(f"({_read(name)})(engine);" for name in scripts)
    return f"(() => {{\n'use strict';\nconst engine = {engine};\n{calls}\n}})();\n"


@cache
def _read(name: str) -> str:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return text.strip().removesuffix(";")
