"""Roots of other releases: what is carried into them, and what a command in one leaves behind."""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from oro_framework.testing.waiting import until_in_thread

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "scripts"


def script(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    return importlib.import_module(name)


def test_a_mirror_is_the_one_the_environment_names(monkeypatch: pytest.MonkeyPatch) -> None:
    releases = script("releases", monkeypatch)
    monkeypatch.setenv("ORO_UBUNTU_MIRROR", "http://127.0.0.1:1/ubuntu/")
    assert releases.mirror_of(releases.RELEASES["ubuntu-lts"]) == "http://127.0.0.1:1/ubuntu"


def test_pockets_the_mirror_lacks_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    releases = script("releases", monkeypatch)
    sources = releases.RELEASES["debian13"].sources("http://127.0.0.1:1/debian")
    assert sources == "deb http://127.0.0.1:1/debian trixie main\n"


def test_folders_that_pip_is_told_of_are_carried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    carried = script("carried", monkeypatch)
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("PIP_CACHE_DIR", "/nowhere")
    assert carried.files()[tmp_path] == str(tmp_path)
    assert carried.environment()["PIP_FIND_LINKS"] == str(tmp_path)
    assert "PIP_CACHE_DIR" not in carried.environment()


def test_a_release_that_is_not_known_is_said_to_be_so() -> None:
    line = ["make", "--no-print-directory", f"PYTHON={sys.executable}", "test-on", "debian99"]
    ended = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode != 0
    assert "name a release: make test-on debian12 | debian13 | debian-testing | ubuntu-lts" in ended.stderr


@pytest.fixture
def chroots(tmp_path: Path) -> Path:
    """Return a folder with a release that is fetched already, for nothing but this test's commands."""
    if os.geteuid() != 0:
        pytest.skip("mounts need root")
    kept = ROOT / "build" / "chroots"
    name = next((path.parts[-2].partition("-")[0] for path in kept.glob("debian1?-*/usr")), "")
    if not name:
        pytest.skip("no release is fetched here: python3 scripts/chroots.py debian13 -- true")
    folder = tmp_path / "chroots"
    folder.mkdir()
    for path in (path.parent for path in kept.glob(f"{name}*/usr")):
        (folder / path.name).symlink_to(path)
    return folder


def start(chroots: Path, command: str) -> subprocess.Popen[str]:
    [release] = [path.name for path in chroots.iterdir() if "-" not in path.name]
    line = [sys.executable, "scripts/chroots.py", release, "--no-network", "--", "sh", "-c", command]
    environment = {**os.environ, "ORO_CHROOTS": str(chroots)}
    return subprocess.Popen(line, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def processes(argument: str) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            found += [path.parent.name] if argument.encode() in path.read_bytes().split(b"\0") else []
    return found


@pytest.mark.slow
def test_a_command_leaves_no_process_no_mount_and_no_file(chroots: Path) -> None:
    with start(chroots, "sleep 7654 & echo written > /root/written; cat /root/written; ls /sys/class/net") as running:
        output, _ = running.communicate(timeout=60)
    assert running.returncode == 0
    assert "written" in output
    assert not processes("7654")
    assert not list(chroots.glob("scratch-*"))
    assert str(chroots) not in Path("/proc/mounts").read_text()
    assert not any((path / "root" / "written").exists() for path in chroots.iterdir())


@pytest.mark.slow
def test_a_command_makes_user_namespaces_where_this_machine_does(chroots: Path) -> None:
    here = subprocess.run(["unshare", "--user", "--map-root-user", "true"], capture_output=True, check=False)
    with start(chroots, "unshare --user --map-root-user true") as running:
        running.communicate(timeout=60)
    assert running.returncode == here.returncode


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_command_ends_with_the_one_who_ran_it(chroots: Path, number: signal.Signals) -> None:
    with start(chroots, "sleep 7655 & echo begun; wait") as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "begun\n"
        running.send_signal(number)
        running.wait(60)
    until_in_thread(lambda: not processes("7655"))
    assert str(chroots) not in Path("/proc/mounts").read_text()
