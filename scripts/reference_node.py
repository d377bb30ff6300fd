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


MEMBERS = """

## Members of classes

Members that Node's classes have and that refuse or are not there in ours; of instances after `#`, of the class itself
after a dot. Modules that can be loaded only in a page are left out of this list.

| module | refuses | not there |
|---|---|---|
"""

LIMITS = """

## What engines make impossible

What is there and does less than in Node, and why.

| module | what | why |
|---|---|---|
"""


class Members(TypedDict):
    """Members of a module's classes that are lacking."""

    refuses: list[str]
    absent: list[str]


class Coverage(TypedDict):
    """One module beside Node's."""

    wanted: int
    offered: bool
    refuses: list[str]
    absent: list[str]
    members: Members


class Report(TypedDict):
    """The output of js-api/coverage/ours.mjs."""

    version: str
    modules: dict[str, Coverage]


def page() -> str:
    """Return the page."""
    report = coverage()
    rows = [_row(name, module) for name, module in report["modules"].items()]
    introduction = INTRODUCTION.format(version=report["version"].removeprefix("v"))
    lacking = [row for name, module in report["modules"].items() if (row := _members(name, module["members"]))]
    return introduction + "\n".join(rows) + MEMBERS + "\n".join(lacking) + LIMITS + "\n".join(_limits()) + "\n"


def _members(name: str, members: Members) -> str | None:
    if not members["refuses"] and not members["absent"]:
        return None
    return f"| `{name}` | {_names(members['refuses'])} | {_names(members['absent'])} |"


def _limits() -> list[str]:
    """Return a row for each of `js-api/coverage/limits.json`."""
    limits = cast(list[list[str]], json.loads((build_js.API / "coverage" / "limits.json").read_text("utf-8")))
    return [f"| `{module}` | {what} | {why} |" for module, what, why in limits]


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
