"""Guests from Python."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trio
from oro_wasm.api import Guests, Limits, Trapped, guests_of
from oro_wasm.testing import ECHO, SPIN

from oro_framework.errors import TimedOut, TooLarge, Unsupported
from oro_framework.testing.host import open_host

pytestmark = pytest.mark.anyio


@pytest.fixture
async def guests(programs: Callable[[], Any]) -> Any:
    async with programs() as table:
        yield Guests(table)


async def test_a_program_is_run_to_its_end_with_its_input(guests: Guests, made: Callable[[str], Path]) -> None:
    data = bytes(range(256)) * 4096
    done = await guests.run(made(ECHO), input=data)
    assert (done.code, done.stdout, done.stderr) == (0, data, b"")


async def test_more_output_than_wanted_ends_the_program(guests: Guests, made: Callable[[str], Path]) -> None:
    with pytest.raises(TooLarge, match="over 1,000 bytes"):
        await guests.run(made(ECHO), input=bytes(5000), max_output=1000)


async def test_a_cancelled_run_ends_the_program(guests: Guests, made: Callable[[str], Path]) -> None:
    with trio.move_on_after(0.3) as scope:
        await guests.run(made(SPIN))
    assert scope.cancelled_caught


async def test_functions_answer_fail_and_time_out(guests: Guests, made: Callable[[str], Path]) -> None:
    module = made("""(module
      (func (export "half") (param f64) (result f64) (f64.div (local.get 0) (f64.const 2)))
      (func (export "both") (param i32) (result i32 i32) (local.get 0) (i32.const 1))
      (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
      (func (export "spin") (loop (br 0))))""")
    assert await guests.call(module, "half", 5) == 2.5
    assert await guests.call(module, "both", 7) == (7, 1)
    with pytest.raises(Trapped, match=r'Cannot finish "divide" of .*: integer divide by zero'):
        await guests.call(module, "divide", 1, 0)
    with pytest.raises(TimedOut, match=r"its 0\.05 s are over"):
        await guests.call(module, "spin", limits=Limits(timeout=0.05))


async def test_scripts_have_guests_of_their_own(made: Callable[[str], Path], monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    async with Guests() as guests:
        assert (await guests.run(made(ECHO), input=b"one")).stdout == b"one"


@pytest.mark.parametrize("thorough", [True, False], ids=["imported", "waiting for a first call"])
async def test_an_app_has_guests_before_a_page_asked_for_one(
    made: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, thorough: bool
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    async with open_host(installed=["wasm"], thorough=thorough) as app:
        guests = await guests_of(app.host)
        assert (await guests.run(made(ECHO), input=b"one")).stdout == b"one"
    async with open_host() as app:
        with pytest.raises(Unsupported, match="not active in this app"):
            await guests_of(app.host)
