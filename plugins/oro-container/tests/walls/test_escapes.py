"""What programs of a container try to get out, as root and as an ordinary user: all of it fails."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import oro_container
import pytest

pytestmark = pytest.mark.slow
PACKAGES = str(Path(oro_container.__file__).parent.parent)
Contained = Callable[..., Any]
_OF_THE_KERNEL = slice(13, 17)
_ERROR = """
import ctypes, errno, json, os, resource, signal, socket, subprocess, sys, threading, time
def error(function, *arguments):
    try:
        function(*arguments)
    except OSError as refused:
        return errno.errorcode.get(refused.errno, str(refused.errno))
"""


def told(contained: Contained, text: str, **more: Any) -> Any:
    """Run a text of Python in a container; return what it printed as JSON."""
    done = contained(
        "python3", "-I", "-S", "probe.py", files={"probe.py": _ERROR + text}, programs=("python3",), **more
    )
    assert done["code"] == 0, done["output"]
    return json.loads(done["output"])


@pytest.fixture
def service() -> Iterator[socket.socket]:
    """A service of the machine's loopback."""
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


def test_files_of_the_machine_are_not_there(contained: Contained, folder: Path, level: str) -> None:
    secret = folder / "secret"
    secret.write_text("secret")
    secret.chmod(0o666)
    text = f"""
paths = [{str(secret)!r}, "/etc/shadow", "/root", "/var", "/sys", "/boot", "/home/other", "/proc/1/root{secret}",
    "/proc/1/cwd", "/proc/self/root{secret}", "/../..{secret}", "/proc/1/environ", "/proc/1/mem",
    "/proc/kcore", "/proc/slabinfo", "/proc/kpageflags", "/proc/keys"]
os.symlink({str(secret)!r}, "link")
os.symlink("/proc/1/root/root", "up")
print(json.dumps({{
    "open": [error(os.open, path, os.O_RDONLY) for path in (*paths, "link", "up")],
    "root": error(os.listdir, "/") or sorted(os.listdir("/")), "passwd": open("/etc/passwd").read(),
    "write": [error(os.open, path, os.O_WRONLY | os.O_CREAT) for path in
              ("/new", "/etc/passwd", "/usr/bin/new", "/usr/lib/new", "/usr/bin/python3")],
    "proc": [error(lambda path: open(path, "w").write("1"), path) for path in
             ("/proc/sys/kernel/hostname", "/proc/sysrq-trigger", "/proc/sys/vm/drop_caches", "/proc/1/oom_score_adj")],
    "up": error(os.chdir, "/proc/1/root/.."), "here": error(os.listdir, "/..") or sorted(os.listdir("/.."))}}))"""
    found = told(contained, text)
    if level == "landlock":
        # What the kernel tells of the machine is seen there.
        del found["open"][_OF_THE_KERNEL]
    assert None not in found["open"]
    assert None not in found["write"]
    assert None not in found["proc"]
    assert found["root"] == found["here"]
    if level == "landlock":
        # The root is the machine's, and is not read.
        assert found["root"] == "EACCES"
        return
    assert set(found["root"]) <= {"bin", "dev", "etc", "home", "lib", "lib32", "lib64", "proc", "run", "tmp", "usr"}
    assert found["passwd"].count("\n") == 1


def test_processes_of_the_machine_are_not_there(contained: Contained, level: str) -> None:
    text = f"""
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    ctypes.set_errno(0)
    libc.syscall(number, *arguments)
    return errno.errorcode.get(ctypes.get_errno())
print(json.dumps({{
    "numbers": [int(name) for name in os.listdir("/proc") if name.isdigit()],
    "kill": [error(os.kill, pid, 0) for pid in ({os.getpid()}, {os.getppid()})],
    "others": [error(call, *arguments) for call, *arguments in ((os.kill, os.getppid(), 9),
        (os.kill, -{os.getpgid(0)}, 9), (os.setpriority, os.PRIO_USER, 0, 5),
        (os.setpriority, os.PRIO_PGRP, {os.getpgid(0)}, 5), (os.sched_setaffinity, {os.getpid()}, [0]),
        (resource.prlimit, {os.getpid()}, resource.RLIMIT_NOFILE), (open, "/proc/{os.getpid()}/environ"),
        (open, "/proc/{os.getpid()}/maps"), (os.readlink, "/proc/{os.getpid()}/cwd"))],
    "init": [error(os.kill, 1, number) for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP)],
    "priority": error(os.setpriority, os.PRIO_PROCESS, {os.getpid()}, 5),
    "ptrace": call(101 if os.uname().machine == "x86_64" else 117, 16, 1, 0, 0),
    "init's": [error(os.readlink, "/proc/1/fd/0"), error(open, "/proc/1/maps"), error(os.readlink, "/proc/1/exe")],
    "line": open("/proc/1/cmdline").read().strip(chr(0)), "there": os.path.exists("/proc/1")}}))"""
    found = told(contained, text)
    assert found["kill"] == ["ESRCH", "ESRCH"]
    if level == "landlock":
        assert None not in found["others"]
        assert set(found["init"]) <= {"ESRCH", "EPERM"}
        assert set(found["init's"]) <= {"EACCES", "EPERM"}
        assert found["ptrace"] == "EPERM"
        assert found["priority"] == "ESRCH"
        return
    assert len(found["numbers"]) == 2
    assert found["priority"] == "ESRCH"
    assert found["ptrace"] == "EPERM"
    assert set(found["init's"]) <= {"EACCES", "EPERM"}
    assert found["line"] == "container"
    assert found["there"]


def test_services_of_the_machine_are_not_there(
    contained: Contained, service: socket.socket, folder: Path, level: str
) -> None:
    port = service.getsockname()[1]
    with socket.socket(socket.AF_UNIX) as abstract, socket.socket(socket.AF_UNIX) as path:
        abstract.bind("")
        abstract.listen()
        path.bind(str(folder / "path"))
        path.listen()
        (folder / "path").chmod(0o777)
        name = abstract.getsockname().decode("latin-1")
        text = f"""
def connect(family, *address):
    with socket.socket(family) as made:
        made.connect(address if family != socket.AF_UNIX else address[0])
print(json.dumps([
    error(connect, socket.AF_INET, "127.0.0.1", {port}), error(connect, socket.AF_INET, "0.0.0.0", {port}),
    error(connect, socket.AF_INET6, "::1", {port}), error(connect, socket.AF_INET6, "::ffff:127.0.0.1", {port}),
    error(connect, socket.AF_UNIX, {name!r}.encode("latin-1")),
    error(connect, socket.AF_UNIX, {str(folder / "path")!r}),
    sorted(each[1] for each in socket.if_nameindex())]))"""
        for hosts in ((), ("*",)):
            found = told(contained, text, hosts=hosts)
            assert set(found[:4]) <= {"ECONNREFUSED", "ENETUNREACH"}
            if level == "landlock":
                assert found[4:6] == ["ECONNREFUSED", "EACCES"]
            else:
                assert found[4:] == ["ECONNREFUSED", "ENOENT", ["lo"]]


def test_a_machine_by_its_other_addresses_is_not_reached(contained: Contained, service: socket.socket) -> None:
    port = service.getsockname()[1]
    addresses = [
        "10.0.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "172.17.0.1",
        "100.64.0.1",
        "224.0.0.1",
        "fe80::1",
        "fd00::1",
    ]
    text = f"""
def connect(address):
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as made:
        made.connect((address, 80))
print(json.dumps([error(connect, each) for each in {[*addresses, "64:ff9b::7f00:1", "2002:7f00:1::"]}]))"""
    found = told(contained, text, hosts=("*", f"example.com:{port}"), outside=port)
    assert set(found) == {"EACCES"}


def test_a_name_that_leads_inside_is_not_followed(contained: Contained, service: socket.socket) -> None:
    text = """
def found(name):
    try:
        return socket.gethostbyname(name)
    except OSError as error:
        return None
print(json.dumps([found(name) for name in ("example.com", "inside.com", "lan.com", "other.com", "localhost")]))"""
    hosts = ("example.com", "inside.com", "lan.com")
    assert told(contained, text, hosts=hosts) == ["93.184.216.34", None, None, None, "127.0.0.1"]


def test_a_connection_of_the_outside_stays_one(contained: Contained, service: socket.socket) -> None:
    text = """
AF_UNSPEC = bytes(16)
libc = ctypes.CDLL(None, use_errno=True)
def connect(made, raw):
    ctypes.set_errno(0)
    return errno.errorcode.get(ctypes.get_errno()) if libc.connect(made.fileno(), raw, len(raw)) else None
made = socket.create_connection(("93.184.216.34", 80))
raw = lambda port: b"\\x02\\0" + port.to_bytes(2, "big") + bytes((127, 0, 0, 1)) + bytes(8)
found = {
    "unspecified": connect(made, AF_UNSPEC), "loopback": connect(made, raw(80)),
    "again": error(made.connect, ("93.184.216.34", 80)),
    "listen": error(made.listen), "fast": error(made.sendto, b"x", 0x20000000, ("127.0.0.1", 80)),
    "devices": error(__import__("fcntl").ioctl, made, 0x8912, bytes(40)),
    "namespace": error(__import__("fcntl").ioctl, made, 0x894C, 0)}
made.shutdown(socket.SHUT_RDWR)
found["listen after its end"] = error(made.listen)
found["loopback after its end"] = connect(made, raw(80))
print(json.dumps(found))"""
    found = told(contained, text, hosts=("93.184.216.34",), outside=service.getsockname()[1])
    assert found["unspecified"] == found["loopback"] == found["again"] == "EISCONN"
    assert found["listen"] == found["listen after its end"] == "EACCES"
    assert found["loopback after its end"] == "EISCONN"
    assert found["fast"] == os.strerror(0) or found["fast"] in ("EOPNOTSUPP", "ENOTSUP")
    assert found["devices"] == found["namespace"] == "EPERM"


def test_what_is_looked_at_cannot_be_exchanged(contained: Contained, service: socket.socket) -> None:
    """Threads exchange the address and the descriptor while a connection waits: none leads to the machine's service."""
    port = service.getsockname()[1]
    service.setblocking(False)
    text = f"""
libc = ctypes.CDLL(None, use_errno=True)
def raw(address, port):
    return b"\\x02\\0" + port.to_bytes(2, "big") + socket.inet_aton(address) + bytes(8)
outside = socket.create_connection(("93.184.216.34", 80))
shared = ctypes.create_string_buffer(raw("127.0.0.1", {port}), 16)
ended = False
def exchange():
    while not ended:
        ctypes.memmove(shared, bytes(16), 16)
        ctypes.memmove(shared, raw("127.0.0.1", {port}), 16)
def replace(number):
    while not ended:
        os.dup2(outside.fileno(), number)
        with socket.socket() as fresh:
            os.dup2(fresh.fileno(), number)
target = socket.socket()
threads = [threading.Thread(target=exchange), threading.Thread(target=replace, args=(target.fileno(),))]
for each in threads:
    each.start()
worked = sum(libc.connect(target.fileno(), shared, 16) == 0 for _ in range(2000))
ended = True
for each in threads:
    each.join()
print(json.dumps(error(outside.getpeername)))"""
    with socket.create_server(("127.0.0.1", 0)) as stands:
        assert told(contained, text, hosts=("93.184.216.34",), outside=stands.getsockname()[1]) is None
    with pytest.raises(BlockingIOError):
        service.accept()


def test_environment_and_descriptors_are_the_program_s_own(contained: Contained) -> None:
    text = """
print(json.dumps([sorted(os.environ), sorted(int(each) for each in os.listdir("/proc/self/fd"))]))"""
    names, descriptors = told(contained, text)
    assert "SECRET" not in names
    assert "PYTHONPATH" not in names
    # The last is of the listing itself.
    assert descriptors == [0, 1, 2, 3]


def test_a_service_of_the_machine_is_reached_where_it_is_named_alone(contained: Contained) -> None:
    text = """
def greeting(host):
    with socket.create_connection((host, PORT), 5) as made:
        return made.recv(5).decode()
def told(host):
    try:
        return greeting(host)
    except OSError as refused:
        return type(refused).__name__
print(json.dumps([told(host) for host in ("machine", "localhost", "192.0.2.2")]))"""
    with socket.create_server(("127.0.0.1", 0)) as service:
        port = service.getsockname()[1]
        greeter = threading.Thread(target=_greet, args=(service,))
        greeter.start()
        text = f"PORT = {port}\n{text}"
        assert told(contained, text, hosts=(f"machine:{port}",)) == ["hello", "ConnectionRefusedError", "hello"]
        refused = ["gaierror", "ConnectionRefusedError", "PermissionError"]
        for hosts in (("*", f"*:{port}"), (f"localhost:{port}", f"127.0.0.1:{port}"), (f"machine:{port + 1}",)):
            expected = refused if hosts[0][0] != "m" else ["PermissionError", *refused[1:]]
            assert told(contained, text, hosts=hosts) == expected
        service.shutdown(socket.SHUT_RDWR)
        greeter.join()


def _greet(service: socket.socket) -> None:
    with suppress(OSError):
        while True:
            taken, _ = service.accept()
            with taken:
                taken.sendall(b"hello")


def test_a_fork_bomb_ends_at_the_limit(contained: Contained, user: int, level: str) -> None:
    text = """
children = []
try:
    while len(children) < 400:
        pid = os.fork()
        if not pid:
            signal.pause()
        children.append(pid)
    found = None
except OSError as refused:
    found = errno.errorcode[refused.errno]
for pid in children:
    os.kill(pid, signal.SIGKILL)
print(json.dumps([len(children), found]))"""
    done = contained(
        "python3", "-I", "-S", "bomb.py", files={"bomb.py": _ERROR + text}, programs=("python3",), processes=40
    )
    count, found = json.loads(done["output"])
    if done["holdings"]["processes"] == "held" or (level == "landlock" and user):
        assert found == "EAGAIN"
        assert 30 <= count <= 48
    else:
        assert user == 0


def test_memory_and_temporary_files_end_at_their_limits(contained: Contained, level: str) -> None:
    text = """
name = os.environ["TMPDIR"] + "/full"
def fill():
    with open(name, "wb") as file:
        while name == "/tmp/full":
            file.write(bytes(1 << 22))
def take():
    kept = []
    try:
        while len(kept) < 64:
            kept.append(bytearray(b"x" * (1 << 24)))
    except MemoryError:
        return len(kept)
full = error(fill)
os.unlink(name)
print(json.dumps([full, take()]))"""
    full, taken = told(contained, text, memory=1 << 28)
    # Where they are on the machine's disk, the host looks at them.
    assert full == ("ENOSPC" if level == "namespaces" else None)
    assert taken is not None
    assert taken < 16


@pytest.mark.parametrize("killed", ["host", "launcher"])
def test_killing_leaves_nothing(hosting: Callable[..., Any], killed: str) -> None:
    script = "for n in 1 2 3; do sh -c 'sleep 1000 & sleep 1000' & done; echo started; wait"
    with hosting("sh", "-c", script) as host:
        try:
            first = json.loads(host.stdout.readline())
            assert first["output"] == "started\n"
            below = _below(first["host"])
            assert len(below) > 6
            descriptors = [os.pidfd_open(pid) for pid in below]
            if killed == "launcher":
                # The host's only child.
                os.kill(below[0], signal.SIGKILL)
                for descriptor in descriptors:
                    _wait(descriptor)
        finally:
            host.kill()
            host.wait()
    for descriptor in descriptors:
        _wait(descriptor)
        os.close(descriptor)


def _below(pid: int) -> list[int]:
    """Return the processes below one."""
    found = []
    for name in os.listdir(f"/proc/{pid}/task"):
        for child in Path(f"/proc/{pid}/task/{name}/children").read_text().split():
            found += [int(child), *_below(int(child))]
    return found


def _wait(descriptor: int) -> None:
    """Wait until a process has ended."""
    assert select.select([descriptor], [], [], 10)[0]


def test_what_the_user_may_watch_is_not_used_up(contained: Contained, level: str) -> None:
    """The kernel counts it by user, whatever namespace that is in; where there is none, nothing can limit it."""
    if level != "namespaces":
        pytest.skip("There is no namespace of users")
    most = int(Path("/proc/sys/fs/inotify/max_user_instances").read_text())
    text = """
libc = ctypes.CDLL(None, use_errno=True)
count = 0
while libc.inotify_init1(0) >= 0:
    count += 1
print(count)"""
    assert told(contained, text) <= most // 4


def test_closed_folders_are_counted_and_removed(folder: Path, user: int, program: str) -> None:
    """Where an ordinary user may not look, by the permissions that a program set, files are counted all the same."""
    text = """
import json, os, sys
from pathlib import Path
from oro_container.containers.usage import usage
from oro_container.removal import remove_tree
top = Path(sys.argv[1]) / "made"
os.makedirs(top / "open")
os.mkdir(top / "closed")
os.makedirs(top / "closed" / "inner" / "inmost")
(top / "closed" / "inner" / "inmost" / "file").write_bytes(bytes(1 << 20))
os.symlink("/etc", top / "closed" / "link")
os.chmod(top / "closed" / "inner", 0o400)
os.chmod(top / "closed", 0)
os.chdir(top / "open")
for _ in range(30):
    os.mkdir("d" * 250)
    os.chdir("d" * 250)
Path("file").write_bytes(bytes(1 << 20))
os.chdir("/")
size, count = usage((top,))
mode = (top / "closed").stat().st_mode & 0o777
remove_tree(top)
print(json.dumps([size >= 2 << 20, count, mode, top.exists(), os.path.exists("/etc/passwd")]))
"""
    own: dict[str, Any] = {} if user == os.geteuid() else {"user": user, "group": user, "extra_groups": []}
    python = sys.executable if user == os.geteuid() else program
    done = subprocess.run(
        [python, "-c", text, str(folder)], env={"PYTHONPATH": PACKAGES}, capture_output=True, check=False, **own
    )
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout) == [True, 2 + 4 + 30 + 1, 0, False, True]
