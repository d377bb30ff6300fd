"""Real signals to a real app: it ends in order or goes on, whatever its pages once listened to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from oro_framework.testing import PATIENCE

APP = Path(__file__).parent / "signalled" / "app.py"
HARMLESS = ["SIGCHLD", "SIGWINCH", "SIGCONT", "SIGURG"]


class App:
    """The app, and what it says."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def until(self, wanted: str) -> list[str]:
        """Return what it says before a line."""
        assert self.process.stdout is not None
        said: list[str] = []
        for line in self.process.stdout:
            if line.strip() == wanted:
                return said
            said.append(line.strip())
        raise AssertionError(f'it ended without "{wanted}": {said}')

    def do(self, line: str) -> list[str]:
        """Have it do something, and return what it says meanwhile."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.until(f"did {line.partition(' ')[0]}")

    def signal(self, name: str) -> None:
        self.process.send_signal(getattr(signal, name))

    def ended(self) -> int:
        return self.process.wait(timeout=PATIENCE)


def hear_hangup() -> None:
    """Let the signal end a program, as in a terminal: what `nohup` started ignores it, and has its children do so."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@contextmanager
def running(folder: Path, before: Callable[[], object] = hear_hangup) -> Iterator[App]:
    """Run the app, and end it however the test ends."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, str(APP)],
        cwd=folder,
        text=True,
        stdin=pipe,
        stdout=pipe,
        preexec_fn=before,
        process_group=0,  # the kernel stops none of a group whose parents are all in it, or gone
    ) as process:
        app = App(process)
        try:
            app.until("started")
            yield app
        finally:
            process.kill()


@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 0), ("SIGHUP", 0), ("SIGINT", 130)])
def test_services_are_left_before_the_app_ends(name: str, code: int, tmp_path: Path) -> None:
    with running(tmp_path) as app:
        app.signal(name)
        app.until("service left")
        assert app.ended() == code


def test_a_terminal_that_goes_ends_the_app_in_order(tmp_path: Path) -> None:
    left = tmp_path / "left"
    pid, terminal = os.forkpty()
    if pid == 0:
        os.chdir(tmp_path)
        hear_hangup()
        os.execv(sys.executable, [sys.executable, "-c", f"{RECORDING}\nrun({str(APP)!r}, {str(left)!r})"])
    said = b""
    while b"started" not in said:
        said += os.read(terminal, 1000)
    os.close(terminal)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert left.read_text() == "service left"


RECORDING = """
import runpy, sys
def run(app, left):
    there = runpy.run_path(app)
    def say(*words):
        if words == ("service left",):
            open(left, "w").write(*words)
        else:
            print(*words, flush=True)
    there["Told"].lifespan.__wrapped__.__globals__["say"] = say
    sys.exit(there["main"]())
"""


def test_an_app_that_is_to_survive_its_terminal_does(tmp_path: Path) -> None:
    with running(tmp_path, lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)) as app:
        app.do("listen SIGHUP")
        app.signal("SIGHUP")
        app.until(f"page heard {signal.SIGHUP:d}")
        app.do("listen")
        app.signal("SIGHUP")
        assert app.do("ping") == []


@pytest.mark.parametrize("leaving", ["listen", "reload"])
@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_signal_is_harmless_again_when_no_page_listens(name: str, leaving: str, tmp_path: Path) -> None:
    with running(tmp_path) as app:
        app.do(f"listen {name}")
        app.signal(name)
        app.until(f"page heard {getattr(signal, name):d}")
        app.do(leaving)
        app.signal(name)
        assert app.do("ping") == []
        app.signal("SIGTERM")
        app.until("service left")
        assert app.ended() == 0


def test_a_window_that_closes_listens_no_more_and_others_still_do(tmp_path: Path) -> None:
    with running(tmp_path) as app:
        app.do("listen SIGWINCH")
        app.do("close SIGURG,SIGWINCH")
        app.signal("SIGURG")
        app.signal("SIGWINCH")
        app.until(f"page heard {signal.SIGWINCH:d}")
        assert app.do("ping") == []


def test_a_stop_by_the_terminal_stops_again(tmp_path: Path) -> None:
    with running(tmp_path) as app:
        app.do("listen SIGTSTP")
        app.do("reload")
        app.signal("SIGTSTP")
        _, status = os.waitpid(app.process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)
        app.signal("SIGCONT")
        assert app.do("ping") == []


def test_what_the_process_ignored_is_ignored_again(tmp_path: Path) -> None:
    with running(tmp_path) as app:
        app.do("listen SIGPIPE")
        app.do("reload")
        app.signal("SIGPIPE")
        assert app.do("ping") == []


def test_a_deadly_signal_a_page_once_listened_to_ends_the_app_in_order(tmp_path: Path) -> None:
    with running(tmp_path) as app:
        app.do("listen SIGUSR1")
        app.do("reload")
        app.signal("SIGUSR1")
        app.until("service left")
        assert app.ended() == 128 + signal.SIGUSR1
