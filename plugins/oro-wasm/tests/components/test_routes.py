"""Components of an app as routes: called, checked, limited, stopped, and what they answer with."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
import trio
import wasmtime
from oro_wasm.components.declared import Component
from oro_wasm.service import Wasm

from oro_framework.hookspecs import hookimpl
from oro_framework.testing import OpenHost, open_host

from .texts import CALC, GREEDY, MODULE

pytestmark = pytest.mark.anyio

DOCS = """package demo:calc@1.0.0;
/// Shapes, and what is done to them.
interface plain-shapes {
  /// Doubles the number, and keeps the rest.
  shift: func(value: tuple<f64, string, u8>) -> tuple<f64, string, u8>;
}
world calc {
  /// Adds two numbers.
  ///
  /// It wraps around.
  export add: func(a: u32, the-other: u32) -> u32;
  export count: func() -> u32;
}
"""


@pytest.fixture(scope="module")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a cache folder that this file's tests share, so that a component is compiled once for all of them."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def cache(shared_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(shared_cache))


@asynccontextmanager
async def calc(text: str = CALC, **settings: Any) -> AsyncIterator[OpenHost]:
    files: dict[str, str | bytes] = {
        "extensions/calc.wasm": bytes(wasmtime.wat2wasm(text)),
        "extensions/calc.wit": DOCS,
    }
    given = {f"wasm_components_calc_{key}": value for key, value in settings.items()}
    async with open_host(installed=("wasm",), files=files, settings=given) as opened:
        yield opened


async def asked(opened: OpenHost, route: str, params: Mapping[str, Any]) -> Any:
    """Call a route with parameters as JSON; return the envelope."""
    headers = {"content-type": "application/json"}
    return (await opened.client.post(f"ipc://{route}", content=json.dumps(params), headers=headers)).json()


def processes(opened: OpenHost) -> list[int]:
    service = opened.host.service("wasm")
    assert isinstance(service, Wasm)
    return service.components.processes().get("calc", [])


async def test_functions_of_a_component_answer_pages() -> None:
    async with calc() as opened:
        assert (await opened.call("calc.add", a=2, theOther=3)).data == 5
        assert (await opened.call("calc.sameText", text="Zoë")).data == "Zoë"
        value = [1.5, "x", 7]
        assert (await asked(opened, "calc.plainShapes.shift", {"value": value}))["data"] == [3.0, "x", 7]
        assert (await asked(opened, "calc.plainShapes.shift", {"value": ["NaN", "x", 7]}))["data"] == ["NaN", "x", 7]


async def test_bytes_come_in_the_body_or_as_base64_and_are_answered_as_bytes() -> None:
    async with calc() as opened:
        assert (await opened.call("calc.sameBytes", b"\0\1\xff")).body == b"\0\1\xff"
        assert (await opened.call("calc.sameBytes", data="AAH/")).body == b"\0\1\xff"
        large = bytes(range(256)) * 400
        assert (await opened.call("calc.sameBytes", large[:40_000])).body == large[:40_000]
        err = (await opened.call("calc.sameBytes")).err
        assert "Expecting 'data' in parameters, as Base64, or bytes in the body" in err["message"]


@pytest.mark.parametrize(
    ("route", "params", "words"),
    [
        ("add", {"a": -1, "theOther": 1}, 'parameter "a" must be int >= 0'),
        ("add", {"a": 1}, "Expecting 'theOther' in parameters"),
        ("add", {"a": "x", "theOther": 1}, 'parameter "a" must be int >= 0'),
        ("sameBytes", {"data": "*"}, 'parameter "data" must be bytes as Base64'),
        ("plainShapes.shift", {"value": [1, "x", 300]}, "Expected `int` <= 255 - at `$[2]`"),
        ("plainShapes.shift", {"value": [1, "x"]}, "Expected `array` of length 3, got 2"),
    ],
)
async def test_parameters_are_checked_before_the_component_sees_them(
    route: str, params: Mapping[str, Any], words: str
) -> None:
    async with calc() as opened:
        err = (await asked(opened, f"calc.{route}", params))["err"]
        assert words in err["message"]
        assert (err["type"], processes(opened)) == ("TypeError", [])


async def test_an_error_of_a_component_is_an_error_with_its_payload() -> None:
    async with calc() as opened:
        assert (await opened.call("calc.check", n=9)).data == 9
        err = (await opened.call("calc.check", n=10)).err
        assert (err["message"], err["payload"]) == ('Cannot finish "calc.check": too large', "too large")
        assert err["code"] == "ERR_COMPONENT"


async def test_an_instance_keeps_its_state_until_it_traps() -> None:
    async with calc() as opened:
        assert [(await opened.call("calc.count")).data for _ in range(3)] == [1, 2, 3]
        before = processes(opened)
        err = (await opened.call("calc.fail")).err
        assert err["message"] == (
            'Cannot finish "calc.fail": wasm `unreachable` instruction executed, in inner_part called by fail_now'
        )
        assert (err["trap"], err["frames"]) == ("unreachable", ["inner_part", "fail_now"])
        assert (await opened.call("calc.count")).data == 1
        assert processes(opened) == before


async def test_a_call_has_a_new_instance_where_that_is_configured() -> None:
    async with calc(instance="call") as opened:
        assert [(await opened.call("calc.count")).data for _ in range(3)] == [1, 1, 1]
        assert len(processes(opened)) == 1


async def test_a_window_has_its_own_instance_where_that_is_configured() -> None:
    async with calc(instance="window") as opened:
        assert [(await opened.call("calc.count")).data for _ in range(2)] == [1, 2]
        service = opened.host.service("wasm")
        assert service is not None
        await service.release(opened.window)
        assert processes(opened) == []
        assert (await opened.call("calc.count")).data == 1


async def test_a_deadline_ends_a_function_that_never_ends() -> None:
    async with calc(timeout=1) as opened:
        assert (await opened.call("calc.count")).data == 1
        [before] = processes(opened)
        err = (await opened.call("calc.spin")).err
        assert (err["type"], processes(opened)) == ("TimeoutError", [])
        assert not psutil.pid_exists(before)
        assert (await opened.call("calc.count")).data == 1


async def test_a_page_that_goes_ends_a_function_that_never_ends() -> None:
    async with calc() as opened:
        assert (await opened.call("calc.count")).data == 1
        [before] = processes(opened)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(opened.call, "calc.spin")
            await trio.testing.wait_all_tasks_blocked()
            nursery.cancel_scope.cancel()
        with trio.fail_after(10):
            while psutil.pid_exists(before):  # its end is awaited by the host, not by the page
                await trio.lowlevel.checkpoint()
        assert (await opened.call("calc.count")).data == 1


async def test_calls_at_once_are_answered_one_after_another() -> None:
    async with calc() as opened:
        answers: list[int] = []

        async def count() -> None:
            answers.append((await opened.call("calc.count")).data)

        async with trio.open_nursery() as nursery:
            for _ in range(20):
                nursery.start_soon(count)
        assert sorted(answers) == list(range(1, 21))


async def test_fuel_and_memory_are_limited_as_configured() -> None:
    async with calc(fuel=10_000, memory=1 << 20) as opened:
        assert (await opened.call("calc.spin")).err["trap"] == "out-of-fuel"
        assert (await opened.call("calc.add", a=1, theOther=1)).data == 2
        assert (await opened.call("calc.grow")).data == -1
    async with calc() as opened:
        assert (await opened.call("calc.grow")).data == 1


async def test_clocks_that_are_not_granted_end_the_call_that_asks_for_them() -> None:
    async with calc(GREEDY) as opened:
        assert (await opened.call("calc.seconds")).data > 1_700_000_000
    async with calc(GREEDY, clocks=False) as opened:
        err = (await opened.call("calc.seconds")).err
        assert "wasi:clocks/wall-clock@0.2.0#now is not granted" in err["message"]


async def test_a_permission_of_its_own_is_asked_for() -> None:
    files = {"extensions/calc.wasm": bytes(wasmtime.wat2wasm(CALC))}
    denied = {"wasm_components_calc_permission": "sums", "permissions_allow_sums": False}
    async with open_host(installed=("wasm",), files=files, settings=denied) as opened:
        err = (await opened.call("calc.count")).err
        assert (err["type"], processes(opened)) == ("NotAllowedError", [])
        assert "permissions_allow_sums = false" in err["message"]
    async with calc() as opened:
        assert opened.host.routes["calc.add"].route.permission == "wasm"
        err = (await opened.client_of("https://example.org").get("ipc://calc.count")).json()["err"]
        assert err["type"] == "NotAllowedError"


async def test_comments_of_its_wit_are_the_reference_of_its_routes() -> None:
    async with calc() as opened:
        docs = {name: str(bound.route.handler.__doc__) for name, bound in opened.host.routes.items()}
        assert docs["calc.add"] == (
            "Adds two numbers.\n\nIt wraps around.\n\nWIT: `add: func(a: u32, the-other: u32) -> u32`"
        )
        assert docs["calc.plainshapes.shift"].startswith("Doubles the number, and keeps the rest.\n\n")
        assert docs["calc.count"] == "WIT: `count: func() -> u32`"


async def test_a_component_is_compiled_when_it_is_first_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    code = tmp_path / "oro-framework" / "wasm" / "code"
    async with calc() as opened:
        assert "calc.add" in opened.host.routes
        assert (code.exists(), processes(opened)) == (False, [])
        assert (await opened.call("calc.add", a=1, theOther=1)).data == 2
        assert [path.suffix for path in code.iterdir()] == [".component"]


async def test_comments_that_a_component_carries_are_the_reference_of_its_routes(tmp_path: Path) -> None:
    docs = b'\1{"interfaces": {"plain-shapes": {"funcs": {"shift": "Shifts."}}}}'
    section = bytes((12,)) + b"package-docs" + docs
    carrying = bytes(wasmtime.wat2wasm(CALC)) + bytes((0, len(section))) + section
    files = {"extensions/calc.wasm": carrying}
    async with open_host(installed=("wasm",), files=files) as opened:
        assert str(opened.host.routes["calc.plainshapes.shift"].route.handler.__doc__).startswith("Shifts.\n\nWIT: ")


async def test_a_file_that_changed_meanwhile_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    async with calc() as opened:
        (opened.host.root / "extensions" / "calc.wasm").write_bytes(bytes(wasmtime.wat2wasm(GREEDY)))
        for kept in (tmp_path / "oro-framework" / "wasm" / "code").glob("*"):
            kept.unlink()
        assert "the file has changed" in (await opened.call("calc.add", a=1, theOther=1)).err["message"]


async def test_what_is_no_component_is_named_in_the_log_and_left_out(caplog: pytest.LogCaptureFixture) -> None:
    files = {
        "extensions/plain.wasm": bytes(wasmtime.wat2wasm(MODULE)),
        "extensions/broken.wasm": b"\0asm\x0d\0\1\0garbage",
        "calc.wasm": bytes(wasmtime.wat2wasm(MODULE)),
    }
    settings = {"wasm_components_calc_path": "calc.wasm"}
    with caplog.at_level(logging.ERROR):
        async with open_host(installed=("wasm",), files=files, settings=settings) as opened:
            assert not [name for name in opened.host.routes if name.startswith(("plain.", "broken.", "calc."))]
    assert 'Cannot use component "broken"' in caplog.text
    assert "calc.wasm: it is a module, not a component" in caplog.text
    assert "oro-extension" in caplog.text
    assert '"plain"' not in caplog.text


class Package:
    """A plugin that brings a component."""

    name = "package"

    def __init__(self, path: Path) -> None:
        self._path = path

    @hookimpl
    def oro_wasm_components(self) -> list[Component]:
        return [Component(name="brought", path=self._path)]


async def test_an_installed_package_brings_components(tmp_path: Path) -> None:
    path = tmp_path / "tool.wasm"
    path.write_bytes(bytes(wasmtime.wat2wasm(CALC)))
    settings = {"wasm_components_brought_instance": "call"}
    async with open_host(Package(path), installed=("wasm",), settings=settings) as opened:
        assert (await opened.call("brought.add", a=1, theOther=2)).data == 3
        assert [(await opened.call("brought.count")).data for _ in range(2)] == [1, 1]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"calc_memory": "much"}, "[wasm.components.calc]: Expected `int`"),
        ({"calc_grants": 1}, "unknown field `grants`"),
        ({"calc_instance": "page"}, "Invalid enum value 'page'"),
        ({"other_network": True}, 'there is no "extensions/other.wasm" that is a component'),
        ({"Calc_network": True}, "small letters, digits and hyphens"),
    ],
)
async def test_a_table_that_is_wrong_is_said_at_the_start(
    settings: Mapping[str, Any], words: str, caplog: pytest.LogCaptureFixture
) -> None:
    files = {"extensions/calc.wasm": bytes(wasmtime.wat2wasm(CALC))}
    given = {f"wasm_components_{key}": value for key, value in settings.items()}
    async with open_host(installed=("wasm",), files=files, settings=given) as opened:
        assert "calc.add" not in opened.host.routes
    assert words in caplog.text
