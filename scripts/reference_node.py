"""The reference page of Node's modules: what of each is there, what refuses, what is not there."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from typing import TypedDict, cast

import build_js

INTRODUCTION = """# Modules of Node

What of the modules of Node {version} a page finds under `node:` and `oro:` when every first-party plugin is
installed. A name that refuses is exported and throws `ERR_NOT_IMPLEMENTED`, saying the module and the name, when
it is used; a name that is not there is `undefined`, and an import of it fails.

| module | there | refuses | not there |
|---|---|---|---|
"""


class Coverage(TypedDict):
    """One module beside Node's."""

    wanted: int
    offered: bool
    refuses: list[str]
    absent: list[str]


class Report(TypedDict):
    """The output of js-api/coverage/ours.mjs."""

    version: str
    modules: dict[str, Coverage]


def page() -> str:
    """Return the page."""
    report = coverage()
    rows = [_row(name, module) for name, module in report["modules"].items()]
    return INTRODUCTION.format(version=report["version"].removeprefix("v")) + "\n".join(rows)


def coverage() -> Report:
    """Compare the modules of the checkout with Node's.

    Raises:
        RuntimeError: npm is not there.
        subprocess.CalledProcessError: node failed.
    """
    build_js.bundle()
    build_js.install_node_modules()
    command = ["node", "--import", "./tests/support/register.js", "coverage/ours.mjs"]
    done = subprocess.run(command, cwd=build_js.API, capture_output=True, text=True, check=True, timeout=120)
    return cast(Report, json.loads(done.stdout))


def _row(name: str, module: Coverage) -> str:
    if not module["offered"]:
        return f"| `{name}` | no | | all {module['wanted']} |"
    there = module["wanted"] - len(module["refuses"]) - len(module["absent"])
    return f"| `{name}` | {there} of {module['wanted']} | {_names(module['refuses'])} | {_names(module['absent'])} |"


def _names(names: Sequence[str]) -> str:
    return " ".join(f"`{name}`" for name in names)
