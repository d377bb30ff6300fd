"""What Landlock holds, by version of the kernel."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from oro_container.inside import landlock
from oro_container.inside.landlock import rights

VERSION = landlock.version()
pytestmark = pytest.mark.skipif(VERSION == 0, reason="This kernel has no Landlock")
SYSTEM = dict.fromkeys(("/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache"), "run")
Python = Callable[..., Any]
_ERROR = """
import errno, json, os, socket, sys
def error(function, *arguments):
    try:
        function(*arguments)
    except OSError as refused:
        return errno.errorcode[refused.errno]
"""


def test_rights_are_those_of_the_version() -> None:
    assert [rights.known_files(each).bit_length() for each in range(1, 8)] == [13, 14, 15, 15, 16, 16, 16]
    assert [rights.known_ports(each) for each in (3, 4)] == [0, 3]
    assert [rights.known_scopes(each) for each in (5, 6)] == [0, 3]


def test_paths_are_held(python: Python, folder: Path) -> None:
    for name in ("read", "write", "hidden"):
        (folder / name).mkdir()
        (folder / name / "file").write_text("x")
    (folder / "write" / "link").symlink_to("../hidden/file")
    (folder / "single").write_text("x")
    paths = {
        **SYSTEM,
        str(folder / "read"): "read",
        str(folder / "write"): "write",
        str(folder / "single"): "write",
        "/none": "read",
    }
    text = f"""{_ERROR}
def opened(path, flags=os.O_RDONLY):
    os.close(os.open(path, flags))
print(json.dumps([
    error(opened, "read/file"), error(opened, "read/file", os.O_WRONLY),
    error(opened, "read/new", os.O_WRONLY | os.O_CREAT),
    error(opened, "write/file", os.O_RDWR), error(opened, "write/new", os.O_WRONLY | os.O_CREAT),
    error(os.mkdir, "write/folder"),
    error(opened, "hidden/file"), error(opened, "write/link"), error(os.listdir, "hidden"), error(os.listdir, "/etc"),
    error(os.truncate, "read/file", 0), error(os.rename, "write/new", "hidden/new"), error(os.unlink, "read/file"),
    error(opened, "single", os.O_RDWR), error(os.execv, "read/file", ["x"])]))"""
    told = python(text, landlock={"paths": paths})
    held = "EACCES" if VERSION >= 3 else None
    moved = ("EACCES", "EXDEV")
    assert told[:6] == [None, "EACCES", "EACCES", None, None, None]
    assert told[6:11] == ["EACCES"] * 4 + [held]
    assert told[11] in moved
    assert told[12:] == ["EACCES", None, "EACCES"]


@pytest.mark.skipif(VERSION < 4, reason="Ports need version 4")
def test_ports_are_held(python: Python) -> None:
    with socket.create_server(("127.0.0.1", 0)) as allowed, socket.create_server(("127.0.0.1", 0)) as denied:
        ports = [each.getsockname()[1] for each in (allowed, denied)]
        text = f"""{_ERROR}
def bind(port):
    with socket.socket() as made:
        made.bind(("127.0.0.1", port))
connections = [error(socket.create_connection, ("127.0.0.1", port)) for port in {ports}]
print(json.dumps([*connections, error(bind, 0), error(bind, 8123)]))"""
        assert python(text, landlock={"paths": {"/": "run"}, "connect": ports[:1], "bind": [0]}) == [
            None,
            "EACCES",
            None,
            "EACCES",
        ]


@pytest.mark.skipif(VERSION < 6, reason="Scopes need version 6")
def test_scopes_are_held(python: Python) -> None:
    with socket.socket(socket.AF_UNIX) as abstract:
        abstract.bind("")
        abstract.listen()
        name = abstract.getsockname().decode("latin-1")
        text = f"""{_ERROR}
made = socket.socket(socket.AF_UNIX)
signals = [error(os.kill, pid, 0) for pid in ({os.getpid()}, os.getppid())]
print(json.dumps([error(made.connect, {name!r}.encode("latin-1")), *signals]))"""
        assert python(text, landlock={"paths": {"/": "run"}}) == ["EPERM"] * 3


def test_what_a_kernel_lacks_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oro_container.inside.landlock.ruleset.version", lambda: 3)
    with pytest.raises(landlock.Unavailable, match="version 3") as raised:
        landlock.restrict({}, connect=[80])
    assert raised.value.errno == errno.ENOSYS
