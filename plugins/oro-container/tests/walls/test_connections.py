"""Programs of a container that connect: within it, and out through the host; real programs, each in its own way."""

from __future__ import annotations

import http.server
import json
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow
Contained = Callable[..., Any]


class _Outside(http.server.SimpleHTTPRequestHandler):
    """What stands for every host of the outside."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path.startswith("/files/"):
            self.path = self.path.removeprefix("/files")
            super().do_GET()
            return
        if self.path == "/package":
            tarball = {"tarball": "http://example.com/files/package-1.0.0.tgz"}
            described = {"name": "package", "version": "1.0.0", "dist": tarball}
            text = json.dumps({"name": "package", "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": described}})
        else:
            text = f"{self.headers['host']} {self.path}"
        self.send_response(200)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: Any) -> None:
        return


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[int]:
    """The port of a server that stands for the outside, whose files are in `tmp_path`."""

    def handler(*arguments: Any) -> _Outside:
        return _Outside(*arguments, directory=str(tmp_path))

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def output(done: Any) -> str:
    assert done["code"] == 0, done["output"]
    return str(done["output"])


@pytest.mark.skipif(shutil.which("curl") is None, reason="There is no curl")
def test_curl(contained: Contained, outside: int) -> None:
    done = contained("curl", "-sS", "http://example.com/a", programs=("curl",), hosts=("example.com",), outside=outside)
    assert output(done) == "example.com /a"
    assert done["decisions"][-1] == ["connect", True, "example.com", "93.184.216.34", 80]
    refused = contained("curl", "-sS", "http://other.com/", programs=("curl",), hosts=("example.com",), outside=outside)
    assert (refused["code"], refused["decisions"][0][:3]) == (6, ["resolve", False, "other.com"])


@pytest.mark.skipif(shutil.which("node") is None, reason="There is no Node")
def test_node(contained: Contained, outside: int, level: str) -> None:
    script = """
const net = require('node:net'), dns = require('node:dns').promises
const code = async (work) => { try { return await work() } catch (error) { return error.cause?.code ?? error.code } }
const connect = (options) => new Promise((resolve, reject) => {
  const socket = net.connect(options, () => { resolve(socket.remotePort > 0); socket.destroy() }).on('error', reject)
})
;(async () => console.log(JSON.stringify({
  fetch: await (await fetch('http://example.com/a')).text(),
  many: new Set(await Promise.all(Array.from({ length: 30 }, async (_, n) =>
    (await fetch('http://example.com/' + n)).text()))).size,
  net: await connect({ host: 'example.com', port: 80, keepAlive: true, noDelay: true }),
  address: await connect({ host: '93.184.216.34', port: 80 }),
  six: await code(() => connect({ host: '::ffff:93.184.216.34', port: 80 })),
  lookup: await dns.lookup('example.com'),
  resolve: await code(() => dns.resolve4('example.com')),
  nothing: await code(() => dns.resolve6('example.com')),
  refused: [await code(() => fetch('http://other.com/')),
    await code(() => connect({ host: '93.184.216.36', port: 80 })),
    await code(() => connect({ host: 'example.com', port: 81 })), await code(() => connect({ port: 1 }))],
})))()
"""
    done = contained("node", "a.js", files={"a.js": script}, hosts=("example.com",), outside=outside)
    assert json.loads(output(done)) == {
        "fetch": "example.com /a",
        "many": 30,
        "net": True,
        "address": True,
        "six": True,
        "lookup": {"address": "93.184.216.34", "family": 4},
        # By datagrams, which there are in a network of its own alone.
        "resolve": ["93.184.216.34"] if level == "namespaces" else "ECONNREFUSED",
        "nothing": "ENODATA" if level == "namespaces" else "ECONNREFUSED",
        "refused": ["ENOTFOUND", "EACCES", "EACCES", "ECONNREFUSED"],
    }


def test_python(contained: Contained, outside: int, level: str) -> None:
    script = """
import asyncio, errno, fcntl, json, os, select, socket, threading, urllib.request
found = {"urllib": urllib.request.urlopen("http://example.com/a").read().decode()}
made = socket.socket()
made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
made.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 77)
made.settimeout(5)
os.set_inheritable(made.fileno(), True)
made.connect(("example.com", 80))
found["kept"] = [made.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE), made.getsockopt(socket.IPPROTO_TCP, 1),
    made.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE), os.get_inheritable(made.fileno()),
    os.get_blocking(made.fileno())]
made.close()
made = socket.socket()
made.setblocking(False)
begun = made.connect_ex(("93.184.216.34", 80))
poll = select.epoll()
poll.register(made, select.EPOLLOUT)
found["epoll"] = [errno.errorcode[begun], bool(poll.poll(10)), made.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR),
    errno.errorcode.get(made.connect_ex(("93.184.216.34", 80))), os.get_inheritable(made.fileno())]
made.close()
def one(n, into):
    into.append(urllib.request.urlopen(f"http://example.com/{n}").read())
into = []
threads = [threading.Thread(target=one, args=(n, into)) for n in range(10)]
for each in threads: each.start()
for each in threads: each.join()
found["threads"] = len(set(into))
async def main():
    reader, writer = await asyncio.open_connection("example.com", 80)
    writer.write(b"GET /b HTTP/1.0\\r\\nhost: example.com\\r\\n\\r\\n")
    data = await reader.read()
    writer.close()
    return data.decode().rpartition("\\n")[2]
found["asyncio"] = asyncio.run(main())
try:
    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagrams.connect(("127.0.0.1", 53))
    found["datagrams"] = datagrams.getpeername()[1]
    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    found["outside"] = errno.errorcode.get(datagrams.connect_ex(("93.184.216.34", 443)))
except OSError as error:
    found["datagrams"] = found["outside"] = errno.errorcode.get(error.errno)
found["info"] = [each[4][0] for each in socket.getaddrinfo("example.com", 80, type=socket.SOCK_STREAM,
    flags=socket.AI_ADDRCONFIG)]
print(json.dumps(found))
"""
    more: dict[str, Any] = {"programs": ("python3",), "hosts": ("example.com",), "outside": outside}
    found = json.loads(output(contained("python3", "a.py", files={"a.py": script}, **more)))
    assert found == {
        "urllib": "example.com /a",
        "kept": [1, 1, 77, True, False],
        "epoll": ["EINPROGRESS", True, 0, "EISCONN", False],
        "threads": 10,
        "asyncio": "example.com /b",
        "datagrams": 53 if level == "namespaces" else "EPROTONOSUPPORT",
        "outside": "ENETUNREACH" if level == "namespaces" else "EPROTONOSUPPORT",
        "info": ["93.184.216.34"],
    }


@pytest.mark.skipif(shutil.which("npm") is None, reason="There is no npm")
def test_npm(contained: Contained, outside: int, tmp_path: Path) -> None:
    made = tmp_path / "made" / "package"
    made.mkdir(parents=True)
    (made / "package.json").write_text('{"name":"package","version":"1.0.0","main":"a.js"}')
    (made / "a.js").write_text("module.exports = 6 * 7")
    subprocess.run(["tar", "-czf", tmp_path / "package-1.0.0.tgz", "-C", made.parent, "package"], check=True)
    script = (
        "node $(dirname $(readlink -f $(which npx)))/npm-cli.js install"
        " --registry=http://example.com/ --no-audit --no-fund --silent package"
        " && node -p 'require(\"package\")'"
    )
    files = {"package.json": '{"name":"a","version":"1.0.0"}'}
    done = contained("sh", "-c", script, files=files, hosts=("example.com",), outside=outside)
    assert output(done).split() == ["42"]


@pytest.mark.skipif(shutil.which("git") is None, reason="There is no git")
def test_git(contained: Contained, outside: int, tmp_path: Path) -> None:
    source, bare = tmp_path / "source", tmp_path / "bare.git"
    own = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", "init", "-q", source], check=True)
    (source / "file").write_text("cloned")
    subprocess.run(["git", "-C", source, "add", "."], check=True)
    subprocess.run(["git", "-C", source, *own, "commit", "-qm", "First"], check=True)
    subprocess.run(["git", "clone", "-q", "--bare", source, bare], check=True)
    subprocess.run(["git", "-C", bare, "update-server-info"], check=True)
    folder = subprocess.run(["git", "--exec-path"], check=True, capture_output=True, text=True).stdout.strip()
    if not folder.startswith("/usr/lib"):
        pytest.skip("git has its programs where containers have none")
    script = "git clone -q --template= http://example.com/files/bare.git copy && cat copy/file"
    more: dict[str, Any] = {"programs": ("git",), "hosts": ("example.com",), "outside": outside}
    assert output(contained("sh", "-c", script, **more)) == "cloned"


def test_connections_within(contained: Contained, level: str) -> None:
    """Sockets by path, by name, and of loopback go on as without the walls, also where connections are told of."""
    script = """
import errno, json, os, socket, threading
found = {}
def exchange(listener, family, address):
    listener.listen(1)
    made = socket.socket(family)
    made.connect(address)
    accepted, _ = listener.accept()
    accepted.sendall(b"there")
    data = made.recv(5).decode()
    made.close(), accepted.close(), listener.close()
    return data
os.mkdir("folder")
for name, family, address in (("path", 1, "folder/path"), ("absolute", 1, os.getcwd() + "/absolute"),
        ("abstract", 1, "\\0name"), ("four", 2, ("127.0.0.1", 4000)), ("six", 10, ("::1", 4001))):
    listener = socket.socket(family)
    try:
        listener.bind(address)
    except OSError as error:
        found[name] = errno.errorcode[error.errno]
        continue
    found[name] = exchange(listener, family, address)
    if name == "path":
        os.chdir("folder")
        found["gone"] = errno.errorcode[socket.socket(1).connect_ex("path")]
        found["none"] = errno.errorcode[socket.socket(1).connect_ex("nothing")]
full = socket.socket(1)
full.bind("full")
full.listen(0)
waits = [socket.socket(1) for _ in range(3)]
threads = [threading.Thread(target=each.connect, args=("full",)) for each in waits]
for each in threads: each.start()
accepted = [full.accept()[0] for _ in waits]
for each in threads: each.join()
found["full"] = len({each.fileno() for each in accepted})
found["unspecified"] = errno.errorcode.get(socket.socket(2).connect_ex(("0.0.0.0", 1)))
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def connect(*arguments):
    ctypes.set_errno(0)
    libc.connect(*arguments)
    return errno.errorcode.get(ctypes.get_errno())
made = socket.socket()
address = b"\\2\\0\\0\\1" + bytes((127, 0, 0, 1)) + bytes(8)
listening = os.open(".", os.O_RDONLY)
for _ in range(1500):
    libc.connect(listening, address, 16)
    libc.listen(listening, 1)
found["wrong"] = [connect(99, address, 16), connect(os.open(".", 0), address, 16), connect(made.fileno(), None, 16),
    connect(made.fileno(), address, 1 << 20), connect(made.fileno(), address, 3), connect(made.fileno(), address, 0)]
print(json.dumps(found))
"""
    found = json.loads(
        output(contained("python3", "a.py", files={"a.py": script}, programs=("python3",), hosts=("*",)))
    )
    assert found == {
        **dict.fromkeys(("path", "absolute", "four", "six"), "there"),
        # Such names are those of the whole machine where the network is.
        "abstract": "there" if level == "namespaces" else "EACCES",
        "gone": "ECONNREFUSED",
        "none": "ENOENT",
        "full": 3,
        "unspecified": "ECONNREFUSED",
        "wrong": ["EBADF", "ENOTSOCK", "EFAULT", "EINVAL", "EINVAL", "EINVAL"],
    }


def test_ports_are_told(contained: Contained) -> None:
    script = """
import os, socket
made = [socket.socket(family) for family in (2, 2, 10)]
for each, address in zip(made, ("127.0.0.1", "0.0.0.0", "::1")):
    each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    each.bind((address, 4001 if each.family == 2 else 4002))
    each.listen()
local = socket.socket(1)
local.bind("local")
local.listen()
made[2].close()
made[0].close()
os.listdir(".")
implicit = socket.socket()
implicit.listen()
"""
    done = contained("python3", "a.py", files={"a.py": script}, programs=("python3",))
    assert output(done) == ""
    told = done["ports"]
    assert told[:2] == [[4001, 4, True], [4002, 6, True]]
    assert [4002, 6, False] in told
    assert len({port for port, _, _ in told}) == 3
    refused = contained("python3", "a.py", files={"a.py": script}, programs=("python3",), listen=False)
    assert "PermissionError" in refused["output"]
    assert refused["ports"] == []


def test_a_program_that_dies_while_it_waits(contained: Contained) -> None:
    """The host's connection is never taken, and the program is ended while it waits for it."""
    script = """
timeout -s KILL 0.3 python3 -c 'import socket; socket.create_connection(("93.184.216.34", 80))'
echo $?
python3 -c 'import socket
made = socket.socket()
made.setblocking(False)
print(made.connect_ex(("93.184.216.34", 80)))'
"""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        # The queue holds one more than asked for; what comes then waits.
        with socket.create_connection(("127.0.0.1", port)):
            done = contained("sh", "-c", script, programs=("python3",), hosts=("93.184.216.34",), outside=port)
    assert output(done).split()[-2:] == ["137", "115"]
