"""Python: components and programs by the real componentize-py, and scripts on CPython compiled to WASI."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st
from oro_wasm.analysis.component import read_component
from oro_wasm.builds.build import Diagnostic
from oro_wasm.errors import BuildError, CannotRun
from oro_wasm.guests.start import Directory, Grants
from oro_wasm.languages.python.language import Python
from oro_wasm.languages.python.messages import diagnostics_of_python
from oro_wasm.languages.python.sources import Module, imported_names, sources_text
from oro_wasm.languages.scripts import start_of

from .conftest import Builds, Running, Write

PYTHON = Python()
PROGRAM = """
import sys, decimal
from helper import shout
import os
print(shout("hello"), sys.argv[1:], __name__, os.environ.get("GREETING"), decimal.Decimal(1) / 4)
for line in sys.stdin:
    print("> " + line, end="")
if sys.argv[1:] == ["fail"]:
    raise ValueError("no ä")
sys.exit(5)
"""
HELPER = "def shout(text):\n    return text.upper()\nprint('helper runs')\n"
WIT = "package local:demo;\nworld demo { export greet: func(name: string) -> string; }\n"
COMPONENT = """
import wit_world
class WitWorld(wit_world.WitWorld):
    def greet(self, name: str) -> str:
        return f"hello {name}"
"""


def silent(kind: str, text: str) -> None:
    """Report nothing."""


@pytest.mark.slow
def test_a_program_is_a_component(write: Write, builds: Builds, run_module: Running) -> None:
    template = PYTHON.template("greeter")
    program = f"import greeting\ngreeting.main(){PROGRAM}"
    project = write({**template, "app.py": program, "greeting.py": template["app.py"], "helper.py": HELPER})
    built = builds(PYTHON, project)
    ran = run_module(built.module, "a", said="x\ny", name="hi")
    assert ran.out == "Hello, a!\nhelper runs\nHELLO ['a'] __main__ hi 0.25\n> x\n> y"
    assert (ran.code, ran.err) == (5, "")
    ran = run_module(built.module, "fail")
    assert ran.code == 1
    assert ran.err.startswith('Traceback (most recent call last):\n  File "app.py", line 10, in <module>\n')
    assert ran.err.endswith("ValueError: no ä\n")
    assert builds(PYTHON, project).cached


@pytest.mark.slow
def test_a_world_becomes_a_component(write: Write, builds: Builds) -> None:
    built = builds(PYTHON, write({"app.py": COMPONENT, "wit/demo.wit": WIT}), component=True)
    component = read_component(built.module.read_bytes())
    assert "greet" in [each.name for each in component.exports]


def test_errors_name_file_and_line(write: Write, builds: Builds) -> None:
    project = write({"app.py": "import helper\n", "helper.py": "x = 1\ndef wrong(:\n", "wit/demo.wit": WIT})
    error = builds.failure(PYTHON, project)
    assert error.diagnostics == (Diagnostic(file="helper.py", line=2, text="SyntaxError: invalid syntax"),)
    (project / "wit" / "demo.wit").write_text("package local:demo;\n\nworld {}\n")
    (diagnostic,) = builds.failure(PYTHON, project).diagnostics
    assert (diagnostic.file, diagnostic.line) == ("wit/demo.wit", 3)


def test_what_cannot_be_built_says_why(write: Write, builds: Builds) -> None:
    project = write({"pyproject.toml": '[tool.oro-wasm]\nentry = "gone.py"\n'})
    with pytest.raises(BuildError, match=r"no gone\.py; name the entry file in pyproject\.toml"):
        PYTHON.validate_project(project)
    (project / "pyproject.toml").write_text("[")
    with pytest.raises(BuildError, match=r"Cannot read .*; correct it"):
        PYTHON.validate_project(project)
    (project / "pyproject.toml").unlink()
    (project / "app.py").write_bytes(b"print('\xff')\n")
    assert "is not UTF-8" in str(builds.failure(PYTHON, project))


@pytest.mark.slow
def test_a_script_runs_without_a_build(write: Write, running: Running) -> None:
    folder = write({"tool.py": PROGRAM.replace("decimal.Decimal(1) / 4", "sys.version_info[:2]"), "helper.py": HELPER})
    start = trio.run(lambda: start_of(folder / "tool.py", ("a",), report=silent))
    ran = running(start, "x\n")
    assert ran.out == "helper runs\nHELLO ['a'] __main__ None (3, 12)\n> x\n"
    assert ran.code == 5
    write({"tool.py": "import os\nprint(os.listdir('/more'))\nopen('/script/new', 'w')\n"})
    more = Directory(host=os.fspath(folder.parent), guest="/more")
    start = trio.run(lambda: start_of(folder / "tool.py", report=silent, grants=Grants(directories=(more,))))
    ran = running(start)
    assert "project" in ran.out
    assert ran.code == 1
    assert ran.err.splitlines()[-1].startswith("PermissionError")
    assert not (folder / "new").exists()


def test_a_script_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="there is no such file"):
        trio.run(lambda: start_of(tmp_path / "gone.py", report=silent))


def test_imports_are_found_wherever_they_are_written() -> None:
    text = "import a.b as c\nfrom d import e\nfrom . import f\ntry:\n    import own.g\nexcept ImportError: pass\n"
    modules = {"own": Module(file="own.py", package=False, text=text)}
    assert imported_names(modules) == ["a.b", "d", "d.e"]
    assert imported_names({"own": Module(file="own.py", package=False, text="def (")}) == []


@given(st.text())
def test_sources_come_back_as_they_were(text: str) -> None:
    main = Module(file="app.py", package=False, text=text)
    told: dict[str, object] = {}
    exec(sources_text(main, {"x": main}), told)
    assert told["TEXT"] == text
    assert told["MODULES"] == {"x": ("app.py", False, text)}


@given(st.lists(st.text()))
def test_any_output_gives_messages(lines: list[str]) -> None:
    assert len(diagnostics_of_python(lines, Path("/project"))) <= 1
