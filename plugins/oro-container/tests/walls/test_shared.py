"""Containers that share the machine: what holds in the place of namespaces, and what they are refused by name."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from oro_container.api import Containers, Entry, Folder, Policy
from oro_container.errors import CannotBoot
from oro_container.inside import landlock

from oro_framework.errors import ErrnoError

Contained = Callable[..., Any]
pytestmark = pytest.mark.skipif(not landlock.version(), reason="There is no Landlock")
_PROBE = """
import ctypes, errno, json, os, resource, signal, socket, subprocess, sys, time
def error(function, *arguments, **more):
    try:
        function(*arguments, **more)
    except OSError as refused:
        return errno.errorcode.get(refused.errno, str(refused.errno))
"""


@pytest.fixture(scope="module")
def refused() -> str:
    """These are about machines without namespaces."""
    return "rights"


def told(contained: Contained, text: str, **more: Any) -> Any:
    done = contained("python3", "-I", "-S", "a.py", files={"a.py": _PROBE + text}, programs=("python3",), **more)
    assert done["code"] == 0, done["output"]
    return json.loads(done["output"])


def test_permissions_and_times_are_those_of_own_files(contained: Contained, folder: Path, user: int) -> None:
    outside = folder / "outside"
    outside.mkdir()
    file = outside / "file"
    file.write_text("a")
    for each in (outside, file):
        os.chown(each, user, user)
        os.utime(each, (1, 1))
        each.chmod(0o777)
    text = f"""
outside, file = {str(outside)!r}, {str(file)!r}
os.symlink(file, "link"), os.symlink(outside, "folder")
os.mkdir("own"), open("own/a", "w").close()
at = os.open("folder", os.O_PATH)
inner = os.open("own", os.O_RDONLY)
named = os.open("link", os.O_PATH)
given = os.open("/usr/bin/env", os.O_RDONLY)
refused = [
    error(os.chmod, file, 0), error(os.chmod, "link", 0), error(os.chmod, "folder/file", 0),
    error(os.chmod, outside, 0),
    error(os.chmod, "file", 0, dir_fd=at), error(os.chmod, f"/proc/self/fd/{{named}}", 0), error(os.fchmod, named, 0),
    error(os.fchmod, given, 0), error(os.utime, file), error(os.utime, "link", (5, 5)), error(os.utime, given),
    error(os.utime, "file", dir_fd=at), error(os.truncate, file, 0), error(os.setxattr, file, "user.a", b"a"),
    error(os.chown, file, -1, -1), error(os.chmod, "own/../link", 0)]
os.chmod("own/a", 0o751), os.utime("own/a", ns=(3_000_000_001, 4_000_000_002))
first = os.stat("own/a")
os.chmod("a", 0o640, dir_fd=inner), os.utime("a", (7, 8), dir_fd=inner)
second = os.stat("own/a")
with open("own/a") as opened:
    os.fchmod(opened.fileno(), 0o600), os.utime(opened.fileno(), (9, 10))
third = os.stat("own/a")
os.utime("own/a")
stats = [[each.st_mode & 0o7777, each.st_atime_ns, each.st_mtime_ns] for each in (first, second, third)]
print(json.dumps([refused, stats,
    time.time() - os.stat("own/a").st_mtime < 60, error(os.chmod, "nothing", 0), error(os.utime, "own/a/b"),
    error(os.fchmod, 99, 0)]))"""
    refused, changed, now, *errors = told(contained, text)
    assert set(refused) <= {"EPERM", "EACCES", "EBADF", "ENOTSUP", "EOPNOTSUPP"}, refused
    assert changed == [[0o751, 3_000_000_001, 4_000_000_002], [0o640, 7 * 10**9, 8 * 10**9], [0o600, 9 * 10**9, 10**10]]
    assert now
    assert errors == ["ENOENT", "ENOTDIR", "EBADF"]
    # The tests give every file to all before a container boots.
    assert (file.stat().st_mode & 0o777, file.stat().st_mtime, file.read_text()) == (0o777, 1, "a")


def test_a_signal_to_all_ends_at_the_container(contained: Contained, user: int) -> None:
    own: dict[str, Any] = {} if user == os.geteuid() else {"user": user, "group": user, "extra_groups": []}
    with subprocess.Popen(["sleep", "1000"], **own) as outsider:
        text = f"""
child = subprocess.Popen(["sleep", "1000"])
group = subprocess.Popen(["sleep", "1000"], start_new_session=True)
found = [error(os.kill, {outsider.pid}, signal.SIGKILL), error(os.killpg, {os.getpgid(0)}, signal.SIGKILL),
    error(signal.pidfd_send_signal, os.pidfd_open({outsider.pid}), signal.SIGKILL),
    error(__import__("fcntl").fcntl, 0, 8, {outsider.pid}), error(os.killpg, group.pid, signal.SIGTERM), group.wait()]
os.kill(-1, signal.SIGTERM)
print(json.dumps([*found, child.wait(), error(signal.raise_signal, signal.SIGURG),
    resource.getrlimit(resource.RLIMIT_NOFILE) == resource.prlimit(os.getpid(), resource.RLIMIT_NOFILE)]))"""
        found = told(contained, text)
        assert outsider.poll() is None
        outsider.kill()
    assert found == ["ESRCH", "ESRCH", "EPERM", "EPERM", None, -15, -15, None, True]


def test_what_cannot_be_looked_at_is_refused(contained: Contained) -> None:
    text = """
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *arguments):
    ctypes.set_errno(0)
    getattr(libc, name)(*arguments)
    return errno.errorcode.get(ctypes.get_errno())
pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
print(json.dumps([call("shmget", 0, 4096, 0o1600), call("semget", 0, 1, 0o1600), call("msgget", 0, 0o1600),
    call("mq_open", b"/a", 0o102, 0o600, None), error(socket.socketpair, socket.AF_UNIX, socket.SOCK_DGRAM),
    error(socket.socket, socket.AF_INET, socket.SOCK_DGRAM), error(open, "/dev/shm/a", "w"),
    error(os.open, "/dev/pts/ptmx", os.O_RDWR)]))"""
    assert told(contained, text) == [*["ENOSYS"] * 4, "EPROTONOSUPPORT", "EPROTONOSUPPORT", "EACCES", "EACCES"]


def test_ports_are_of_loopback_and_of_the_container(contained: Contained) -> None:
    with socket.create_server(("0.0.0.0", 0)) as service:
        port = service.getsockname()[1]
        text = f"""
def connected(address, port):
    with socket.create_connection((address, port), 5) as made:
        return made.getpeername()[0]
made = socket.create_server(("0.0.0.0", 0))
six = socket.create_server(("::", 0), family=socket.AF_INET6)
own, number = made.getsockname()
print(json.dumps([own, six.getsockname()[0], connected("127.0.0.1", number) == own,
    connected("localhost", number) == own, connected("127.0.0.1", six.getsockname()[1]) == own,
    error(connected, own, {port}), error(connected, "0.0.0.0", {port}),
    error(socket.create_server, ("192.0.2.1", 0)), error(socket.create_connection, ("192.0.2.1", {port}))]))"""
        own, six, *found = told(contained, text)
    assert own.startswith("127.")
    assert six == f"::ffff:{own}"
    assert found == [True, True, True, "ECONNREFUSED", "ECONNREFUSED", "EADDRNOTAVAIL", "ENETUNREACH"]


def test_node_s_permissions_hold_its_files_alone(contained: Contained, folder: Path) -> None:
    """Where there is neither, and the policy says so; the filter is there in any case."""
    secret = folder / "secret"
    secret.write_text("of the machine")
    script = f"""
const fs = require('node:fs')
const code = (work) => {{ try {{ return work() }} catch (error) {{ return error.code }} }}
fs.writeFileSync('own', 'own')
console.log(JSON.stringify([code(() => fs.readFileSync({str(secret)!r}, 'utf8')),
  code(() => fs.appendFileSync({str(secret)!r}, '')), fs.readFileSync('own', 'utf8'),
  require('node:child_process').spawnSync('sh', ['-c', 'cat {secret}']).stdout.toString()]))
"""
    for level, first in (("node-permission", "ERR_ACCESS_DENIED"), ("none", "of the machine")):
        done = contained("node", "a.js", files={"a.js": script}, strongest=level, **{"level": level})
        found = json.loads(done["output"])
        assert (found[0], found[2], found[3]) == (first, "own", "of the machine")


@pytest.mark.anyio
async def test_weaker_walls_are_refused_unless_they_are_asked_for(tmp_path: Path) -> None:
    async with Containers(tmp_path, strongest="node-permission") as containers:
        with pytest.raises(CannotBoot, match=r'walls of level "landlock".*level = "n.*in \[container\] of oro.toml'):
            await containers.boot()
        async with containers.booted(policy=Policy(level="none")) as container:
            assert container.isolation.processes.holding == "not held"


@pytest.mark.anyio
async def test_a_folder_under_another_path_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lent").mkdir()
    (tmp_path / "lent" / "a").write_text("lent")
    lent = str(tmp_path / "lent")
    async with Containers(tmp_path / "all", strongest="landlock") as containers:
        with pytest.raises(CannotBoot, match="keep the path they have on the machine"):
            await containers.boot(policy=Policy(folders=(Folder(host=lent, guest="/lent"),)))
        async with containers.booted(policy=Policy(folders=(Folder(host=lent, guest=lent),))) as container:
            script = 'cat "$1/a"; echo b 2>&1 > "$1/a"; echo $?'
            done = await container.run("sh", "-c", script, "sh", lent)
    assert done.output.startswith(b"lent")
    assert done.output.endswith(b"2\n") or b"Permission denied" in done.output


@pytest.mark.anyio
async def test_the_host_changes_nothing_that_a_link_leads_to(tmp_path: Path) -> None:
    """It is outside the walls itself, so it takes folders only where programs may change them."""
    lent = tmp_path / "lent"
    lent.mkdir()
    (lent / "a").write_text("kept")
    policy = Policy(folders=(Folder(host=str(lent), guest=str(lent)),))
    async with Containers(tmp_path / "all", strongest="landlock") as all, all.booted(policy=policy) as container:
        await container.run("sh", "-c", f"ln -s {lent} node_modules; mkdir own; chmod 711 own; touch -d @1 own")
        before = lent.stat()
        for refused in (
            lambda: container.files.folder("node_modules"),
            lambda: container.files.write("node_modules/a", b"changed"),
            lambda: container.files.rm("node_modules/a"),
            lambda: container.files.chmod("node_modules/a", 0),
            lambda: container.files.rename("node_modules/a", "a"),
            lambda: container.files.mkdir("node_modules/b"),
            lambda: container.files.put([Entry(path="node_modules", kind="directory", mode=0o700)]),
            lambda: container.files.cp("own", "node_modules", recursive=True),
        ):
            with pytest.raises(ErrnoError, match=r"not permitted|denied|cross-device|Input/output"):
                await refused()
        assert await container.files.read("node_modules/a") == b"kept"
    assert sorted(os.listdir(lent)) == ["a"]
    assert (lent.stat().st_mode, lent.stat().st_mtime) == (before.st_mode, before.st_mtime)


@pytest.mark.anyio
async def test_two_containers_have_the_same_port(tmp_path: Path) -> None:
    script = b"require('http').createServer((q, r) => r.end(process.argv[2])).listen(3000, () => console.log('up'))"
    async with Containers(tmp_path, strongest="landlock") as all, all.booted() as first, all.booted() as second:
        for name, container in (("first", first), ("second", second)):
            await container.files.write("server.js", script)
            process = await container.spawn("node", "server.js", name)
            assert await process.take() == b"up\n"
        for name, container in (("first", first), ("second", second)):
            async with await container.connect(3000) as stream:
                await stream.send_all(b"GET / HTTP/1.0\r\n\r\n")
                answer = b"".join([data async for data in stream])
            assert answer.endswith(name.encode())
            fetch = "fetch('http://localhost:3000').then((it) => it.text()).then(console.log)"
            assert (await container.run("node", "-e", fetch)).output == f"{name}\n".encode()


@pytest.mark.parametrize("killed", ["init", "keeper"])
def test_the_end_of_the_init_or_its_keeper_ends_all(hosting: Callable[..., Any], killed: str) -> None:
    script = "setsid sh -c 'sleep 1000 & sleep 1000' & (setsid setsid sleep 1000 &) ; echo started; sleep 1000"
    with hosting("sh", "-c", script) as host:
        try:
            first = json.loads(host.stdout.readline())
            launcher = _children(first["host"])[0]
            # The launcher may have a child that is none of a container.
            keeper = next(each for each in _children(launcher) if any("sleep" in _command(pid) for pid in _below(each)))
            init = next(each for each in _children(keeper) if any("sleep" in _command(pid) for pid in _below(each)))
            descriptors = list(_opened(_below(keeper)))
            os.kill(init if killed == "init" else keeper, signal.SIGKILL)
            for descriptor in descriptors:
                assert select.select([descriptor], [], [], 10)[0]
        finally:
            host.kill()


def _children(pid: int) -> list[int]:
    """Return the children of a process; none where it has gone."""
    found: list[int] = []
    with suppress(FileNotFoundError, ProcessLookupError):
        for name in os.listdir(f"/proc/{pid}/task"):
            found += map(int, Path(f"/proc/{pid}/task/{name}/children").read_text().split())
    return found


def _opened(pids: Iterable[int]) -> Iterator[int]:
    """Yield descriptors of processes, but of those that have gone."""
    for pid in pids:
        with suppress(ProcessLookupError):
            yield os.pidfd_open(pid)


def _below(pid: int) -> list[int]:
    return [each for child in _children(pid) for each in (child, *_below(child))]


def _command(pid: int) -> str:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    return ""


def test_files_outside_are_neither_watched_nor_asked_for_attributes(contained: Contained, folder: Path) -> None:
    outside = folder / "outside"
    outside.mkdir()
    file = outside / "file"
    file.write_text("a")
    outside.chmod(0o755)
    text = f"""
libc = ctypes.CDLL(None, use_errno=True)
watcher = libc.inotify_init1(0)
def watched(path, mask=0xfff):
    ctypes.set_errno(0)
    number = libc.inotify_add_watch(watcher, path, mask)
    return errno.errorcode.get(ctypes.get_errno()) or number
outside, file = {str(outside)!r}, {str(file)!r}
os.symlink(outside, "link"), os.mkdir("own"), os.symlink("own", "other")
given = os.open("own", os.O_RDONLY)
refused = [watched(path.encode()) for path in (outside, file, "link", "link/file", "own/../link", "/", "/proc/1/root")]
refused += [error(os.getxattr, file, "user.a"), error(os.listxattr, "link/file"), watched(b"link", 0x01000fff)]
first = [watched(b"own"), watched(b"other"), watched(f"/proc/self/fd/{{given}}".encode()), watched(b"nothing")]
link = watched(b"link", 0x02000fff)
open("own/a", "w").close()
print(json.dumps([refused, first, link, "a" in os.read(watcher, 4096).decode(errors="replace")]))"""
    refused, first, link, seen = told(contained, text)
    assert set(refused) <= {"EACCES", "EOPNOTSUPP", "ENOTSUP"}, refused
    assert first == [1, 1, 1, "ENOENT"]
    # A link of its own is its own, whatever it leads to.
    assert link == 2
    assert seen
