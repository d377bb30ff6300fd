"""Each template, from wheels alone: made, tested as its own CI does, and built.

An app is built for Debian's own Python, which takes no freezing; test_given_away.py freezes React's. That the pages of
each template work in every engine is proved by tests/front_ends, tests/cli and the tests of oro-wasm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from oro_framework.testing.display import virtual_display

from .apps import ORO, VARIABLES, Workshop, build
from .machine import Machine

pytestmark = pytest.mark.slow

BIN = "/opt/env/bin"
FRONT_END = ([f"{BIN}/npm", "run", "check", "--if-present"], [f"{BIN}/npm", "test"])
PIP = [f"{BIN}/pip", "install", "--quiet"]
PYTEST = [f"{BIN}/python", "-m", "pytest", "-q"]
TESTED: dict[str, Sequence[Sequence[str]]] = {
    "app": (),
    "vanilla": FRONT_END,
    "react": FRONT_END,
    "vue": FRONT_END,
    "svelte": FRONT_END,
    "solid": FRONT_END,
    "fastapi": ([*PIP, "-r", "requirements.txt", "pytest"], PYTEST),
    "wasm-plugin": ([ORO, "wasm", "compile", "greeter", "-o", "pages/extensions"],),
}


def at_work(machine: Machine, folder: str, commands: Sequence[Sequence[str]]) -> None:
    """Run commands in a folder, with a network and a display, as a CI file does."""
    online = Machine(replace(machine.online().root, folder=folder))
    with virtual_display() as display:
        for command in commands:
            online.run(*command, variables={**VARIABLES, "DISPLAY": display, "ORO_TEST_ENGINES": "gtk"})


@pytest.mark.parametrize("template", TESTED)
def test_an_app_passes_its_tests_is_built_and_loads(template: str, workshop: Workshop) -> None:
    machine = workshop.author.above(workshop.folder / f"template-{template}")
    workshop.put(template, machine)
    at_work(machine, f"/srv/{template}", TESTED[template])
    made = build(machine, f"/srv/{template}", "--flavour", "system", "--format", "deb")
    machine.install(f"/srv/out/{made.download('.deb').name}")
    assert "routes" in machine.run(f"/usr/bin/{made.program}", "--oro-check")


def test_a_plugin_passes_its_tests_and_becomes_a_wheel(workshop: Workshop) -> None:
    machine = workshop.author.above(workshop.folder / "template-plugin")
    machine.run(ORO, "new", "/srv/oro-echo", "--template", "plugin")
    commands = [
        [*PIP, "hatchling", "editables"],
        [*PIP, "--no-build-isolation", "-e", ".[dev]"],
        [f"{BIN}/ruff", "check"],
        [f"{BIN}/mypy"],
        PYTEST,
        [ORO, "plugins", "check"],
        [f"{BIN}/pip", "wheel", "--quiet", "--no-build-isolation", "--no-deps", "--wheel-dir", "/srv/out", "."],
    ]
    at_work(machine, "/srv/oro-echo", commands)
    [wheel] = machine.path("/srv/out").glob("*.whl")
    assert wheel.name.startswith("oro_echo-0.1.0-")
