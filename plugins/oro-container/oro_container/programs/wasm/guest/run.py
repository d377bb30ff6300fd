"""Runs a WebAssembly program within the walls of a container: `run.py FILE ARGUMENTS…`.

It sees the folders below `/home` (or its home, where that is elsewhere), `/tmp` and its working folder, has the
variables and the standard input and outputs of this process, and ends with its own exit code.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from oro_wasm.engine.code import Code
    from oro_wasm.guests.start import Directory

_ORO = Path(__file__).parent.parent
PACKAGES = str(_ORO / "packages")
KEPT = _ORO / "programs"
"""The programs that the host fetched and compiled for all containers; read-only."""
CANNOT_RUN, CANNOT_GO_ON = 126, 134


def main(file: str, args: tuple[str, ...]) -> int:
    """Run a program; return the status to end with."""
    sys.path.append(PACKAGES)
    path = Path(file)
    name = ""
    if path.parent == KEPT:
        name = path.name.partition("-")[0]
        if not _ask(path.name):
            return CANNOT_RUN
    if name == "node":
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # Python ignores it
        os.execve(path / "bin" / "node", ("node", *args), variables())
    return _run(path, name, args)


def _ask(name: str) -> bool:
    """Have the host make a program ready where it is not, and tell what it says; return whether it is."""
    from oro_wasm.engine.keys import version

    if (KEPT / f"{name}.{version()}").exists():
        return True
    ready = False
    with socket.socket(socket.AF_UNIX) as host:
        host.connect("/run/host.sock")
        host.sendall(json.dumps({"ask": "wasm", "name": name}).encode() + b"\n")
        for line in host.makefile(encoding="utf-8"):
            answer = json.loads(line)
            ready = ready or bool(answer.get("ready"))
            if told := answer.get("error") or answer.get("err"):
                print(told, file=sys.stderr, flush=True)
    return ready


def compiled(path: Path, *, kept: bool = False) -> Code | None:
    """Return the code of a file, compiled now unless it was before; None where there is none, and that was said."""
    from oro_wasm.engine.cache import LIMIT, Cache
    from oro_wasm.engine.code import Store
    from oro_wasm.errors import NotWebAssembly

    # What programs compile is kept in the container's own home, where it can harm this container alone.
    folder = KEPT / "code" if kept else Path.home() / ".cache" / "oro-wasm"
    try:
        return Store(Cache(folder, LIMIT)).load(path)
    except NotWebAssembly as error:
        cannot(str(error))
    except OSError as error:
        cannot(f'Cannot run "{path}": {error.strerror}')
    return None


def status_of(code: Code, path: Path, name: str, args: tuple[str, ...], env: dict[str, str]) -> int:
    """Run a program by this process' standard input and outputs; return the status to end with."""
    from oro_wasm.errors import CannotRun
    from oro_wasm.guests.run import run
    from oro_wasm.guests.start import Grants, Start
    from oro_wasm.guests.streams import Streams

    start = Start(path=str(path), name=name, args=args, grants=Grants(directories=_folders(), env=env))
    try:
        outcome = run(code, start, Streams())
    except CannotRun as error:
        return cannot(str(error))
    if outcome.trap is not None:
        return cannot(f'Cannot go on with "{start.name}": {outcome.trap.message}', CANNOT_GO_ON)
    return outcome.code


def ended(code: Code, path: Path, name: str, args: tuple[str, ...], env: dict[str, str]) -> NoReturn:
    """Run a program in place of this process."""
    status = CANNOT_RUN
    try:
        status = status_of(code, path, name, args, {**variables(), **env})
        sys.stderr.flush()
    finally:
        os._exit(status)


def cannot(why: str, status: int = CANNOT_RUN) -> int:
    """Say why, and return the status to end with."""
    print(why, file=sys.stderr, flush=True)
    return status


def _run(path: Path, name: str, args: tuple[str, ...]) -> int:
    code = compiled(path, kept=bool(name))
    return CANNOT_RUN if code is None else status_of(code, path, name or path.name, args, variables())


def _folders() -> tuple[Directory, ...]:
    from oro_wasm.guests.start import Directory

    home, temporary = os.environ.get("HOME", "/home"), os.environ.get("TMPDIR", "/tmp")
    # A container that shares the machine's files has its home elsewhere.
    above = "/home" if home.startswith("/home/user") else home
    paths = {above: above, "/tmp": temporary, ".": os.getcwd()}
    return tuple(Directory(host=host, guest=guest, writable=True) for guest, host in paths.items())


def variables() -> dict[str, str]:
    """Return the variables that a program gets."""
    return {name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"}


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    status = main(sys.argv[1], tuple(sys.argv[2:]))
    sys.stderr.flush()
    os._exit(status)
