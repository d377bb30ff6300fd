"""Runs a WebAssembly program within the walls of a container: `run.py FILE ARGUMENTS…`.

It sees the folders below `/home`, `/tmp` and its working folder, has the variables and the standard input and outputs
of this process, and ends with its own exit code.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oro_wasm.guests.start import Directory

PACKAGES = "/usr/local/lib/oro/packages"
KEPT = Path("/usr/local/lib/oro/programs")
"""The programs that the host fetched and compiled for all containers; read-only."""
_CANNOT_RUN, _CANNOT_GO_ON = 126, 134


def main(file: str, args: tuple[str, ...]) -> int:
    """Run a program; return the status to end with."""
    sys.path.append(PACKAGES)
    path = Path(file)
    name = ""
    if path.parent == KEPT:
        name = path.name.partition("-")[0]
        if not _ask(path.name):
            return _CANNOT_RUN
    if name == "node":
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # Python ignores it
        os.execve(path / "bin" / "node", ("node", *args), _env())
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


def _run(path: Path, name: str, args: tuple[str, ...]) -> int:
    from oro_wasm.engine.cache import LIMIT, Cache
    from oro_wasm.engine.code import Store
    from oro_wasm.errors import CannotRun, NotWebAssembly
    from oro_wasm.guests.run import run
    from oro_wasm.guests.start import Grants, Start
    from oro_wasm.guests.streams import Streams

    # What programs compile is kept in the container's own home, where it can harm this container alone.
    folder = KEPT / "code" if name else Path.home() / ".cache" / "oro-wasm"
    start = Start(path=str(path), name=name or path.name, args=args, grants=Grants(directories=_folders(), env=_env()))
    try:
        code = Store(Cache(folder, LIMIT)).load(path)
        outcome = run(code, start, Streams())
    except (CannotRun, NotWebAssembly) as error:
        print(error, file=sys.stderr)
        return _CANNOT_RUN
    except OSError as error:
        print(f'Cannot run "{path}": {error.strerror}', file=sys.stderr)
        return _CANNOT_RUN
    if outcome.trap is not None:
        print(f'Cannot go on with "{start.name}": {outcome.trap.message}', file=sys.stderr)
        return _CANNOT_GO_ON
    return outcome.code


def _folders() -> tuple[Directory, ...]:
    from oro_wasm.guests.start import Directory

    paths = {"/home": "/home", "/tmp": "/tmp", ".": os.getcwd()}
    return tuple(Directory(host=host, guest=guest, writable=True) for guest, host in paths.items())


def _env() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"}


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    status = main(sys.argv[1], tuple(sys.argv[2:]))
    sys.stderr.flush()
    os._exit(status)
