"""How far a guest may go, and what is left of those that went too far: nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from oro_wasm.errors import CannotRun
from oro_wasm.guests.start import Limits

from .conftest import Guest
from .programs import HELLO, SUMS
from .test_streams import resident

MIB = 1 << 20


def test_a_memory_grows_to_its_limit(guest: Guest) -> None:
    limits = Limits(memory=MIB)
    assert guest(SUMS, "15", function="grow", limits=limits)[0].results == (1,)
    assert guest(SUMS, "16", function="grow", limits=limits)[0].results == (-1,)
    outcome, _ = guest(SUMS, function="grow until it fails", limits=limits)
    assert outcome.trap is not None
    assert outcome.trap.code == "unreachable"
    assert outcome.memory == 1 << 16  # and no step of 16 pages more


BOMB = """(module (memory (export "memory") 1)
  (func (export "_start")
    (loop $next
      (if (i32.eq (memory.grow (i32.const 16)) (i32.const -1)) (then unreachable))
      (memory.fill (i32.const 0) (i32.const 255) (i32.mul (memory.size) (i32.const 65536)))
      (br $next))))"""
GARBAGE = """(module
  (type $numbers (array (mut i64)))
  (type $lists (array (mut (ref null $numbers))))
  (func (export "_start") (local $lists (ref $lists)) (local $at i32)
    (local.set $lists (array.new_default $lists (i32.const 10000)))
    (loop $next
      (array.set $lists (local.get $lists) (local.get $at) (array.new_default $numbers (i32.const 100000)))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br $next))))"""


@pytest.mark.parametrize(("text", "code"), [(BOMB, "unreachable"), (GARBAGE, "error")])
def test_a_bomb_of_memory_takes_no_more_than_its_limit(text: str, code: str, guest: Guest) -> None:
    guest(HELLO)
    before = resident(os.getpid())
    outcome, _ = guest(text, limits=Limits(memory=32 * MIB))
    assert outcome.trap is not None
    assert outcome.trap.code == code
    assert resident(os.getpid()) - before < 16 * MIB  # all of it was given back


@pytest.mark.parametrize(
    ("text", "limits", "message"),
    [
        ("(memory 17)", Limits(memory=MIB), "its memory begins with 1114112 bytes, and it may have 1048576"),
        ("(memory i64 17)", Limits(memory=MIB), "its memory begins with 1114112 bytes, and it may have 1048576"),
        ("(memory 1)" * 17, Limits(), "it needs more memories than the 16 that a guest may have"),
        ("(table 1 funcref)" * 65, Limits(), "it needs more tables than the 64 that a guest may have"),
        ("(table 1001 funcref)", Limits(table=1000), "a table of it begins with 1001 elements, and it may have 1000"),
    ],
)
def test_what_begins_with_more_than_it_may_have_is_not_started(
    text: str, limits: Limits, message: str, guest: Guest
) -> None:
    with pytest.raises(CannotRun, match=message):
        guest(f'(module {text} (func (export "_start")))', limits=limits)


def test_memories_that_threads_share_are_refused(guest: Guest) -> None:
    with pytest.raises(CannotRun, match="threads"):
        guest('(module (memory 1 65536 shared) (func (export "_start")))')


def test_a_table_grows_to_its_limit(guest: Guest) -> None:
    text = """(module (table 1 funcref)
      (func (export "grow") (param i32) (result i32) (table.grow (ref.null func) (local.get 0))))"""
    assert guest(text, "999", function="grow", limits=Limits(table=1000))[0].results == (1,)
    assert guest(text, "1000", function="grow", limits=Limits(table=1000))[0].results == (-1,)


def test_instances_of_a_component_are_limited(guest: Guest) -> None:
    instances = "(core instance (instantiate $m))" * 1001
    with pytest.raises(CannotRun, match="it needs more instances than the 1000 that a guest may have"):
        guest(
            f"""(component (core module $m (func (export "f"))) {instances} (core instance $i (instantiate $m))
            (func (export "f") (canon lift (core func $i "f"))))""",
            function="f",
        )


@pytest.mark.parametrize("locals_", [0, 1000])
def test_recursion_ends_in_a_trap(locals_: int, guest: Guest) -> None:
    kept = "(local i64)" * locals_
    text = f'(module (func $f (export "f") (result i64) {kept} (i64.add (call $f) (i64.const 1))))'
    outcome, _ = guest(text, function="f")
    assert outcome.trap is not None
    assert outcome.trap.code == "stack-overflow"


def test_fuel_is_counted(guest: Guest) -> None:
    outcome, _ = guest(SUMS, "1", "2", function="add", limits=Limits(fuel=1000))
    assert (outcome.results, outcome.trap) == ((3,), None)
    assert outcome.fuel is not None
    assert 0 < outcome.fuel < 10
    outcome, _ = guest(SUMS, function="spin", limits=Limits(fuel=1000))
    assert outcome.trap is not None
    assert (outcome.trap.code, outcome.fuel) == ("out-of-fuel", 1000)


def test_a_module_of_100000_functions_runs(guest: Guest) -> None:
    functions = "".join(f"(func (result i32) (i32.const {number}))" for number in range(100_000))
    text = f'(module {functions} (func (export "last") (result i32) (call 99999)))'
    assert guest(text, function="last")[0].results == (99999,)


def test_1000_guests_leave_nothing(guest: Guest) -> None:
    for text, options in ((HELLO, {}), (SUMS, {"function": "fail"})):
        for _ in range(50):
            guest(text, **options)
        before = held()
        for _ in range(450):
            guest(text, **options)
        after = held()
        while after[1] > before[1]:  # the engine closes files in threads of its own, a moment later
            guest(text, **options)
            after = held()
        assert after[0] - before[0] <= 4  # the engine's own threads, which it starts as it needs them
        assert after[2] - before[2] < 4 * MIB


def held() -> tuple[int, int, int]:
    """Return the threads, descriptors and bytes of memory that this process has."""
    tasks, descriptors = (len(list(Path(f"/proc/self/{name}").iterdir())) for name in ("task", "fd"))
    return tasks, descriptors, resident(os.getpid())
