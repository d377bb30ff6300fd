"""Names that pages expose, the turn of a program's functions, and where its windows are."""

from __future__ import annotations

import threading
from pathlib import Path

import oro_eel as eel
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_eel import plugin
from oro_eel.exposed_names import names_in, names_of
from oro_eel.geometry import Geometry, path_of
from oro_eel.program import Program, plain
from oro_eel.starting import engine_of
from oro_eel.turn import Turn

from oro_framework.testing import open_host

NAME = st.from_regex(r"[A-Za-z_$][\w$]{0,9}", fullmatch=True)


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ("eel.expose(greet)", ["greet"]),
        ("eel.expose( greet );", ["greet"]),
        ("eel . expose(greet, 'welcome')", ["welcome"]),
        ("eel.expose(x => x + ')', \"add\")", ["add"]),
        ("eel.expose(function greet (name, again) { return [name, `)`] })", ["greet"]),
        ("window.eel.expose(async function later() {}, 'sooner')", ["sooner"]),
        ("eel.expose(greet); eel.expose(ask)", ["greet", "ask"]),
        ("eel.exposed(greet)", []),
        ("eel.expose(() => 1)", []),
        ("eel.expose(greet", ["greet"]),
    ],
)
def test_names_are_found_in_scripts(script: str, names: list[str]) -> None:
    assert list(names_of(script)) == names


@given(st.text(), NAME, st.sampled_from(["eel.expose({})", "eel.expose(f, '{}')", "eel.expose(function {}() {{}})"]))
def test_a_name_is_found_after_any_text(before: str, name: str, call: str) -> None:
    assert list(names_of(f"{before} {call.format(name)}"))[-1:] == [name]


def test_only_files_of_some_endings_are_searched(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.js").write_text("eel.expose(a)")
    (tmp_path / "b.bin").write_text("eel.expose(b)")
    (tmp_path / "c.html").write_bytes(b"\xff eel.expose(c)")
    assert names_in(tmp_path, (".js", ".html")) == {"a", "c"}


@given(st.integers(1, 6), st.integers(1, 4))
def test_functions_run_one_at_a_time_in_order(functions: int, rounds: int) -> None:
    program, order = Program(), []
    inside = threading.Lock()

    def run(name: int) -> None:
        for _ in range(rounds):
            assert inside.acquire(blocking=False)
            order.append(name)
            inside.release()
            with program.turn.given():
                pass

    program.turn.take()
    tasks = [program.spawn(run, name) for name in range(functions)]
    assert order == []
    for task in tasks:
        task.join()
        assert task.successful()
    assert order[:functions] == list(range(functions))
    assert len(order) == functions * rounds


def test_a_turn_that_is_not_held_is_not_given() -> None:
    turn = Turn()
    turn.give()
    with turn.given():
        turn.take()
        turn.give()
    turn.take()


def test_what_a_function_returned_or_raised_is_kept() -> None:
    program = Program()
    assert program.spawn(lambda: 3).get() == 3
    with pytest.raises(ZeroDivisionError):
        program.spawn(lambda: 1 / 0).get()
    waiting = threading.Event()
    task = program.spawn(lambda: program.wait(waiting, 20))
    with pytest.raises(TimeoutError):
        task.get(block=False)
    waiting.set()
    assert task.get() is True


def test_sleep_ends_with_the_app() -> None:
    program = Program()
    program.ended.set()
    with pytest.raises(SystemExit):
        program.sleep(60)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists) | st.builds(object))
def test_what_json_cannot_have_is_null(value: object) -> None:
    assert plain(value) == (None if type(value) is object else value)


def test_pages_have_sizes_and_places_of_their_own() -> None:
    geometry = Geometry(default_size=(5, 6), pages={"a.html": {"size": (1, 2)}, "b.html": {"position": (3, 4)}})
    assert [geometry.size(page) for page in ("a.html", "b.html", "c.html")] == [(1, 2), None, (5, 6)]
    assert [geometry.position(page) for page in ("a.html", "b.html", "c.html")] == [None, (3, 4), None]
    assert path_of("a b.html?x=1") == "/a%20b.html?x=1"
    assert path_of("/") == "/"


def test_modes_name_engines_or_browsers() -> None:
    assert [engine_of(mode) for mode in ("gtk", "webkit", "qt", "chromium", "chrome")] == [
        "gtk",
        "gtk",
        "qt",
        "qt",
        None,
    ]
    with pytest.raises(ValueError, match="the app would have no window"):
        engine_of(None)


def test_what_has_no_meaning_is_refused() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
        eel.start("main.html", colour="red")
    with pytest.raises(ValueError, match="name a page in the folder"):
        eel.start("http://localhost:3000/")
    with pytest.raises(AttributeError, match="no page exposes a function nowhere"):
        eel.nowhere()
    with pytest.raises(FileNotFoundError, match="there is no such folder"):
        eel.init("nowhere")


@pytest.mark.anyio
async def test_an_app_that_eel_did_not_start_has_no_script() -> None:
    async with open_host(plugin) as host:
        answer = await host.client.get("/eel.js")
        assert (answer.status_code, answer.text) == (404, "This app was not started by eel.start()")
        assert (await host.call("eel.call", id="1", name="none", args="[]")).status == 404
        assert (await host.call("eel.answer", id=1, value="{")).err["code"] == "ERR_INVALID_ARG"
        assert (await host.call("eel.answer", id=1, value='"text"')).status == 200


@pytest.mark.anyio
async def test_the_permission_is_needed() -> None:
    async with open_host(plugin, settings={"permissions_allow_eel": False}) as host:
        assert (await host.call("eel.call", id="1", name="none", args="[]")).status == 403
