"""The same scenario, run by node itself and by a page of every engine, gives the same transcript.

A scenario is a module in `differential/` that imports `node:` modules and writes with `transcript.js`.
"""

from __future__ import annotations

import difflib
import json
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from functools import cache
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


Outputs = Callable[[str], Mapping[Path, str]]


@pytest.fixture(scope="module")
def outputs_of_shared_app(
    request: pytest.FixtureRequest, oro_engines: Engines, tmp_path_factory: pytest.TempPathFactory
) -> Outputs:
    """Give what plays in an engine every scenario that is tested, once, in one app with a window for each."""
    items = [item for item in request.session.items if isinstance(item, pytest.Function) and item.path == request.path]
    played = [item.callspec.params for item in items if "outputs_of_shared_app" in item.fixturenames]

    @cache
    def outputs(engine: str) -> Mapping[Path, str]:
        scenarios = [HERE / str(each["name"]) for each in played if each["engine"] == engine]
        return in_pages(oro_engines, engine, scenarios, tmp_path_factory.mktemp(engine))

    return outputs


@cache
def in_node(scenario: Path) -> Sequence[str]:
    """Return what node writes."""
    command = ["node", "--no-deprecation", "--no-warnings", "--experimental-default-type=module", str(scenario)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return transcript(done.stdout)


def in_pages(run: Engines, engine: str, scenarios: Sequence[Path], app: Path) -> Mapping[Path, str]:
    """Return the output of each scenario of one folder; they share an app, and each has a first window of its own."""
    (app / "oro.toml").write_text(APP)
    (app / "index.html").write_text("<!doctype html><meta charset=utf-8><title>scenario</title>")
    return run.run_tests(engine, app, scenarios)


def transcript(output: str) -> list[str]:
    """Return the lines of the transcript among everything that was written."""
    return [line.removeprefix("transcript ") for line in output.splitlines() if line.startswith("transcript ")]


def check(expected: Sequence[str], output: str) -> None:
    """Fail with the lines that differ, or when the page did not come to its end."""
    actual = transcript(output)
    assert actual[-1:] == ["end"], f"the page wrote:\n{output[-4000:]}"
    different = list(difflib.unified_diff(expected, actual, "node", "page", n=0, lineterm=""))
    assert not different, "\n".join(line[:400] for line in different[:60])


@pytest.mark.webview
@pytest.mark.node20
@pytest.mark.parametrize("engine", engines())
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_page_does_what_node_does(name: str, engine: str, outputs_of_shared_app: Outputs) -> None:
    check(in_node(HERE / name), outputs_of_shared_app(engine)[HERE / name])


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
    (app := folder / f"app-{engine}").mkdir()
    scenario = folder / "generated.js"
    check(in_node(scenario), in_pages(oro_engines, engine, [scenario], app)[scenario])
