"""Types of WIT as Python's and TypeScript's: any value of any type passes the host's checks, and is of its type."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oro_wasm.components import values, wit
from oro_wasm.components.hints import hint_of, parameters_of, result_of

from oro_framework.typescript.hints import Hints

from .test_values import TYPED, same

API = Path(__file__).resolve().parents[4] / "js-api"
OPTIONS = ("--strict", "--noEmit", "--target", "ES2022", "--types", "")


@pytest.fixture(scope="session")
def tsc() -> Path:
    """Install what js-api needs, and return its tsc."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not here, so there is no tsc")
    scripts = Path(__file__).resolve().parents[4] / "scripts" / "build_js.py"
    program = "import sys; sys.path.insert(0, sys.argv[1]); import build_js; build_js.install_node_modules()"
    subprocess.run([sys.executable, "-c", program, str(scripts.parent)], check=True)
    return API / "node_modules" / ".bin" / "tsc"


@given(TYPED)
def test_any_value_passes_the_checks_of_the_host_as_json(typed: tuple[wit.Type, Any]) -> None:
    kind, value = typed
    told = json.loads(json.dumps(values.as_json(kind, value)))
    checked = msgspec.convert(told, hint_of(kind), strict=False)
    assert same(values.taken(kind, msgspec.to_builtins(checked, builtin_types=(bytes,))), value)


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.large_base_example])
@given(st.lists(TYPED, min_size=10, max_size=20))
def test_any_value_as_json_is_of_its_type_in_typescript(
    tsc: Path, tmp_path: Path, several: list[tuple[wit.Type, Any]]
) -> None:
    hints = Hints()
    lines = [
        f"export const v{number}: {hints.text(hint_of(kind), 'wasm')} = {json.dumps(values.as_json(kind, value))}"
        for number, (kind, value) in enumerate(several)
    ]
    (tmp_path / "values.ts").write_text("\n".join([*hints.declarations(), *lines]))
    done = subprocess.run(
        [str(tsc), *OPTIONS, str(tmp_path / "values.ts")], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.stdout == ""


def test_parameters_are_named_as_pages_name_them_whatever_words_python_reserves() -> None:
    text = wit.Primitive("string")
    function = wit.Function("f", (wit.Field("from", text), wit.Field("the-rest", wit.Option(text))), wit.Result(text))
    kind = parameters_of(function)
    assert msgspec.convert({"from": "a"}, kind) == msgspec.convert({"from": "a", "theRest": None}, kind)
    with pytest.raises(msgspec.ValidationError, match="missing required field `from`"):
        msgspec.convert({"theRest": "a"}, kind)
    assert Hints().text(result_of(function), "wasm") == "string"
