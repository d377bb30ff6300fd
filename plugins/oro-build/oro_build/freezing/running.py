"""Run PyInstaller and the program it made, with their output in a log."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from oro_build.errors import BuildError

__all__ = ("Step", "check_program", "run_pyinstaller")

Step = Callable[[str, float], object]

_SPEC = "from oro_build.freezing.recipe import freeze\nfreeze({order!r})\n"
_STEPS = (
    (re.compile(r"Analyzing "), "analysing", 0.1),
    (re.compile(r"Processing module hooks"), "analysing modules", 0.2),
    (re.compile(r"Looking for dynamic libraries"), "looking for libraries", 0.5),
    (re.compile(r"Building PYZ"), "writing modules", 0.65),
    (re.compile(r"Building PKG"), "writing the program", 0.75),
    (re.compile(r"Building COLLECT"), "copying files", 0.8),
)
_TELLING = re.compile(r"ERROR|Error|error:|No such file|cannot", re.IGNORECASE)
_TOOL = "objdump"
_LIBRARY = "Python shared library"
_PATIENCE = 120


def run_pyinstaller(work: Path, log: Path, output: Path, step: Step) -> None:
    """Freeze what the order in a folder says.

    Raises:
        BuildError: PyInstaller failed; the message has its last lines and names the log.
    """
    spec = work / "app.spec"
    spec.write_text(_SPEC.format(order=str(work / "order.json")))
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "INFO"]
    command += ["--distpath", str(output), "--workpath", str(work / "pyinstaller"), str(spec)]
    with log.open("w", encoding="utf-8") as written:
        process = subprocess.Popen(
            command, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        )
        assert process.stdout is not None
        with process, process.stdout as lines:
            for line in lines:
                written.write(line)
                for pattern, text, share in _STEPS:
                    if pattern.search(line):
                        step(text, share)
    if process.returncode:
        raise BuildError(f"Cannot freeze the app: {_reason(log)}\nThe whole output is in {log}")


def check_program(program: Path, log: Path) -> None:
    """Start the built app as far as loading every plugin.

    Raises:
        BuildError: it does not start.
    """
    try:
        done = subprocess.run(
            [program, "--oro-check"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE,
            env={name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BuildError(f"Cannot start the app that was built: {error}; the log is {log}") from error
    with log.open("a", encoding="utf-8") as written:
        written.write(f"\n$ {program} --oro-check\n{done.stdout}{done.stderr}")
    if done.returncode:
        told = "\n  ".join(done.stderr.strip().splitlines()[-8:])
        raise BuildError(f"The app was built, and does not start:\n  {told}\nThe log is {log}")


def _environment() -> Mapping[str, str]:
    """Return an environment in which the same input makes the same output."""
    return {"SOURCE_DATE_EPOCH": "315532800", **os.environ, "PYTHONHASHSEED": "1", "PYTHONUNBUFFERED": "1"}


def _reason(log: Path) -> str:
    lines = [line.strip() for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    if any(_TOOL in line for line in lines[-30:]):
        return f"{_TOOL} is missing, by which PyInstaller reads libraries; run: sudo apt install binutils"
    if any(_LIBRARY in line and "not found" in line for line in lines[-30:]):
        python = f"libpython{sys.version_info.major}.{sys.version_info.minor}"
        return f"the library of Python is missing, which goes into the app; run: sudo apt install {python}"
    telling = [line for line in lines[-60:] if _TELLING.search(line)]
    return (telling or lines or ["it said nothing"])[-1]
