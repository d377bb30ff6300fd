"""The JSON schema of oro.toml takes what the host takes, and refuses what it warns of or refuses."""

from __future__ import annotations

import json
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from oro_framework.cli.schema.values import value_schema
from oro_framework.types import Setting

from .conftest import Answer

Oro = Callable[..., Answer]

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "oro_framework" / "oro.schema.json").read_text())
FILES = subprocess.run(["git", "ls-files", "*oro.toml"], cwd=ROOT, capture_output=True, text=True, check=True)
VALIDATOR = Draft202012Validator(SCHEMA)


def errors(text: str) -> list[str]:
    return [error.json_path for error in VALIDATOR.iter_errors(tomllib.loads(text))]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", FILES.stdout.split())
def test_every_configuration_of_this_repository_is_right(name: str) -> None:
    assert errors((ROOT / name).read_text()) == []


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("[window]\nwidht = 3", "$.window"),
        ("[window]\nwidth = true", "$.window.width"),
        ('[window]\nresizable = "maybe"', "$.window.resizable"),
        ("[linux.window]\nwidth = []", "$.linux.window.width"),
        ('[webview]\nstorage = "tape"', "$.webview.storage"),
        ('[webview.downloads]\nfolders = "x"', "$.webview.downloads"),
        ('[permissions]\ndefault = "perhaps"', "$.permissions.default"),
        ('[permissions.allow]\nfs = "perhaps"', "$.permissions.allow.fs"),
        ("[ipc]\ndeadline = -1", "$.ipc.deadline"),
        ("[udp]\nmax_sockets = 0", "$.udp.max_sockets"),
        ("[wasm.components]\ngreeter = 2020-02-02", "$.wasm.components.greeter"),
    ],
)
def test_a_mistake_is_found_where_it_is(text: str, where: str) -> None:
    assert where in errors(text)


@pytest.mark.parametrize(
    "text",
    [
        "window_width = 3",
        "[window]\nmin.width = 3",
        "[webview.node]\nglobals = false",
        '[webview.headers]\nX-Name = "value"',
        '[webview]\nheaders = ["X-Name: value"]',
        "[permissions]\nallow_camera = false",
        "[permissions.allow]\nof_another_plugin = true",
        '[of_an_app]\nanything = "goes"',
        '[env]\nDEPTH = 3\nNAME = "x"',
    ],
)
def test_every_way_to_write_a_setting_is_right(text: str) -> None:
    assert errors(text) == []


def level(value: Any) -> str:
    if value in ("low", "high"):
        return str(value)
    raise ValueError("one of low, high")


@pytest.mark.parametrize(
    ("kind", "schema"),
    [
        (bool, {"type": "boolean"}),
        (int, {"type": "integer"}),
        (float, {"type": "number"}),
        (str, {"type": "string"}),
        (dict, {"type": "object"}),
        (level, {"enum": ["low", "high"]}),
    ],
)
def test_a_type_says_what_it_takes(kind: Any, schema: dict[str, Any]) -> None:
    assert value_schema(Setting("x", kind, None, "")) == schema


def test_the_command_has_the_settings_and_permissions_of_an_app(oro: Oro, app: Path) -> None:
    schema = json.loads(oro("config", "--schema", "--app", str(app)).out)
    assert schema["$defs"]["sums"]["properties"]["limit"]["type"] == "integer"
    assert "sums" in schema["$defs"]["permissions.allow"]["properties"]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_a_new_app_lets_editors_find_it(oro: Oro, tmp_path: Path) -> None:
    oro("new", "made")
    line = (tmp_path / "made" / "oro.toml").read_text().splitlines()[0]
    assert json.loads((tmp_path / "made" / line.removeprefix("#:schema ")).read_text()) == SCHEMA
