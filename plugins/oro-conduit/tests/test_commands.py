"""`oro call`, `oro events` and `oro attach`, beside apps that run as processes of their own."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import psutil
import pytest
from oro_conduit.cli.arguments import parsed

from oro_framework.errors import UsageError
from oro_framework.testing import Engines, engines
from oro_framework.testing.waiting import PATIENCE, until_in_thread

TOML = """[meta]
bundle_identifier = "org.example.NAME"
[plugins]
enabled = ["conduit"]
"""
CODE = """
import sys
import trio
from oro_framework import Call, hookimpl, route
from oro_framework.types import ByteStream, Response

@route("notes.add")
def add(call: Call, text: str, times: int = 1) -> dict:
    call.host.emit("noted", {"text": text})
    return {"text": text * times, "who": call.origin}

@route("notes.size")
def size(call: Call) -> int:
    return len(call.body)

@route("notes.picture")
def picture(call: Call) -> Response:
    return Response(body=bytes(range(256)), headers=[("content-type", "image/png")])

@route("notes.waits")
async def waits(call: Call) -> None:
    print("SAID begun", file=sys.stderr, flush=True)
    try:
        await trio.sleep_forever()
    finally:
        print("SAID cancelled", file=sys.stderr, flush=True)

@hookimpl
def oro_routes(host):
    return [add, size, picture, waits]
"""


class Running:
    """An app that runs, and commands beside it."""

    def __init__(self, folder: Path, command: str, environment: Mapping[str, str], *arguments: str) -> None:
        self.environment = {**os.environ, **environment, "XDG_RUNTIME_DIR": str(folder), "NO_COLOR": "1"}
        self.environment["XDG_STATE_HOME"] = str(folder / "state")
        self.said = folder / "said"
        self._begun: list[subprocess.Popen[bytes]] = []
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "oro_framework.cli", command, str(folder / "app"), *arguments],
                env=self.environment, stdout=said, stderr=said,
            )  # fmt: skip

    def oro(self, *arguments: str, send: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "oro_framework.cli", *arguments],
            env=self.environment, input=send, capture_output=True, timeout=PATIENCE, check=False,
        )  # fmt: skip

    def text(self, *arguments: str) -> str:
        """Run a command that works; return its output."""
        done = self.oro(*arguments)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def error(self, *arguments: str) -> tuple[int, str]:
        """Run a command that fails; return its exit code and its message."""
        done = self.oro(*arguments)
        return done.returncode, done.stderr.decode().strip().removeprefix("error: ")

    def begin(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Begin a command, which ends with the app at the latest."""
        begun = subprocess.Popen(
            [sys.executable, "-m", "oro_framework.cli", *arguments],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self._begun.append(begun)
        return begun

    def wait(self, text: str) -> None:
        """Wait until the app has said something."""
        until_in_thread(lambda: text in self.said.read_text())

    def close(self) -> None:
        """End the app, and the commands that a test which failed left running."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(PATIENCE)
        finally:
            for process in (self.process, *self._begun):
                process.kill()
                process.communicate()


def written(folder: Path, name: str) -> Path:
    """Write an app; return the folder of its run."""
    app = folder / "app"
    app.mkdir(parents=True)
    (app / "oro.toml").write_text(TOML.replace("NAME", name))
    (app / "app.py").write_text(CODE)
    (app / "index.html").write_text("<!doctype html><title>notes</title>")
    return folder


@contextmanager
def running(
    folder: Path, *arguments: str, command: str = "dev", environment: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Run an app during the block; its commands are let in."""
    app = Running(folder, command, environment or {}, *arguments)
    try:
        keys = folder / "oro-framework" / "conduit"
        if command == "dev":
            until_in_thread(lambda: list(keys.glob("*.json")) or app.process.poll() is not None)
        assert app.process.poll() is None, app.said.read_text()
        yield app
    finally:
        app.close()
    assert list(keys.glob("*.json")) == [], "its key is gone with it"


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(written(tmp_path_factory.mktemp("one"), "notes"), "--headless", "--no-reload") as app:
        yield app


# -- arguments --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "key", "value"),
    [
        ("a=1", "a", "1"),
        ("version=1.10", "version", "1.10"),
        ("a=", "a", ""),
        ("a=b=c", "a", "b=c"),
        ('a="1"', "a", "1"),
        ('a="open', "a", '"open'),
        ("a:=1", "a", 1),
        ("a:=[1, null]", "a", [1, None]),
        ("a.b:={}", "a.b", {}),
        ("url=http://x", "url", "http://x"),
    ],
)
def test_words_are_parameters(word: str, key: str, value: object) -> None:
    assert parsed([word]).params == {key: value}


@pytest.mark.parametrize("words", [["a"], ["=1"], ["a:={"], ["a=1", "a=2"], ["@x", "@y"], [""], ["@"]])
def test_other_words_are_refused(words: list[str]) -> None:
    with pytest.raises(UsageError):
        parsed(words)


# -- oro call ---------------------------------------------------------------------------------------


def test_a_call_prints_texts_and_json(notes: Running) -> None:
    assert notes.text("call", "ping") == "pong\n"
    assert notes.text("call", "ping", "--json") == '"pong"\n'
    assert json.loads(notes.text("call", "notes.add", "text=ä b", "times:=2")) == {
        "text": "ä bä b", "who": "program oro",
    }  # fmt: skip


def test_bytes_go_both_ways(notes: Running, tmp_path: Path) -> None:
    assert notes.oro("call", "notes.picture").stdout == bytes(range(256))
    (tmp_path / "body").write_bytes(bytes(300_000))
    assert notes.text("call", "notes.size", f"@{tmp_path / 'body'}") == "300000\n"
    assert notes.oro("call", "notes.size", "@-", send=b"12345").stdout == b"5\n"
    assert "base64" in json.loads(notes.text("call", "notes.picture", "--json"))


def test_errors_are_those_of_oro(notes: Running) -> None:
    code, message = notes.error("call", "notes.ad")
    assert (code, message) == (
        1, 'Cannot call "notes.ad": no installed plugin has that route; did you mean "notes.add"?',
    )  # fmt: skip
    code, message = notes.error("call", "notes.add")
    assert (code, "text" in message) == (2, True)
    code, message = notes.error("call", "notes.add", "text")
    assert (code, message) == (2, 'Cannot use "text": expected key=value, key:=json or @file')
    code, message = notes.error("call", "--app", "org.example.note", "ping")
    assert code == 2
    assert 'did you mean "org.example.notes"?' in message


def test_an_app_is_named_by_bundle_folder_and_process(notes: Running) -> None:
    folder = notes.said.parent / "app"
    for name in ("org.example.notes", str(folder)):
        assert notes.text("call", "--app", name, "ping") == "pong\n"


def test_an_interrupted_call_is_cancelled_in_the_app(notes: Running) -> None:
    call = notes.begin("call", "notes.waits")
    notes.wait("SAID begun")
    call.send_signal(signal.SIGINT)
    out, err = call.communicate(timeout=PATIENCE)
    assert (call.returncode, out, err.strip()) == (130, b"", b"")
    notes.wait("SAID cancelled")


def test_the_shell_completes_routes(notes: Running) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from oro_framework.cli.main import cli; cli(prog_name='oro')"],
        env={**notes.environment, "_ORO_COMPLETE": "bash_complete", "COMP_WORDS": "oro call notes.", "COMP_CWORD": "2"},
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert [line.partition(",")[2] for line in done.stdout.split()] == [
        "notes.add", "notes.picture", "notes.size", "notes.waits",
    ]  # fmt: skip


# -- oro events -------------------------------------------------------------------------------------


def test_events_are_a_line_each_until_the_interrupt(notes: Running) -> None:
    follow = notes.begin("events", "note*")
    assert follow.stderr is not None
    assert follow.stdout is not None
    assert b"following note* of org.example.notes" in follow.stderr.readline()
    notes.text("call", "notes.add", "text=two\nlines")
    line = follow.stdout.readline().decode()
    assert re.fullmatch(r'\d\d:\d\d:\d\d\.\d\d\d  window 0  noted  \{"text": "two\\nlines"\}\n', line), line
    follow.send_signal(signal.SIGINT)
    out, err = follow.communicate(timeout=PATIENCE)
    assert (follow.returncode, out, err.strip()) == (130, b"", b"")


def test_events_are_json_for_programs(notes: Running) -> None:
    follow = notes.begin("events", "--json")
    assert follow.stdout is not None
    while follow.poll() is None and not select.select([follow.stdout], [], [], 0.2)[0]:
        notes.text("call", "notes.add", "text=x")
    event = json.loads(follow.stdout.readline())
    assert (event["name"], event["detail"], event["window"]) == ("noted", {"text": "x"}, 0)
    follow.stdout.close()
    while follow.poll() is None:
        notes.text("call", "notes.add", "text=x")
    assert follow.returncode == 1, "its output is not read any more"
    follow.communicate(timeout=PATIENCE)


# -- oro attach -------------------------------------------------------------------------------------


class Terminal:
    """`oro attach` in a terminal, during a block."""

    def __init__(self, app: Running) -> None:
        self._end, other = pty.openpty()
        environment = {**app.environment, "TERM": "dumb"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "oro_framework.cli", "attach"],
            env=environment, stdin=other, stdout=other, stderr=other, start_new_session=True,
            preexec_fn=_own_terminal,
        )  # fmt: skip
        os.close(other)
        self.seen = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._end)

    def type(self, text: str) -> None:
        """Type a text."""
        self.seen = ""
        os.write(self._end, text.encode())

    def wait(self, pattern: str) -> str:
        """Read until what is shown matches; return what was shown."""
        deadline = time.monotonic() + PATIENCE
        while not re.search(pattern, self.seen):
            assert time.monotonic() < deadline, self.seen
            if select.select([self._end], [], [], 1.0)[0]:
                try:
                    self.seen += os.read(self._end, 65536).decode()
                except OSError:
                    break
        assert re.search(pattern, self.seen), self.seen
        return self.seen

    def rest(self) -> None:
        """Wait until the process sleeps: readline does not notice a Ctrl+C that comes while it handles another key."""
        until_in_thread(lambda: psutil.Process(self.process.pid).status() == psutil.STATUS_SLEEPING)

    def interrupt(self) -> None:
        """Type Ctrl+C, and read until the next prompt."""
        self.type("\x03")
        self.wait(r"KeyboardInterrupt\r\n>>> ")

    def end(self) -> int:
        """End the prompt by Ctrl+D; return its exit code."""
        self.type("\x04")
        return self.process.wait(PATIENCE)


def _own_terminal() -> None:
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def test_a_prompt_awaits_and_completes(notes: Running) -> None:
    with Terminal(notes) as terminal:
        terminal.wait(r"org\.example\.notes, process \d+: \d+ routes[^$]*>>> ")
        terminal.type('await call("ping")\n')
        terminal.wait(r"'pong'\r\n>>> ")
        terminal.type("x = await windows()\n")
        terminal.wait(">>> ")
        terminal.type("x[0]['url'], y if (y := 2) else 1\n")
        terminal.wait(r"\('oro://org\.example\.notes/index\.html', 2\)\r\n>>> ")
        terminal.type('await call("notes.pi\t')
        terminal.wait("notes.picture")
        terminal.type("); 7\n")
        terminal.wait(r"7\r\n>>> ")
        terminal.type('await call("notes.nope")\n')
        terminal.wait(r'NoRoute: Cannot call "notes\.nope"[^\n]*\r\n>>> ')
        assert terminal.end() == 0
    history = notes.said.parent / "state" / "oro-framework" / "attach-history"
    assert 'await call("ping")' in history.read_text()
    assert history.stat().st_mode & 0o077 == 0


def test_a_prompt_is_interrupted(notes: Running) -> None:
    with Terminal(notes) as terminal:
        terminal.wait(">>> ")
        cancelled = notes.said.read_text().count("SAID cancelled")
        terminal.type('await call("notes.waits")\n')
        until_in_thread(lambda: notes.said.read_text().count("SAID begun") > cancelled)
        terminal.rest()
        terminal.interrupt()
        until_in_thread(lambda: notes.said.read_text().count("SAID cancelled") > cancelled)
        terminal.type('from itertools import count\nfor n in count():\n    if not n: print("turns")\n\n')
        terminal.wait(r"\nturns\r\n")
        terminal.interrupt()
        terminal.type("half a line")
        terminal.wait("half a line")
        terminal.rest()
        terminal.interrupt()
        terminal.type('await call("ping")\n')
        terminal.wait(r"'pong'\r\n>>> ")
        assert terminal.end() == 0


def test_a_prompt_runs_what_is_piped_into_it(notes: Running) -> None:
    script = b'print(await call("ping"))\nfor n in range(2):\n    print(await call("notes.size", b"x" * n))\n\n1/0\n'
    done = notes.oro("attach", send=script)
    assert (done.returncode, done.stdout) == (0, b"pong\n0\n1\n")
    assert b"ZeroDivisionError" in done.stderr


# -- which app --------------------------------------------------------------------------------------


def test_without_an_app_it_says_how_to_begin_one(tmp_path: Path) -> None:
    with running(written(tmp_path, "plain"), "--headless", command="run") as app:
        app.wait("runs without a window")
        for command in (("call", "ping"), ("events",), ("attach",)):
            code, message = app.error(*command)
            assert code == 1
            assert message.startswith("Cannot reach an app: ")
            assert re.search(rf"\b{app.process.pid}\b", message), "it names the process under plain oro run"
            assert "conduit_attach=true" in message
            assert "oro dev APP" in message


def test_a_setting_lets_commands_in_under_oro_run(tmp_path: Path) -> None:
    arguments = ("--headless", "--set", "conduit_attach=true")
    with running(written(tmp_path, "allowed"), *arguments, command="run") as app:
        until_in_thread(lambda: list((tmp_path / "oro-framework" / "conduit").glob("*.json")))
        assert app.text("call", "ping") == "pong\n"


def test_of_several_apps_one_is_named(notes: Running, tmp_path: Path) -> None:
    folder = written(tmp_path, "second")
    here = Path(notes.environment["XDG_RUNTIME_DIR"])
    other = subprocess.Popen(
        [sys.executable, "-m", "oro_framework.cli", "dev", str(folder / "app"), "--headless", "--no-reload"],
        env=notes.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until_in_thread(lambda: len(list((here / "oro-framework" / "conduit").glob("*.json"))) == 2)
        code, message = notes.error("call", "ping")
        assert code == 2
        assert "name one by --app: " in message
        assert "org.example.notes (process" in message
        assert "org.example.second (process" in message
        assert notes.text("call", "--app", "org.example.second", "ping") == "pong\n"
    finally:
        other.send_signal(signal.SIGINT)
        other.wait(PATIENCE)


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_an_app_in_an_engine_is_called(engine: str, oro_engines: Engines, tmp_path: Path) -> None:
    environment = oro_engines.environment(engine)
    with running(written(tmp_path, engine), "--backend", engine, environment=environment) as app:
        assert app.text("call", "ping") == "pong\n"
        follow = app.begin("events", "--json", "noted")
        assert follow.stdout is not None
        while not select.select([follow.stdout], [], [], 0.2)[0]:
            app.text("call", "notes.add", "text=x")
        assert json.loads(follow.stdout.readline())["name"] == "noted"
        follow.send_signal(signal.SIGINT)
        follow.communicate(timeout=PATIENCE)


def test_events_go_on_after_a_restart_of_oro_dev(tmp_path: Path) -> None:
    with running(written(tmp_path, "again"), "--headless") as app:
        follow = app.begin("events", "noted")
        assert follow.stdout is not None
        assert follow.stderr is not None
        assert b"following" in follow.stderr.readline()
        keys = tmp_path / "oro-framework" / "conduit"
        before = set(keys.glob("*.json"))
        (tmp_path / "app" / "app.py").write_text(CODE + "\n# changed\n")
        until_in_thread(lambda: set(keys.glob("*.json")) - before)
        while not select.select([follow.stdout], [], [], 0.2)[0]:
            assert follow.poll() is None, follow.stderr.read()
            app.oro("call", "notes.add", "text=x")
        assert b"noted" in follow.stdout.readline()
        follow.send_signal(signal.SIGINT)
        follow.communicate(timeout=PATIENCE)


def test_the_program_of_the_how_to_calls_and_follows(notes: Running, tmp_path: Path) -> None:
    page = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "call-an-app-from-a-program.md"
    code = re.findall(r"```\{code-block\} python\n:caption: beside\.py\n\n(.*?)```", page.read_text(), re.DOTALL)[0]
    (tmp_path / "beside.py").write_text(code.replace("com.example.notes", "org.example.notes"))
    program = subprocess.Popen(
        [sys.executable, "-u", str(tmp_path / "beside.py")], env=notes.environment, stdout=subprocess.PIPE
    )
    assert program.stdout is not None
    assert program.stdout.readline() == b"{'text': 'milk', 'who': 'program oro'}\n"
    while not select.select([program.stdout], [], [], 0.2)[0]:
        notes.text("call", "notes.add", "text=bread")
    assert program.stdout.readline() == b"noted {'text': 'bread'}\n"
    program.kill()
    program.communicate(timeout=PATIENCE)
