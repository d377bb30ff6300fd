"""Programs in each language, built by the real tools and run: arguments, environment, files, clocks, random, input."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from oro_wasm.builds.languages import Languages
from oro_wasm.guests.start import Directory, Grants
from oro_wasm.languages.shipped import SHIPPED

pytestmark = pytest.mark.anyio

PROGRAMS = Path(__file__).parent / "programs"
TOURS = {"c": "tour.c", "cpp": "tour.cpp", "zig": "tour.zig", "go": "tour.go"}
TOUR = """\
argument one
argument two words
environment hello
clock goes
random differs
read first
read second
"""


@pytest.mark.parametrize("language", TOURS)
async def test_a_program_reaches_what_it_is_granted(language: str, tmp_path: Path, build: Any, run_module: Any) -> None:
    source = Path(shutil.copy(PROGRAMS / TOURS[language], tmp_path))
    result = await build(source)
    assert result.language == language
    assert result.module == tmp_path / "out" / "tour.wasm"
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "in.txt").write_text("tale\n")
    data = Directory(host=str(tmp_path / "data"), guest="/data", writable=True)
    grants = Grants(directories=(data,), env={"GREETING": "hello"})
    ran = run_module(result.module, "one", "two words", lines=["first", "second"], grants=grants)
    assert (ran.outcome.code, ran.output, ran.errors) == (7, TOUR, "done\n")
    assert (tmp_path / "data" / "out.txt").read_text() == "written tale\n"


@pytest.mark.parametrize("language", TOURS)
async def test_its_template_builds_and_runs(language: str, tmp_path: Path, build: Any, run_module: Any) -> None:
    project = tmp_path / "hello-there"
    project.mkdir()
    languages = Languages([("wasm", SHIPPED)])
    for name, text in languages.named(language).template("hello-there").items():
        (project / name).write_text(text)
    assert languages.detect(project).language.info.name == language
    result = await build(project)
    title = languages.named(language).info.title
    assert run_module(result.module).output == f"Hello from {title}, world!\n"
    assert run_module(result.module, "you").output == f"Hello from {title}, you!\n"
    if language != "go":
        assert run_module(result.module, 2, 3, function="add").outcome.results == (5,)
