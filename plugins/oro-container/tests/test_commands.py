"""The commands of `oro container` beside one that runs."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ORO = str(Path(sys.executable).with_name("oro"))
SERVER = "require('http').createServer((_, answer) => answer.end()).listen(3000, () => console.log('listening'))"


class Shell:
    """A shell with an empty home."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._env = {"HOME": str(home), "PATH": "/usr/local/bin:/usr/bin:/bin", "XDG_RUNTIME_DIR": str(home)}

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command, whose output is a pipe."""
        argv = [ORO, "container", *arguments]
        return subprocess.Popen(
            argv, cwd=self.home, env=self._env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
        )

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return self.oro("container", *arguments)

    def oro(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run any command of `oro` to its end."""
        return subprocess.run(
            [ORO, *arguments],
            cwd=self.home,
            env=self._env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_one_that_runs_is_shown_entered_saved_and_removed(shell: Shell) -> None:
    (shell.home / "project").mkdir()
    (shell.home / "project" / "server.js").write_text(SERVER)
    (shell.home / "saved.zip").write_text("before")
    with shell.begin("run", "--name", "box", "project", "--", "node", "server.js") as box:
        assert box.stdout is not None
        assert box.stdout.readline() == "listening\n"
        (told,) = json.loads(shell.run("ps", "--json").stdout)
        assert (told["name"], told["ports"]) == ("box", [3000])
        assert told["processes"][0]["argv"] == ["node", "server.js"]
        inside = shell.run("exec", "box", "--", "sh", "-c", "echo more > more.txt; echo said; exit 7")
        assert (inside.returncode, inside.stdout) == (7, "said\n")
        assert shell.run("logs", "box").stdout == "listening\nsaid\n"
        missing = shell.run("export", "box", "saved.zip", "--path", "nowhere")
        assert 'Cannot export "nowhere" of container "box": ' in missing.stderr
        assert (shell.home / "saved.zip").read_text() == "before"
        assert shell.run("export", "box", "saved.zip").returncode == 0
        assert zipfile.ZipFile(shell.home / "saved.zip").namelist() == ["more.txt", "server.js"]
        assert "one of that name runs" in shell.run("run", "--name", "box", "--", "true").stderr
        assert shell.run("rm", "box").returncode == 0
        assert box.wait() == 130
    assert shell.run("ps", "--json").stdout == "[]\n"


def test_one_that_does_not_run_is_not_found_and_changes_nothing(shell: Shell) -> None:
    (shell.home / "saved.zip").write_text("before")
    for arguments in (("exec", "box", "--", "ls"), ("logs", "box"), ("export", "box", "saved.zip")):
        done = shell.run(*arguments)
        assert done.returncode == 1
        assert "no container runs; `oro container run --name NAME FOLDER -- COMMAND` runs one" in done.stderr
    assert (shell.home / "saved.zip").read_text() == "before"
    removed = shell.run("rm", "../box")
    assert "none of that name runs, and no files are kept by it" in removed.stderr


def test_files_that_are_kept_go_with_prune_all_and_not_before(shell: Shell) -> None:
    assert shell.run("run", "--name", "box", "--", "sh", "-c", "echo kept > kept.txt").returncode == 0
    assert "removed the files of 0 containers" in shell.run("prune").stderr
    assert shell.run("run", "--name", "box", "--", "cat", "kept.txt").stdout == "kept\n"
    assert "removed the files of 1 container, 0 bytes of packages" in shell.run("prune", "--all").stderr
    assert shell.run("run", "--name", "box", "--", "ls").stdout == ""


def test_the_runtime_folder_may_be_deep_and_names_have_a_length(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    shell = Shell(deep)
    done = shell.run("run", "--name", "n" * 80, "--", "echo", "up")
    assert (done.returncode, done.stdout, done.stderr) == (0, "up\n", "")
    refused = shell.run("run", "--name", "n" * 81, "--", "echo", "up")
    assert (refused.returncode, "choose a shorter name" in refused.stderr) == (2, True)
    missing = shell.run("exec", "n" * 81, "--", "echo")
    assert (missing.returncode, "no container runs" in missing.stderr) == (1, True)


def test_doctor_says_what_is_fetched_later(shell: Shell) -> None:
    done = shell.oro("doctor")
    assert 'containers: engine "page"  fetched when first used, 5 MB' in done.stdout, done.stdout + done.stderr
    assert "containers: PHP            fetched when first used, 24 MB" in done.stdout
