"""Add oro-wasm and a compiler of C to `.venv-bench`, and find the other programs that are measured."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from benchmarks.environment import PYTHON, ROOT, VENV
from benchmarks.rounds import Skipped

__all__ = ("ORO", "SOURCES", "add_wasm", "built", "native", "program")

ORO = VENV / "bin" / "oro"
ZIG = "ziglang==0.17.1"
SOURCES = Path(__file__).resolve().parent / "programs"
TARGET = ("-target", "wasm32-wasi", "-msimd128", "-s", "-Wl,-z,stack-size=65536")
"""With 128 bits at once, as gcc has by itself here; Zig's own stack of 16 MiB would be most of a program's memory."""


def add_wasm() -> None:
    """Add oro-wasm and Zig to `.venv-bench`, unless they are there.

    Raises:
        Skipped: they cannot be installed.
    """
    stamp, constraints = VENV / "stamp-wasm", ROOT / "constraints.txt"
    key = "\n".join((ZIG, constraints.read_text()))
    if stamp.exists() and stamp.read_text() == key:
        return
    print("bench: adding oro-wasm and Zig (100 MB)", flush=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-c", str(constraints)]
    done = subprocess.run([*pip, ZIG, "-e", str(ROOT / "plugins" / "oro-wasm")], check=False)
    if done.returncode:
        raise Skipped("oro-wasm or Zig cannot be installed; pip says above why")
    stamp.write_text(key)


def program(name: str) -> str:
    """Return the path of a program.

    Raises:
        Skipped: there is none of that name.
    """
    found = shutil.which(name)
    if found is None:
        raise Skipped(f"there is no {name} here")
    return found


def built(name: str, folder: Path) -> Path:
    """Build one of `programs/*.c` for WASI and return the module; Zig's first build takes half a minute.

    Raises:
        Skipped: it cannot be built.
    """
    output = folder / f"{name}.wasm"
    _run(str(PYTHON), "-m", "ziglang", "cc", *TARGET, "-O2", str(SOURCES / f"{name}.c"), "-o", str(output))
    return output


def native(name: str, folder: Path) -> Path:
    """Build one of `programs/*.c` with gcc for this machine and return the program.

    Raises:
        Skipped: it cannot be built.
    """
    output = folder / name
    _run(program("gcc"), "-O2", str(SOURCES / f"{name}.c"), "-o", str(output))
    return output


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise Skipped(f"{command[0]} ended with status {done.returncode}: {done.stderr.strip()[-500:]}")
