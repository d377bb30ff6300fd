"""What the filter of system calls refuses, and what works under it: real programs, real calls."""

from __future__ import annotations

import errno
import platform
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from oro_container.inside.seccomp import filters
from oro_container.inside.seccomp.numbers import NUMBERS, number

MACHINE = platform.machine()
pytestmark = pytest.mark.skipif(MACHINE not in ("x86_64", "aarch64"), reason="There is no filter for this machine")
Python = Callable[..., Any]
_CALLS = """
import ctypes, errno, json
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    words = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *words)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
"""
needs_node = pytest.mark.skipif(shutil.which("node", path="/usr/bin:/usr/local/bin") is None, reason="There is no Node")


def test_looking_outside_and_changing_the_machine_is_refused(python: Python) -> None:
    numbers = {name: number(name, MACHINE) for name in filters.REFUSED}
    known = {name: each for name, each in numbers.items() if each is not None}
    told = python(f"{_CALLS}\nprint(json.dumps({{n: call(c, 0, 0, 0, 0, 0, 0) for n, c in {known!r}.items()}}))")
    assert told == dict.fromkeys(known, "EPERM")


def test_new_namespaces_are_refused(python: Python) -> None:
    clone, clone3, unshare = (number(name, MACHINE) for name in ("clone", "clone3", "unshare"))
    flags = (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000)
    told = python(
        f"{_CALLS}\n"
        f"unshared = [call({unshare}, each) for each in (*{flags}, 0x80)]\n"
        f"cloned = [call({clone}, each | 17, 0, 0, 0, 0) for each in {flags}]\n"
        f"print(json.dumps([unshared, cloned, call({clone3}, 0, 0), call({unshare}, 0x400)]))"
    )
    assert told == [["EPERM"] * 8, ["EPERM"] * 7, "ENOSYS", 0]


def test_what_is_newer_than_the_filter_does_not_exist(python: Python) -> None:
    assert (
        python(f"{_CALLS}\nprint(json.dumps([call(n, 0) for n in (470, 512, 547, 1000, 0x7FFFFFFF)]))")
        == ["ENOSYS"] * 5
    )


@pytest.mark.parametrize(("level", "allowed"), [("namespaces", True), ("landlock", False)])
def test_sockets_are_those_of_the_level(python: Python, level: str, allowed: bool) -> None:
    text = """
import json, socket
def made(*kind):
    try:
        socket.socket(*kind).close()
        return True
    except OSError as error:
        import errno
        return errno.errorcode[error.errno]
print(json.dumps({name: made(*kind) for name, kind in {
    "tcp": (2, 1), "tcp6": (10, 1, 6), "tcp with flags": (2, 1 | 0o2000000 | 0o4000), "netlink": (16, 3, 0),
    "udp": (2, 2), "udp6": (10, 2, 17), "unix": (1, 1), "unix datagrams": (1, 2), "unix packets": (1, 5),
    "mptcp": (2, 1, 262), "sctp": (2, 1, 132), "udplite": (2, 2, 136), "raw": (2, 3, 1), "ping": (2, 2, 1),
    "netlink sockets": (16, 3, 4), "netlink uevents": (16, 3, 15), "generic netlink": (16, 3, 16),
    "vsock": (40, 1), "packet": (17, 3), "alg": (38, 5), "bluetooth": (31, 3, 1), "xdp": (44, 3), "smc": (43, 1),
}.items()}))"""
    told = python(text, sockets=level)
    passed = {"tcp", "tcp6", "tcp with flags", "netlink", "unix", "unix packets"}
    passed |= {"udp", "udp6", "unix datagrams"} if allowed else set()
    assert {name for name, result in told.items() if result is True} == passed
    assert {result for name, result in told.items() if name not in passed} <= {"EAFNOSUPPORT", "EPROTONOSUPPORT"}


def test_arguments_are_looked_at(python: Python) -> None:
    personality, ioctl, pair = (number(name, MACHINE) for name in ("personality", "ioctl", "socketpair"))
    sends = [(number("sendto", MACHINE), 3), (number("sendmsg", MACHINE), 2), (number("sendmmsg", MACHINE), 3)]
    text = f"""{_CALLS}
def at(index, value):
    return [0 if each != index else value for each in range(6)]
print(json.dumps({{
    "personalities": [call({personality}, each) for each in (0xFFFFFFFF, 0, 0x0400000, 0x0040000, 0x0200000)],
    "terminals": [call({ioctl}, 0, each, 0) for each in (0x5412, 0x541C, 0x5412 | 1 << 32, 0x5423)],
    "devices": [call({ioctl}, 0, each, 0) for each in (0x8912, 0x8915, 0x8946, 0x8933)],
    "fast open": [call(number, *at(index, 0x20000000)) for number, index in {sends}],
    "sends": [call(number, *at(0, -1)) for number, _ in {sends}],
    "pairs": [call({pair}, each, 1, 0, ctypes.create_string_buffer(8)) for each in (1, 2, 40)],
}}))"""
    told = python(text, stdin=-3)
    assert told["personalities"] == [0, 0, "EPERM", "EPERM", "EPERM"]
    assert told["terminals"] == ["EPERM"] * 4
    assert told["devices"][:3] == ["EPERM"] * 3
    assert told["devices"][3] in ("ENOTTY", "EINVAL")
    assert told["fast open"] == [errno.errorcode[errno.EOPNOTSUPP]] * 3
    assert set(told["sends"]) == {"EBADF"}
    assert told["pairs"] == [0, "EAFNOSUPPORT", "EAFNOSUPPORT"]


@pytest.mark.skipif(MACHINE != "x86_64", reason="x32 and 32-bit calls are of x86-64")
def test_x32_does_not_exist(python: Python) -> None:
    assert (
        python(f"{_CALLS}\nprint(json.dumps([call(0x40000000 | n, 0) for n in (39, 520, 521, 101)]))") == ["ENOSYS"] * 4
    )


@pytest.mark.skipif(MACHINE != "x86_64", reason="x32 and 32-bit calls are of x86-64")
def test_a_call_of_32_bits_ends_the_program(within: Callable[..., Any], program: str) -> None:
    text = (
        "import ctypes, mmap\n"
        "page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)\n"
        r"page.write(b'\xb8\x14\x00\x00\x00\xcd\x80\xc3')"  # mov eax, getpid; int 0x80; ret
        "\nprint(ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))())"
    )
    # SIGSEGV is of a kernel that has no such calls at all.
    assert within(program, "-I", "-S", "-c", text).returncode in (-signal.SIGSYS, -signal.SIGSEGV)


def test_a_program_cannot_answer_its_own_calls(python: Python) -> None:
    seccomp = number("seccomp", MACHINE)
    told = python(f"{_CALLS}\nprint(json.dumps(call({seccomp}, 1, 0, 0)))")
    assert told == "EFAULT"


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
@pytest.mark.parametrize("sockets", [filters.NAMESPACES_SOCKETS, filters.SHARED_SOCKETS])
def test_every_jump_ends_within_the_filter(machine: str, sockets: filters.Sockets) -> None:
    program = filters.build(sockets, ("listen", "connect"), machine)
    count = len(program) // 8
    assert count < 4096
    for at in range(count):
        code = int.from_bytes(program[at * 8 : at * 8 + 2], "little")
        if code & 7 == 5:
            assert at + 1 + max(program[at * 8 + 2 : at * 8 + 4]) < count
    assert int.from_bytes(program[-4:], "little") == 0x7FFF0000


def test_a_machine_that_is_not_known_has_no_filter() -> None:
    with pytest.raises(OSError, match="no filter") as raised:
        filters.build(filters.NAMESPACES_SOCKETS, machine="riscv64")
    assert raised.value.errno == errno.ENOSYS


def test_both_machines_have_each_call_that_is_looked_at() -> None:
    only_here = {name for name, (_, there) in NUMBERS.items() if there is None}
    # Those of a path alone: newer machines have them with a folder only.
    of_paths = {"chmod", "chown", "futimesat", "lchown", "utime", "utimes"}
    assert only_here <= set(filters.REFUSED) | of_paths


@needs_node
def test_node_works(within: Callable[..., Any], folder: Path) -> None:
    (folder / "watched").mkdir()
    script = """
const { execFileSync, fork, spawn } = require('node:child_process')
const { Worker, isMainThread, parentPort } = require('node:worker_threads')
const fs = require('node:fs'), os = require('node:os'), dgram = require('node:dgram'), net = require('node:net')
if (process.send) { process.send('hi'); process.disconnect() } else (async () => {
  const told = { sync: execFileSync('sh', ['-c', 'echo a | cat'], { encoding: 'utf8' }) }
  told.fork = await new Promise((resolve) => fork(__filename).on('message', resolve))
  told.worker = await new Promise((resolve) =>
    new Worker("require('worker_threads').parentPort.postMessage(6 * 7)", { eval: true }).on('message', resolve))
  const seen = new Promise((resolve) => fs.watch('watched', (_, name) => resolve(name)))
  fs.writeFileSync('watched/file', 'x')
  told.watch = await seen
  const server = require('node:http').createServer((_, reply) => reply.end('served'))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  told.fetch = await (await fetch(`http://127.0.0.1:${server.address().port}/`)).text()
  server.close()
  const local = net.createServer((socket) => socket.end('local'))
  await new Promise((resolve) => local.listen('socket', resolve))
  told.unix = await new Promise((resolve) => net.connect('socket').on('data', (data) => resolve(String(data))))
  local.close()
  told.interfaces = typeof os.networkInterfaces()
  told.cpus = os.cpus().length > 0
  const u = dgram.createSocket('udp4')
  u.bind(0, '127.0.0.1', () => u.send('ping', u.address().port, '127.0.0.1'))
  told.udp = await new Promise((resolve) => u.on('message', (message) => resolve(String(message))))
  u.close()
  const memory = new WebAssembly.Memory({ initial: 1 })
  told.wasm = memory.buffer.byteLength
  console.log(JSON.stringify(told))
  process.exit(0)
})()
"""
    (folder / "all.cjs").write_text(script)
    done = within("node", "all.cjs")
    assert done.returncode == 0, done.stdout
    assert done.stdout.strip() == (
        '{"sync":"a\\n","fork":"hi","worker":42,"watch":"file","fetch":"served","unix":"local",'
        '"interfaces":"object","cpus":true,"udp":"ping","wasm":65536}'
    )


@needs_node
@pytest.mark.skipif(shutil.which("npm", path="/usr/bin:/usr/local/bin") is None, reason="There is no npm")
def test_npm_works(within: Callable[..., Any], folder: Path) -> None:
    (folder / "package.json").write_text('{"name":"a","version":"1.0.0","scripts":{"test":"node -p 6*7"}}')
    made = folder / "dependency"
    made.mkdir()
    (made / "package.json").write_text('{"name":"dependency","version":"1.0.0","main":"index.js"}')
    (made / "index.js").write_text("module.exports = 1")
    packed = within("npm", "pack", "./dependency", "--silent")
    assert packed.returncode == 0, packed.stdout
    added = within("npm", "install", "--offline", "--no-audit", "--no-fund", f"./{packed.stdout.strip()}")
    assert added.returncode == 0, added.stdout
    assert (folder / "node_modules" / "dependency" / "index.js").exists()
    tested = within("npm", "test", "--silent")
    assert tested.stdout.split() == ["42"]


def test_python_works(python: Python) -> None:
    text = """
import asyncio, concurrent.futures, json, multiprocessing, os, socket, sqlite3, subprocess, tempfile, threading
def work(queue):
    queue.put(6 * 7)
async def main():
    child = await asyncio.create_subprocess_exec("cat", stdin=-1, stdout=-1)
    told = {"asyncio": (await child.communicate(b"a"))[0].decode()}
    queue = multiprocessing.get_context("fork").SimpleQueue()
    process = multiprocessing.get_context("fork").Process(target=work, args=(queue,))
    process.start()
    told["process"] = queue.get()
    process.join()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        told["threads"] = sum(pool.map(lambda n: n * n, range(10)))
    with tempfile.TemporaryDirectory() as folder:
        data = sqlite3.connect(os.path.join(folder, "x"))
        told["sqlite"] = data.execute("select 1").fetchone()[0]
        data.close()
    left, right = socket.socketpair()
    left.sendall(b"pair")
    told["pair"] = right.recv(4).decode()
    print(json.dumps(told))
asyncio.run(main())
"""
    assert python(text) == {"asyncio": "a", "process": 42, "threads": 285, "sqlite": 1, "pair": "pair"}
