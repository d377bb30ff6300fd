"""The servers that packages are clients of, each started in a folder and on a port of its own."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from oro_framework.testing import free_port
from oro_framework.testing.waiting import PATIENCE, until_in_thread

HERE = Path(__file__).resolve().parent
PEERS = HERE / "peers.mjs"

Address = Mapping[str, Any] | str


@contextmanager
def servers(packages: Path) -> Iterator[Mapping[str, Address]]:
    """Run every server that is installed; yield what a client is told of each, by name.

    Args:
        packages: the folder with `node_modules`, whose servers are run by node.
    """
    with ExitStack() as stack, tempfile.TemporaryDirectory(prefix="oro-servers-") as temporary:
        os.chmod(temporary, 0o755)  # a server of another account goes through it
        running: dict[str, Address] = {}
        for name, (programs, start) in KINDS.items():
            found = [_program(program) for program in programs]
            if all(found):
                folder = Path(temporary, name)
                folder.mkdir(mode=0o755)
                running[name] = start(stack, folder, [str(each) for each in found])
        running.update(_peers(stack, packages))
        yield running


def _redis(stack: ExitStack, folder: Path, programs: Sequence[str]) -> Address:
    port = free_port()
    command = [programs[0], "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    _run(stack, folder, command, port)
    return f"redis://127.0.0.1:{port}"


def _mariadb(stack: ExitStack, folder: Path, programs: Sequence[str]) -> Address:
    port, data = free_port(), folder / "data"
    owner = pwd.getpwuid(os.geteuid()).pw_name
    plain = ["--no-defaults", f"--datadir={data}", f"--user={owner}"]
    install = [programs[1], *plain, "--auth-root-authentication-method=normal", "--skip-test-db"]
    subprocess.run(install, check=True, capture_output=True, timeout=PATIENCE)
    where = [f"--socket={folder}/socket", f"--pid-file={folder}/pid", f"--port={port}", "--bind-address=127.0.0.1"]
    _run(stack, folder, [programs[0], *plain, *where, "--skip-name-resolve"], port)
    return {"host": "127.0.0.1", "port": port, "user": "root", "password": "", "database": "mysql"}


def _postgres(stack: ExitStack, folder: Path, programs: Sequence[str]) -> Address:
    port, data = free_port(), folder / "data"
    account = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []  # it refuses to run as root
    if account:
        shutil.chown(folder, "postgres")
    make = [*account, programs[1], "-D", str(data), "-U", "oro", "--auth=trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(make, check=True, capture_output=True, timeout=PATIENCE, cwd=folder)
    run = [*account, programs[0], "-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", str(folder), "-F"]
    _run(stack, folder, run, port)
    return {"host": "127.0.0.1", "port": port, "user": "oro", "database": "postgres"}


def _ssh(stack: ExitStack, folder: Path, programs: Sequence[str]) -> Address:
    port = free_port()
    for name in ("host", "client"):
        make = [programs[1], "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(make, check=True, capture_output=True, timeout=PATIENCE)
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    options = {
        "HostKey": folder / "host",
        "AuthorizedKeysFile": folder / "client.pub",
        "PidFile": "none",
        "ListenAddress": f"127.0.0.1:{port}",
        "StrictModes": "no",
        "UsePAM": "no",
        "PermitRootLogin": "prohibit-password",
        "Subsystem": "sftp internal-sftp",
    }
    given = [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
    _run(stack, folder, [programs[0], "-D", "-e", "-f", "/dev/null", *given], port)
    user = pwd.getpwuid(os.geteuid()).pw_name
    return {"host": "127.0.0.1", "port": port, "username": user, "key": str(folder / "client")}


def _peers(stack: ExitStack, packages: Path) -> Mapping[str, Address]:
    """Start the servers that node runs; return what clients are told of each."""
    process = subprocess.Popen(["node", str(PEERS)], cwd=packages, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    stack.callback(_end, process)
    assert process.stdout is not None
    ports = json.loads(process.stdout.readline())
    return {"smtp": {"host": "127.0.0.1", "port": ports["smtp"]}, "mqtt": f"ws://127.0.0.1:{ports['mqtt']}"}


Start = Callable[[ExitStack, Path, Sequence[str]], Address]
KINDS: Mapping[str, tuple[Sequence[str], Start]] = {
    "redis": (["redis-server"], _redis),
    "mariadb": (["mariadbd", "mariadb-install-db"], _mariadb),
    "postgres": (["postgres", "initdb"], _postgres),
    "ssh": (["sshd", "ssh-keygen"], _ssh),
}
"""The servers by name: the programs each needs, and the function that starts it."""


def _program(name: str) -> str | None:
    """Return the path of a program, in the folders too that only administrators have in `PATH`."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    folders = [*os.get_exec_path(), "/usr/sbin", "/usr/local/sbin", *map(str, versions)]
    return shutil.which(name, path=os.pathsep.join(folders))


def _run(stack: ExitStack, folder: Path, command: Sequence[str], port: int) -> None:
    """Start a server in a folder, which `stack` ends; return once it accepts connections.

    Raises:
        RuntimeError: the server ended.
        TimeoutError: it does not accept connections in time.
    """
    log = folder / "log"
    with log.open("wb") as output:
        streams: Mapping[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": subprocess.STDOUT}
        process = subprocess.Popen(command, cwd=folder, **streams)
    stack.callback(_end, process)
    until_in_thread(lambda: process.poll() is not None or _accepts(port))
    if process.returncode is not None:
        raise RuntimeError(f"{command[0]} ended before it answered on port {port}: {log.read_text()[-2000:]}")


def _accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a server and wait for it."""
    process.terminate()
    try:
        process.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
