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

from .host import Host

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


@pytest.fixture(scope="module", params=USERS, ids=lambda user: "root" if user == 0 else "user")
def user(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user may change."""
    with tempfile.TemporaryDirectory(prefix="oro-walls-") as made:
        os.chmod(made, 0o777)
        yield Path(made)


@pytest.fixture(scope="module")
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


@pytest.fixture(scope="module", params=WALLS)
def refused(request: pytest.FixtureRequest) -> str:
    """How the system refuses namespaces; nothing where it does not."""
    return str(WALLS[request.param])


@pytest.fixture(scope="module")
def level(refused: str) -> str:
    """The walls that containers have then."""
    return "landlock" if refused else "namespaces"


@pytest.fixture(scope="module")
def host(user: int, program: str, refused: str) -> Iterator[Host]:
    """A process of the user that has the containers of a file's tests."""
    with Host(user, program, refused) as made:
        yield made


@pytest.fixture
def contained(host: Host, level: str) -> Callable[..., Any]:
    """Run a program in a container of its own; return what came of it."""

    def run(
        *argv: str,
        files: dict[str, str] | None = None,
        outside: int = 0,
        strongest: str = "namespaces",
        **policy: Any,
    ) -> Any:
        told = host.run(*argv, files=files or {}, outside=outside, strongest=strongest, policy=policy)
        assert told["level"] == (level if strongest == "namespaces" else strongest)
        return told

    return run


@pytest.fixture
def hosting(host: Host) -> Callable[..., Any]:
    """Start a host of its own with a container whose program runs on; return the process."""

    def start(*argv: str, **policy: Any) -> Any:
        process = host.start()
        host.send(process, *argv, policy=policy, stays=True)
        return process

    return start
