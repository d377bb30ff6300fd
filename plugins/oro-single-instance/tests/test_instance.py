"""One process per app, with real processes: hand over, take over, and what is left of one that was killed."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_single_instance import launch, plugin
from oro_single_instance.claim import claim, endpoint
from oro_single_instance.message import LIMIT, Start, decode, encode

from oro_framework.errors import Busy, UsageError
from oro_framework.testing import open_host

BUNDLE = "org.example.instance"
APP = """
import json
from oro_framework import hookimpl

def say(**what):
    print(json.dumps(what), flush=True)

@hookimpl
def oro_started(host):
    say(started=list(host.arguments))

@hookimpl
def oro_event(event, host):
    if event.name == "applicationinstance":
        say(told=event.detail)
        if event.detail["argv"] == ["quit"]:
            host.quit(5)
"""


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "app.py").write_text(APP)
    (folder / "index.html").write_text("<!doctype html>")
    (folder / "oro.toml").write_text(
        f'meta.bundle_identifier = "{BUNDLE}"\nplugins.enabled = ["single-instance"]\nsingle_instance.enabled = true\n'
    )
    return folder


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state" / BUNDLE


class Started:
    """One start of the app, and the lines of JSON it prints."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def next(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline() or "null")

    def ended(self) -> int:
        return self.process.wait(60)


@contextmanager
def started(app: Path, *arguments: str, cwd: Path | None = None) -> Iterator[Started]:
    command = [sys.executable, "-m", "oro_framework.cli", "run", "--headless", str(app), *arguments]
    with subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield Started(process)
        finally:
            process.kill()


def test_a_second_start_hands_over_and_ends_with_0(app: Path, tmp_path: Path) -> None:
    with started(app, "first") as first:
        assert first.next() == {"started": ["first"]}
        with started(app, "a b", "ü", cwd=tmp_path) as second:
            assert second.ended() == 0
            assert second.next() is None
        assert first.next() == {"told": {"argv": ["a b", "ü"], "cwd": str(tmp_path)}}
        with started(app, "quit") as third:
            assert third.ended() == 0
        assert first.next()["told"]["argv"] == ["quit"]
        assert first.ended() == 5


def test_after_kill_9_the_next_start_is_the_app(app: Path, state: Path) -> None:
    with started(app) as first:
        assert first.next() == {"started": []}
        first.process.kill()
        first.ended()
    assert endpoint(state) is not None, "the killed one had no chance to tidy up"
    with started(app, "next") as second:
        assert second.next() == {"started": ["next"]}
        with started(app, "quit") as third:
            assert third.ended() == 0
        assert second.next()["told"]["argv"] == ["quit"]
        assert second.ended() == 5
    assert endpoint(state) is None


def test_of_many_starts_at_once_one_is_the_app(app: Path) -> None:
    with started(app, "0") as one, started(app, "1") as two, started(app, "2") as three, ThreadPoolExecutor() as pool:
        starts = [one, two, three]
        lines = list(pool.map(Started.next, starts))
        ((winner, first),) = [(start, line) for start, line in zip(starts, lines, strict=True) if line is not None]
        told = [winner.next()["told"]["argv"][0] for _ in range(2)]
        assert sorted([*told, *first["started"]]) == ["0", "1", "2"]
        assert [start.ended() for start in starts if start is not winner] == [0, 0]


def test_who_does_not_know_the_token_is_not_heard(app: Path, state: Path) -> None:
    with started(app) as first:
        assert first.next() == {"started": []}
        there = endpoint(state)
        assert there is not None
        assert (state / "instance.json").stat().st_mode & 0o77 == 0
        for line in (encode("wrong", Start(["x"], "/")), b"GET / HTTP/1.1\r\n\r\n", b"x" * (LIMIT + 1) + b"\n"):
            with socket.create_connection(("127.0.0.1", there.port), timeout=20) as connection, suppress(OSError):
                connection.sendall(line)
                assert connection.recv(100) == b""
        with started(app, "quit") as second:
            assert second.ended() == 0
        assert first.next()["told"]["argv"] == ["quit"], "nothing else was told"


def test_an_app_that_does_not_answer_is_told_of_and_not_doubled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "STARTING", 0.05)
    monkeypatch.setattr(launch, "ANSWERING", 0.05)
    held = claim(tmp_path)
    assert held is not None
    with pytest.raises(Busy, match="the app runs already, and does not answer"):
        launch.claim_or_hand_over(tmp_path, Start([], "/"))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        held.listen_at(silent.getsockname()[1])
        with pytest.raises(Busy):
            launch.claim_or_hand_over(tmp_path, Start([], "/"))
    held.release()
    again = launch.claim_or_hand_over(tmp_path, Start([], "/"))
    assert again is not None
    again.release()


def test_it_is_off_unless_asked_for(app: Path) -> None:
    toml = app / "oro.toml"
    toml.write_text(toml.read_text().replace("single_instance.enabled = true\n", ""))
    with started(app, "1") as first, started(app, "2") as second:
        assert first.next() == {"started": ["1"]}
        assert second.next() == {"started": ["2"]}


@pytest.mark.anyio
async def test_the_route_wants_the_permission() -> None:
    async with open_host(plugin) as host:
        (start,) = (await host.call("instance.starts")).data["starts"]
        assert start == {"argv": [], "cwd": str(Path.cwd())}
    async with open_host(plugin, settings={"permissions_allow_single_instance": False}) as host:
        assert (await host.call("instance.starts")).err["code"] == "ERR_DENIED"


@given(st.lists(st.text()), st.text(), st.text())
def test_a_start_comes_through_as_text(argv: list[str], cwd: str, token: str) -> None:
    start = decode(encode(token, Start(argv, cwd)), token)
    clean = [text.encode("utf-8", "replace").decode() for text in (*argv, cwd)]
    assert [*start.argv, start.cwd] == clean


@given(st.binary())
def test_any_line_gives_an_error_or_a_start(line: bytes) -> None:
    with suppress(UsageError):
        assert isinstance(decode(line, "token"), Start)


def test_what_is_too_long_is_refused() -> None:
    with pytest.raises(UsageError, match="Cannot hand over 1 arguments: they are longer than 1048576 bytes"):
        encode("token", Start(["x" * LIMIT], "/"))
