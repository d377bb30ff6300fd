"""What oro-ai is measured beside: llama-cpp-python's server in `.venv-bench`, and llama.cpp's own, built here."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tarfile
from pathlib import Path

from benchmarks.environment import PYTHON, ROOT, VENV
from benchmarks.rounds import Skipped

__all__ = ("add_server", "built_server", "model")

LLAMA = "llama-cpp-python==0.3.36"
PACKAGES = (f"{LLAMA.replace('==', '[server]==')}", "httpx", "psutil", "anyio", "trio")
BUILD = ROOT / "build" / "llama-server"
WEIGHTS = ROOT / "build" / "weights"
OPTIONS = {
    "CMAKE_BUILD_TYPE": "Release",
    "CMAKE_CXX_FLAGS": "-U__AMX_INT8__",  # that code ends the process: see scripts/llama.cmake
    "LLAMA_BUILD_APP": "OFF",
    "LLAMA_BUILD_EXAMPLES": "OFF",
    "LLAMA_BUILD_TESTS": "OFF",
    "LLAMA_BUILD_UI": "OFF",
    "LLAMA_OPENSSL": "OFF",
    "LLAMA_USE_PREBUILT_UI": "OFF",
}

BUILT = f"{LLAMA} {OPTIONS}"


def add_server() -> None:
    """Add oro-ai and llama-cpp-python's server to `.venv-bench`, unless they are there.

    Raises:
        Skipped: they cannot be installed.
    """
    stamp, constraints = VENV / "stamp-ai", ROOT / "constraints.txt"
    key = "\n".join((*PACKAGES, constraints.read_text()))
    if stamp.exists() and stamp.read_text() == key:
        return
    print("bench: adding oro-ai and llama-cpp-python's server; llama.cpp is compiled the first time", flush=True)
    lean = ["-DLLAVA_BUILD=OFF", f"-DCMAKE_PROJECT_llama_cpp_INCLUDE={ROOT / 'scripts' / 'llama.cmake'}"]
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-c", str(constraints)]
    done = subprocess.run(
        [*command, *PACKAGES, "-e", f"{ROOT / 'plugins' / 'oro-ai'}[llama-cpp-python]"],
        env={**os.environ, "CMAKE_ARGS": shlex.join(lean)},
        check=False,
    )
    if done.returncode:
        raise Skipped("oro-ai cannot be installed; pip says above why")
    stamp.write_text(key)


def model() -> Path:
    """Return the model that is measured.

    Raises:
        Skipped: it cannot be fetched.
    """
    command = [str(PYTHON), "-m", "benchmarks.ai.model", str(WEIGHTS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Skipped(f"there is no model: {done.stderr.strip()[-300:]}")
    return Path(done.stdout.strip().splitlines()[-1])


def built_server() -> Path:
    """Return llama-server of the llama.cpp that llama-cpp-python has, built within some ten minutes the first time.

    Raises:
        Skipped: it cannot be built.
    """
    program = BUILD / "made" / "bin" / "llama-server"
    stamp = BUILD / "stamp"
    if program.is_file() and stamp.is_file() and stamp.read_text() == BUILT:
        return program
    if missing := [name for name in ("cmake", "c++") if shutil.which(name) is None]:
        raise Skipped(f"llama-server needs {' and '.join(missing)}")
    print(f"bench: building llama-server of {LLAMA} (some ten minutes, once)", flush=True)
    options = [f"-D{name}={value}" for name, value in OPTIONS.items()]
    made, count = BUILD / "made", str(os.cpu_count() or 1)
    _run("cmake", "-S", str(_source() / "vendor" / "llama.cpp"), "-B", str(made), *options)
    _run("cmake", "--build", str(made), "--target", "llama-server", "-j", count)
    stamp.write_text(BUILT)
    return program


def _source() -> Path:
    """Return the sources, fetched unless they are there."""
    source = BUILD / "source"
    if not source.is_dir():
        BUILD.mkdir(parents=True, exist_ok=True)
        pip = [str(PYTHON), "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        _run(*pip, "--dest", str(BUILD), LLAMA)
        archive = next(BUILD.glob("*.tar.gz"))
        with tarfile.open(archive) as opened:
            opened.extractall(BUILD, filter="data")
        (BUILD / archive.name.removesuffix(".tar.gz")).rename(source)
        archive.unlink()
    return source


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise Skipped(f"{command[0]} ended with status {done.returncode}: {done.stderr.strip()[-500:]}")
