"""llama.cpp's code for matrix units (AMX), which ends the process where the system lets it: nothing of ours runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from oro_ai.testing import write_model
from oro_ai.testing.bare import bare

PROGRAM = """
import sys
from pathlib import Path
from oro_ai.engine.job import Done, Job
from oro_ai.llama.context import Context, Shape
from oro_ai.llama.generator import Generator
from oro_ai.llama.model import Model

told = []
model = Model(Path(sys.argv[1]))
generator = Generator(Context(model, Shape(cells=64)), pace=1.0, find=lambda id: None)
generator.submit(Job(prompt=[5, 6, 7], max_tokens=2, sink=told.append, ignore_end=True))
while generator.step():
    pass
assert isinstance(told[-1], Done), told
"""


def test_a_quantised_model_answers_a_prompt_of_several_tokens(tmp_path: Path) -> None:
    path = write_model(tmp_path / "quantised.gguf", quantise=True)
    found = subprocess.run([sys.executable, "-c", PROGRAM, str(path)], capture_output=True, text=True, check=False)
    assert found.returncode == 0, (found.returncode, found.stderr)


def test_what_is_compared_with_is_loaded_as_ours_are(tmp_path: Path) -> None:
    theirs = bare(write_model(tmp_path / "quantised.gguf", quantise=True), n_ctx=64)
    (said,) = theirs.create_completion([5, 6, 7], max_tokens=2, temperature=0)["choices"]
    assert said["finish_reason"] in ("length", "stop")
    theirs.close()
