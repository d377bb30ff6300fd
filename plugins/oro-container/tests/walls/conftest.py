"""Programs that run within walls, each in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import oro_container
import pytest

PACKAGES = str(Path(oro_container.__file__).parent.parent)
USERS = (0, 64001) if os.geteuid() == 0 else (os.geteuid(),)
"""Who the programs are, outside: root and an ordinary user, where the tests may become one."""
PATIENCE = 60
WALLS = {"namespaces": "", "no namespaces": "sysctl", "no rights": "rights"}
"""How the system refuses namespaces, by the names of tests."""
_WITHIN = """
import json, os, sys
sys.path.insert(0, sys.argv[1])
from oro_container.inside import capabilities, landlock
from oro_container.inside.seccomp import filters, listeners
asked = json.loads(sys.argv[2])
if asked["user"] != os.geteuid():
    os.setgroups([])
    os.setgid(asked["user"])
    os.setuid(asked["user"])
capabilities.bound()
capabilities.drop()
if asked["landlock"] is not None:
    landlock.restrict(**asked["landlock"])
if asked["sockets"] is not None:
    shared = asked["sockets"] != "namespaces"
    sockets = filters.SHARED_SOCKETS if shared else filters.NAMESPACES_SOCKETS
    listeners.install(filters.build(sockets, told=(), shared=shared), listener=False)
os.execvp(sys.argv[3], sys.argv[3:])
"""

Within = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(params=USERS, ids=lambda user: "root" if user == 0 else "user")
def user(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user may change."""
    with tempfile.TemporaryDirectory(prefix="oro-walls-") as made:
        os.chmod(made, 0o777)
        yield Path(made)


@pytest.fixture
def program() -> str:
    """A Python that every user may run."""
    found = shutil.which("python3", path="/usr/bin:/usr/local/bin")
    if found is None:
        pytest.skip("There is no Python that every user may run")
    return found


@pytest.fixture
def within(user: int, folder: Path) -> Within:
    """Run a program within walls to its end."""

    def run(
        *argv: str, capabilities: bool = True, landlock: Any = None, sockets: str | None = "namespaces", **more: Any
    ) -> Any:
        asked = {"user": user, "capabilities": capabilities, "landlock": landlock, "sockets": sockets}
        for each in folder.rglob("*"):
            if not each.is_symlink():
                each.chmod(0o777)
        runner = [sys.executable, "-I", "-S", "-c", _WITHIN, PACKAGES, json.dumps(asked)]
        environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(folder), "TMPDIR": str(folder)}
        options: dict[str, Any] = {"cwd": folder, "env": environment, "text": True, "timeout": PATIENCE, "check": False}
        return subprocess.run([*runner, *argv], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **(options | more))

    return run


@pytest.fixture
def python(within: Within, program: str) -> Callable[..., Any]:
    """Run a text of Python within walls; return what it printed as JSON."""

    def run(text: str, **more: Any) -> Any:
        done = within(program, "-I", "-S", "-c", text, **more)
        assert done.returncode == 0, done.stdout
        return json.loads(done.stdout)

    return run


@pytest.fixture(params=WALLS)
def refused(request: pytest.FixtureRequest) -> str:
    """How the system refuses namespaces; nothing where it does not."""
    return str(WALLS[request.param])


@pytest.fixture
def level(refused: str) -> str:
    """The walls that containers have then."""
    return "landlock" if refused else "namespaces"


@pytest.fixture
def contained(user: int, folder: Path, program: str, refused: str, level: str) -> Callable[..., Any]:
    """Run a program in a container of its own, whose host is a process of the user; return what came of it."""

    def run(
        *argv: str,
        files: dict[str, str] | None = None,
        outside: int = 0,
        strongest: str = "namespaces",
        **policy: Any,
    ) -> Any:
        done = subprocess.run(
            **_host(user, program, folder, argv, files, outside, False, policy, refused, strongest),
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
        told = json.loads(done.stdout)
        assert told["level"] == (level if strongest == "namespaces" else strongest)
        return told

    return run


@pytest.fixture
def hosting(user: int, folder: Path, program: str, refused: str) -> Callable[..., Any]:
    """Start a host with a container whose program runs on; return the process."""

    def start(*argv: str, **policy: Any) -> Any:
        return subprocess.Popen(**_host(user, program, folder, argv, None, 0, True, policy, refused))

    return start


def _host(
    user: int,
    program: str,
    folder: Path,
    argv: tuple[str, ...],
    files: dict[str, str] | None,
    outside: int,
    kill: bool,
    policy: dict[str, Any],
    refused: str,
    strongest: str = "namespaces",
) -> dict[str, Any]:
    asked = {"argv": argv, "files": files or {}, "outside": outside, "kill": kill, "policy": policy}
    asked |= {"refused": refused, "strongest": strongest}
    own = {} if user == os.geteuid() else {"user": user, "group": user, "extra_groups": []}
    # An ordinary user cannot run a Python below root's home.
    python = sys.executable if user == os.geteuid() else program
    paths = [each for each in sys.path if os.path.isdir(each) and not each.startswith(sys.base_prefix)]
    environment = {"PYTHONPATH": os.pathsep.join(paths), "PATH": os.environ["PATH"], "SECRET": "of the host"}
    command = [python, str(Path(__file__).with_name("contained.py")), json.dumps({**asked, "folder": str(folder)})]
    return {"args": command, "env": environment, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **own}
