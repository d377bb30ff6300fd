"""The same scenario, run by node itself and by a page of every engine, gives the same transcript.

A scenario is a module in `differential/` that imports `node:` modules and writes with `transcript.js`.
"""

from __future__ import annotations

import difflib
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from oro_framework.testing.engines import Engines, engines

HERE = Path(__file__).resolve().parent / "differential"
APP = '[meta]\nbundle_identifier = "org.example.differential"\n\n[plugins]\nenabled = ["node"]\n'
HOLDING = {"encrypted.js", "generated.js", "pairs.js", "transcript.js"}
"""Files that are no scenario by themselves."""
SCENARIOS = sorted(path.name for path in HERE.glob("*.js") if path.name not in HOLDING)


def in_node(scenario: Path) -> list[str]:
    """Return what node writes."""
    command = ["node", "--no-deprecation", "--no-warnings", "--experimental-default-type=module", str(scenario)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return transcript(done.stdout)


def in_page(run: Engines, engine: str, scenario: Path, folder: Path) -> list[str]:
    """Return what a page writes."""
    app = folder / f"app-{engine}"
    app.mkdir(exist_ok=True)
    (app / "oro.toml").write_text(APP)
    (app / "index.html").write_text("<!doctype html><meta charset=utf-8><title>scenario</title>")
    _, output = run.run(engine, app, "--test", str(scenario))
    lines = transcript(output)
    assert lines[-1:] == ["end"], f"the page wrote:\n{output[-4000:]}"
    return lines


def transcript(output: str) -> list[str]:
    """Return the lines of the transcript among everything that was written."""
    return [line.removeprefix("transcript ") for line in output.splitlines() if line.startswith("transcript ")]


def check(expected: list[str], actual: list[str]) -> None:
    """Fail with the lines that differ."""
    different = list(difflib.unified_diff(expected, actual, "node", "page", n=0, lineterm=""))
    assert not different, "\n".join(line[:400] for line in different[:60])


@pytest.mark.webview
@pytest.mark.node20
@pytest.mark.parametrize("engine", engines())
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_page_does_what_node_does(name: str, engine: str, oro_engines: Engines, tmp_path: Path) -> None:
    check(in_node(HERE / name), in_page(oro_engines, engine, HERE / name, tmp_path))


DATA = st.binary(max_size=300).map(list)
CASES = st.lists(
    st.fixed_dictionaries(
        {
            "data": DATA,
            "key": DATA,
            "iv": st.binary(min_size=1, max_size=40).map(list),
            "beside": DATA,
            "cuts": st.lists(st.integers(0, 300), max_size=5),
            "length": st.integers(1, 100),
            "iterations": st.integers(1, 5),
        }
    ),
    min_size=30,
    max_size=40,
)


@pytest.mark.webview
@pytest.mark.node20
@pytest.mark.slow
@pytest.mark.parametrize("engine", engines())
@settings(max_examples=2, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None)
@given(made=CASES)
def test_a_page_does_what_node_does_with_any_bytes_in_any_pieces(
    made: list[dict[str, object]], engine: str, oro_engines: Engines, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("generated")
    for name in ("generated.js", "transcript.js"):
        shutil.copy(HERE / name, folder)
    (folder / "cases.json").write_text(json.dumps(made), "utf-8")
    check(in_node(folder / "generated.js"), in_page(oro_engines, engine, folder / "generated.js", folder))
