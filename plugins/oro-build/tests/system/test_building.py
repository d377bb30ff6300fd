"""The system flavour, run by this system's own Python."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from oro_build.built import Flavour
from oro_build.errors import BuildError
from oro_build.planning.plan import Plan
from oro_build.system import building
from oro_build.system.building import build_for_system
from oro_build.testing import is_systems_python, system_plan

TOML = """
[meta]
bundle_identifier = "org.example.tea"
version = "1.0"

[plugins]
enabled = ["timers"]
"""
PROGRAM = """
import sys

from oro_framework import hookimpl


@hookimpl
def oro_started(host):
    print("started", sys.version_info[:2], sys.flags.isolated, sorted(host.plugins.infos), flush=True)
    host.quit()
"""


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[Plan]:
    """Give the plan of an app."""
    files = {"oro.toml": TOML, "index.html": "<h1>Tea</h1>", "app.py": PROGRAM}
    with system_plan(tmp_path / "tea", files) as made:
        yield made


@pytest.mark.slow
def test_an_app_runs_on_the_system_s_python(plan: Plan, tmp_path: Path) -> None:
    if not is_systems_python():
        pytest.skip("the system has no Python, or one of another version than this environment")
    built = build_for_system(plan, tmp_path / "out")
    assert built.flavour is Flavour.SYSTEM
    assert {"python3-gi", "gir1.2-webkit2-4.1"} <= set(built.requirements)
    assert f"python3 (<< 3.{sys.version_info[1] + 1})" in built.requirements, "msgspec is compiled for one"
    assert "pygobject" not in {each.name.lower() for each in built.components}
    done = subprocess.run(
        [built.folder / built.program, "--oro-headless"],
        capture_output=True,
        text=True,
        cwd="/",
        timeout=60,
        check=True,
    )
    assert done.stdout.startswith(f"started ({sys.version_info[0]}, {sys.version_info[1]}) 1 ")
    assert "timers" in done.stdout
    assert not list(built.folder.rglob("__pycache__")), "a start writes nothing beside the app"


def test_another_engine_has_no_system_flavour(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="its engine is WebKitGTK"):
        build_for_system(replace(plan, engine="qt"), tmp_path / "out")


def test_another_python_is_named(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "run_tool", lambda command, purpose: "3 2\n")
    monkeypatch.setattr(building, "_PYTHON", Path(sys.executable))
    with pytest.raises(BuildError, match=r"and the system 3\.2"):
        build_for_system(plan, tmp_path / "out")
