"""Node with its own permissions, for machines on which nothing else holds files."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterable
from functools import cache

from oro_container.programs.node import Node

__all__ = ("permission_flag", "permitted_program")

_PATIENCE = 20


def permission_flag(node: Node) -> str | None:
    """Return the flag by which a Node holds files; None where it has none. Blocks, once for each Node."""
    version = _version(node.program)
    if version >= (23, 5) or (22, 13) <= version < (23, 0):
        return "--permission"
    return "--experimental-permission" if version >= (20, 0) else None


def permitted_program(node: Node, readable: Iterable[str], writable: Iterable[str]) -> str:
    """Return the text of a program `node` that reads and writes only some files itself.

    What it starts is not held: the permissions are Node's.

    Args:
        node: the real one.
        readable: files and folders.
        writable: those that it may write, too.
    """
    flags = [permission_flag(node) or "", "--allow-child-process", "--allow-worker"]
    known = _known(node.program)
    flags += [flag for flag in ("--allow-addons", "--allow-wasi", "--allow-net") if flag in known]
    # A folder is one with all below it.
    for name, paths in (("read", {*readable, *writable}), ("write", {*writable})):
        flags += [f"--allow-fs-{name}={path}" for path in sorted(paths)]
    return f'#!/bin/sh\nexec {shlex.quote(node.program)} {shlex.join(flags)} --no-warnings "$@"\n'


@cache
def _version(program: str) -> tuple[int, int]:
    told = _output(program, "--version")
    found = re.match(r"v(\d+)\.(\d+)\.", told)
    return (int(found[1]), int(found[2])) if found else (0, 0)


@cache
def _known(program: str) -> str:
    return _output(program, "--help")


def _output(program: str, flag: str) -> str:
    try:
        done = subprocess.run([program, flag], capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout
