"""The launcher of an installed app, as a desktop starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from oro_updater.author.layout import lay_out
from oro_updater.installation import Installed
from oro_updater.state import State

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="this one is a shell's")

NEW = State(version="2.0", previous="1.0", left=2)


class App:
    """An app with version 1.0, which says its name and arguments, and a new version 2.0 that runs a script."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._build("1.0", 'echo "1.0" "$@"')
        installed = Installed(app="org.example.tea", program="tea", platform="linux_x86_64")
        self.installation = lay_out(folder / "my app", folder / "builds" / "1.0", installed, "1.0")

    def _build(self, version: str, script: str) -> Path:
        build = self.folder / "builds" / version
        build.mkdir(parents=True)
        (build / "tea").write_text(f"#!/bin/sh\n{script}\n")
        (build / "tea").chmod(0o755)
        return build

    def update(self, script: str) -> None:
        """Have version 2.0 start next."""
        with self.installation.incoming() as folder:
            (folder / "tea").write_bytes((self._build("2.0", script) / "tea").read_bytes())
            (folder / "tea").chmod(0o755)
            self.installation.add(folder, "2.0", "")
        self.installation.switch("2.0")

    def begin(self, *arguments: str, launcher: Path | None = None, **variables: str) -> subprocess.Popen[str]:
        """Start the app."""
        environment = {name: value for name, value in os.environ.items() if name != "WAYLAND_DISPLAY"}
        return subprocess.Popen(
            [launcher or self.installation.launcher, *arguments], env={**environment, "DISPLAY": ":0", **variables},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, *arguments: str, said: str = "", launcher: Path | None = None, **variables: str) -> tuple[str, int]:
        """Start the app, wait for its end, and return what it printed and its status."""
        with self.begin(*arguments, launcher=launcher, **variables) as process:
            out, _ = process.communicate(said, timeout=30)
        return out, process.returncode

    def arrives(self) -> str:
        """Return the shell's words for what the app does at its first page."""
        return f"echo '2.0 1.0 ok - -' > '{self.installation.folder}/state'"


@pytest.fixture
def app(tmp_path: Path) -> App:
    return App(tmp_path)


def test_arguments_and_input_reach_the_app(app: App, tmp_path: Path) -> None:
    assert app.run("a b", "--c") == ("1.0 a b --c\n", 0)
    (tmp_path / "link").symlink_to(app.installation.launcher)
    assert app.run(launcher=tmp_path / "link") == ("1.0\n", 0)
    app.update(f'{app.arrives()}; cat; echo "$1"; exit 7')
    assert app.run("a b", said="typed ") == ("typed a b\n", 7)
    assert app.installation.state == NEW.confirmed()


def test_a_version_that_fails_once_is_tried_again(app: App) -> None:
    app.update(f'if [ -e "$0.tried" ]; then {app.arrives()}; echo 2.0; else touch "$0.tried"; exit 1; fi')
    assert app.run() == ("2.0\n", 0)
    assert app.installation.state == NEW.confirmed()


def test_a_version_that_reached_its_page_may_fail(app: App) -> None:
    app.update(f"{app.arrives()}; kill -SEGV $$")
    assert app.run()[1] == 128 + signal.SIGSEGV
    assert app.installation.state == NEW.confirmed()


def test_a_version_that_a_person_ends_has_not_failed(app: App) -> None:
    app.update("exit 0")
    for _ in range(3):
        assert app.run() == ("", 0)
    assert app.installation.state == NEW


def test_a_version_without_a_display_has_not_failed(app: App) -> None:
    app.update("exit 1")
    for _ in range(3):
        assert app.run(DISPLAY="") == ("", 1)
    assert app.installation.state == NEW


def test_a_session_that_ends_is_no_failure(app: App) -> None:
    app.update("trap 'exit 9' TERM; echo up; while :; do sleep 0.05; done")
    for _ in range(3):
        with app.begin() as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "up\n"
            process.terminate()
            assert process.wait(30) == 9
    assert app.installation.state == NEW


def test_a_launcher_that_is_killed_with_its_app_counts(app: App) -> None:
    app.update("echo up; kill -KILL $PPID $$")
    for left in (2, 1):
        assert app.run() == ("up\n", -signal.SIGKILL)
        state = app.installation.state
        assert (state.version, state.left) == ("2.0", left)
    assert app.run() == ("1.0\n", 0)
    assert app.installation.state == State(version="1.0", failed=("2.0",))


def test_a_second_start_meanwhile_counts_nothing(app: App, tmp_path: Path) -> None:
    app.update('if [ "$1" ]; then echo second; exit 3; fi; echo up; read -r _; exit 0')
    with app.begin() as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "up\n"
        assert app.run("--again") == ("second\n", 3)
        first.communicate("\n", timeout=30)
    assert app.installation.state == NEW


def test_a_version_whose_folder_is_gone_is_left(app: App) -> None:
    app.update("echo 2.0")
    (app.installation.version_folder("2.0") / "tea").unlink()
    assert app.run() == ("1.0\n", 0)
    assert app.installation.state == State(version="1.0", failed=("2.0",))


def test_a_state_that_is_gone_is_told(app: App) -> None:
    (app.installation.folder / "state").unlink()
    with app.begin() as process:
        _, err = process.communicate(timeout=30)
    assert "cannot be read; install the app again" in err


def test_a_launcher_whose_number_another_process_has_counts(app: App) -> None:
    app.update("exit 1")
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as other:
        (app.installation.folder / "state").write_text(f"2.0 1.0 1 {other.pid}:1 -\n")
        assert app.run() == ("1.0\n", 0)
        other.communicate()
    assert app.installation.state == State(version="1.0", failed=("2.0",))


def test_a_restart_waits_for_the_old_process(app: App, tmp_path: Path) -> None:
    script = 'ORO_START_AFTER=$$ "$1" & echo up >&2; read -r _; echo old'
    old = subprocess.Popen(
        ["sh", "-c", script, "sh", app.installation.launcher],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with old:
        assert old.stderr is not None
        assert old.stderr.readline() == "up\n"
        out, _ = old.communicate("\n", timeout=30)  # until the restarted app has ended, too
    assert out == "old\n1.0\n"


def test_a_restart_waits_for_no_other_process(app: App) -> None:
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as other:
        assert app.run(ORO_START_AFTER=str(other.pid)) == ("1.0\n", 0)
        other.communicate()


def test_going_back_by_hand(app: App) -> None:
    app.update("echo 2.0")
    app.installation.confirm("2.0")
    assert app.installation.roll_back() == "1.0"
    assert app.run() == ("1.0\n", 0)
    assert app.installation.state == State(version="1.0", failed=("2.0",))


def test_old_versions_go_when_nothing_runs_them(app: App) -> None:
    app.update("echo 2.0")
    app.installation.confirm("2.0")
    app.installation.prune(frozenset())
    assert {path.name for path in app.installation.versions.iterdir()} == {"1.0", "2.0"}, "one to go back to is kept"
    (app.installation.versions / "0.9").mkdir()
    app.installation.prune(frozenset({"0.9"}))
    assert app.installation.has("0.9"), "it runs here"
    app.installation.prune(frozenset())
    assert not app.installation.has("0.9")
