"""The script that every document begins with."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from oro_framework.host.resources.module_files import framework_folder
from oro_framework.literals import literal

__all__ = ("args_of", "preload_script")


def args_of(
    *,
    origin: str,
    window_id: str,
    index: int,
    argv: Sequence[str],
    config: Mapping[str, Any],
    environment: Mapping[str, str],
    streams: bool,
    headless: bool,
    debug: bool,
    test: str | None,
) -> dict[str, Any]:
    """Return the `__args` of one window; `test` is the URL of a test file to run."""
    args: dict[str, Any] = {
        "origin": origin,
        "argv": [f"'{item}'" for item in argv],
        "client": {"id": window_id, "type": "window", "platform": sys.platform, "host": "", "port": 0,
                   "frameType": "top-level", "parent": None, "top": None},
        "conduit": None,
        "config": config,
        "cwd": os.getcwd(),
        "debug": debug,
        "env": environment,
        "headless": headless,
        "index": index,
        "capabilities": {"streaming": {"sseIncremental": streams, "chunkedIncremental": streams}},
    }  # fmt: skip
    if test is not None:
        args["test"] = test
    return args


def preload_script(engine: str, args: Mapping[str, Any], scripts: Sequence[str]) -> str:
    """Return one classic script: the engine's wrappers, the framework's preload, then the plugins' scripts.

    An exception in one of them stops neither the others nor the page.
    """
    parts = [engine, f"({_framework()})({literal(args)});", *scripts]
    return "\n;".join(_isolated(part) for part in parts if part.strip())


def environment_of(names: Sequence[str], literal: Mapping[str, str]) -> dict[str, str]:
    """Return the environment that pages see: the named variables, then the literal ones."""
    found = {name: os.environ[name] for name in names if name in os.environ}
    return {**found, **{key: str(value) for key, value in literal.items()}}


@cache
def _framework() -> str:
    return (framework_folder() / "boot" / "preload.js").read_text("utf-8").strip().rstrip(";")


def _isolated(script: str) -> str:
    return f"try {{ {script}\n}} catch (error) {{ console.error(error) }}"
