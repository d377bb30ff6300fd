"""`oro plugins prepare`, and the hook of hatchling, make what a wheel of a plugin has."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Answer

Oro = Callable[..., Answer]


@pytest.fixture
def made(oro: Oro, tmp_path: Path) -> Path:
    assert oro("new", "oro-echo", "--template", "plugin").code == 0
    return tmp_path / "oro-echo"


def prepare(folder: Path, **environment: str) -> dict[str, dict[str, object]]:
    command = [sys.executable, "-m", "oro_framework.cli", "plugins", "prepare", str(folder), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **environment})
    return {each["part"]: each for each in json.loads(done.stdout)}


def test_types_and_a_record_are_written(made: Path) -> None:
    found = prepare(made)
    assert all(each["made"] for each in found.values())
    assert (made / "oro_echo" / "dts" / "echo.d.ts").read_text() == (made / "oro_echo/js/echo.d.ts").read_text()
    record = json.loads((made / "oro_echo" / "plugin-record.json").read_text())
    assert record["services"] == {"echo": ["echo.greet"]}


def test_tsc_makes_types_of_the_comments(made: Path) -> None:
    (made / "oro_echo" / "js" / "echo.d.ts").unlink()
    modules = Path(__file__).resolve().parents[2] / "js-api" / "node_modules"
    (made / "node_modules").symlink_to(modules, target_is_directory=True)
    assert prepare(made)["oro_echo/dts"]["made"]
    written = (made / "oro_echo" / "dts" / "echo.d.ts").read_text()
    assert "function greet(name: string" in written
    assert "count: number" in written


def test_what_cannot_be_made_is_said_with_the_reason(made: Path) -> None:
    (made / "oro_echo" / "js" / "echo.d.ts").unlink()
    service = made / "oro_echo" / "service.py"
    service.write_text(service.read_text().replace("on_demand = True", "on_demand = False"))
    found = prepare(made, PATH=str(Path(sys.executable).parent))
    assert "service echo is not on_demand" in str(found["oro_echo/plugin-record.json"]["detail"])
    assert "write echo.d.ts beside the module" in str(found["oro_echo/dts"]["detail"])


def test_hatchling_puts_them_into_the_wheel(made: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*command, "--no-build-isolation", "--wheel-dir", str(made / "dist"), str(made)], check=True)
    [wheel] = (made / "dist").glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"oro_echo/dts/echo.d.ts", "oro_echo/plugin-record.json", "oro_echo/py.typed"} <= names


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "Cannot read"),
        ("[project", "Cannot read"),
        ('[project]\nname = "x"', "has no entry point"),
    ],
)
def test_a_folder_that_is_no_plugin_is_a_usage_error(text: str | None, message: str, oro: Oro, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "pyproject.toml").write_text(text)
    answer = oro("plugins", "prepare")
    assert answer.code == 2
    assert message in answer.err
