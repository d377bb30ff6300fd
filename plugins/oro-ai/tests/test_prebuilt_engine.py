"""The wheel of oro-llama computes what llama-cpp-python does; `make llama-wheel` makes it and runs these tests."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from oro_ai.testing.worker import Worker

from oro_framework.testing.waiting import until_in_thread

DIST = Path(__file__).resolve().parents[3] / "dist"
WHEELS = sorted(DIST.glob("oro_llama-*.whl"))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not WHEELS, reason="there is no wheel of oro-llama in dist/: `make llama-wheel` makes one"),
]

PROGRAM = """
import json, sys
from pathlib import Path
from oro_ai.bindings import required_bindings
from oro_ai.engine.job import Job, Piece, Sampling
from oro_ai.engine.placement import ALL_LAYERS, Placement
from oro_ai.grammar.schema import grammar_of
from oro_ai.llama.context import Context, Shape
from oro_ai.llama.generator import Generator
from oro_ai.llama.machine import machine
from oro_ai.llama.model import Model

path, *workers = sys.argv[1:]
model = Model(Path(path), Placement(layers=ALL_LAYERS if workers else 0, workers=workers))
generator = Generator(Context(model, Shape(cells=512)), pace=1.0, find=lambda id: None)
told = []
for grammar in ("", grammar_of({"type": "integer"})):
    sampling = Sampling(temperature=0, grammar=grammar)
    prompt = model.vocab.tokenize("Once upon a time, in a land far away,")
    generator.submit(Job(prompt=prompt, max_tokens=24, sink=told.append, sampling=sampling))
    while generator.step():
        pass
text = "".join(event.text for event in told if isinstance(event, Piece))
print(json.dumps({
    "text": text,
    "from": required_bindings().distribution,
    "variant": machine().variant,
    "features": machine().features,
    "numpy": "llama_cpp.llama" in sys.modules,
}))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with what is in the wheel."""
    folder = tmp_path_factory.mktemp("oro-llama")
    with zipfile.ZipFile(WHEELS[-1]) as wheel:
        wheel.extractall(folder)
    return folder


def surroundings(engine: str, folder: Path | None = None) -> dict[str, str]:
    """Return the environment, without a compiler on its path, of a process that computes with an engine."""
    environment = {"ORO_AI_LLM_ENGINE": engine, "PATH": ""}
    return environment if folder is None else {**environment, "PYTHONPATH": str(folder)}


def computed(model: Path, environment: Mapping[str, str], *workers: str) -> dict[str, Any]:
    """Return what another process computed."""
    command = [sys.executable, "-c", PROGRAM, str(model), *workers]
    environment = {**os.environ, **environment}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("name", ["random_model", "chat_model"])
def test_it_says_what_llama_cpp_python_says(name: str, installed: Path, request: pytest.FixtureRequest) -> None:
    model = request.getfixturevalue(name)
    ours = computed(model, surroundings("oro-llama", installed))
    theirs = computed(model, surroundings("llama-cpp-python"))
    assert (ours["from"], theirs["from"]) == ("oro-llama", "llama-cpp-python")
    assert ours["text"] == theirs["text"]
    assert ours["variant"]
    assert theirs["variant"] == ""


def test_a_variant_is_chosen_that_this_processor_can_run(installed: Path, random_model: Path) -> None:
    found = computed(random_model, surroundings("oro-llama", installed))
    cpu = Path("/proc/cpuinfo").read_text("utf-8")
    flags = set(re.findall(r"\w+", next(line for line in cpu.splitlines() if line.startswith("flags"))))
    assert {"AVX2", "FMA"} & set(found["features"]) == {name.upper() for name in ("avx2", "fma") if name in flags}
    assert "AMX_INT8" not in found["features"]


def test_its_workers_compute_what_it_computes_itself(installed: Path, random_model: Path) -> None:
    environment = surroundings("oro-llama", installed)
    worker = Worker(environment)
    try:
        until_in_thread(worker.answers)
        assert computed(random_model, environment, worker.place)["text"] == computed(random_model, environment)["text"]
        assert b"Accepted client connection" in worker.end()
    finally:
        worker.end()


def test_doctor_says_which_variant_computes(installed: Path) -> None:
    program = "from oro_ai.cli.findings import examine_models; print(*(found.detail for found in examine_models()))"
    environment = {**os.environ, **surroundings("oro-llama", installed)}
    command = [sys.executable, "-c", program]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=True).stdout
    assert re.search(r"oro-llama 0\.3\.\d+\S* computed a token in .* it uses [A-Z].*, by its variant \w+", said), said


def test_there_is_no_code_for_amx(installed: Path) -> None:
    for path in (installed / "oro_llama" / "llama_cpp" / "lib").glob("libggml-cpu-*.so"):
        assert b"ggml_backend_amx" not in path.read_bytes(), path.name
