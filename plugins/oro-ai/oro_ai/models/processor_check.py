"""Check in a separate process whether llama.cpp works on this processor, because it may crash.

    python -m oro_ai.models.processor_check HOW

A library may be compiled for another processor (SIGILL), or with AMX, whose code crashes the process at the first
prompt of two tokens or more (SIGSEGV or SIGILL). No call of the library predicts either.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import msgspec

from oro_ai.bindings import AGAIN, COMPILED, installed_bindings
from oro_framework.interpreter import module_command

__all__ = ("How", "Trial", "Verdict", "known_verdict", "looked_at", "mend", "tried", "verdict")

How = Literal["ours", "plain"]
"""The way to load models: as oro-ai does, or with llama.cpp's defaults."""
Verdict = str
"""Empty if llama.cpp works; otherwise how the process ended, to complete a sentence."""

PATIENCE = 120.0
"""Seconds after which a check is given up."""
CPUINFO = Path("/proc/cpuinfo")


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a check."""

    verdict: Verdict = ""
    seconds: float = 0.0
    """Seconds that a token took; 0 when unknown."""
    machine: Mapping[str, Any] = {}
    """The members of `oro_ai.llama.machine.Machine`."""


def verdict(how: How, folder: Path) -> Verdict:
    """Return the verdict, checked once for each library and processor.

    Args:
        how: the way to load models.
        folder: the folder for verdicts.

    Raises:
        Unsupported: there is no Python to try it with.
    """
    if (known := known_verdict(how, folder)) is not None:
        return known
    found = tried(how)
    kept = folder / f"llama-{_key(how)}.json"
    # A folder that cannot be written only means that the check is repeated in the next run.
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        partial = kept.with_suffix(f".{os.getpid()}")
        partial.write_text(json.dumps(found))
        partial.replace(kept)
    return found


def known_verdict(how: How, folder: Path) -> Verdict | None:
    """Return the stored verdict; None if there is none."""
    try:
        found = json.loads((folder / f"llama-{_key(how)}.json").read_text())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, str) else None


def tried(how: How) -> Verdict:
    """Return the verdict of `looked_at`.

    Raises:
        Unsupported: there is no Python to try it with.
    """
    return looked_at(how).verdict


def looked_at(how: How) -> Trial:
    """Load a model with random weights in another process and continue three tokens with it.

    Raises:
        Unsupported: there is no Python to try it with.
    """
    try:
        command = module_command("oro_ai.models.processor_check", [how])
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return Trial(verdict=f"does not end within {PATIENCE:.0f} s")
    if done.returncode == 0:
        return _told(done.stdout)
    if done.returncode < 0:
        return Trial(verdict=f"ends with {_signal(-done.returncode)}")
    return Trial(verdict=f"fails: {(done.stderr.strip().splitlines() or ['it does not say why'])[-1]}")


def _told(text: str) -> Trial:
    """Return what the other process printed, in its last line; the library may print before."""
    try:
        return msgspec.json.decode((text.strip().splitlines() or [""])[-1], type=Trial)
    except msgspec.DecodeError:
        return Trial()


def mend() -> str:
    """Return the command that compiles llama-cpp-python for this processor, without AMX."""
    options = "-DCMAKE_C_FLAGS=-U__AMX_INT8__ -DCMAKE_CXX_FLAGS=-U__AMX_INT8__"
    pip = f"{AGAIN} {COMPILED.distribution}"
    if sys.platform == "win32":
        return f'set "CMAKE_ARGS={options}" && {pip}'
    return f'CMAKE_ARGS="{options}" {pip}'


def _signal(number: int) -> str:
    """Return the name of a signal and, where it is known, why it was sent."""
    if number not in (signal.SIGILL, signal.SIGSEGV):
        return signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"
    if "amx_tile" in _processor().split():
        why = "this processor has AMX, and llama.cpp was compiled with its code for it"
    else:
        why = "llama.cpp was compiled for another processor"
    return f"{signal.Signals(number).name}: {why}"


def _processor() -> str:
    """Return the features of this processor as one line."""
    try:
        with CPUINFO.open() as lines:
            return next((line for line in lines if line.startswith(("flags", "Features"))), "")
    except OSError:
        return f"{platform.machine()} {platform.processor()}"


def _key(how: How) -> str:
    """Return a text that is unique to the library and the processor."""
    parts = [how, _processor(), *_libraries()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _libraries() -> Iterator[str]:
    bindings = installed_bindings()
    if bindings is None or bindings.folder is None:
        return
    yield bindings.version
    for path in sorted(bindings.folder.glob("*")):
        found = path.stat()
        yield f"{path} {found.st_size} {found.st_mtime_ns}"


def _try(how: str) -> None:
    """Load and generate in this process."""
    from oro_ai.engine.job import Done, Event, Job
    from oro_ai.llama.context import Context, Shape
    from oro_ai.llama.generator import Generator
    from oro_ai.llama.machine import machine
    from oro_ai.llama.model import Model
    from oro_ai.testing.random_model import write_model

    told: list[Event] = []
    with tempfile.TemporaryDirectory(prefix="oro-ai-") as folder:
        path = write_model(Path(folder) / "trial.gguf", quantise=True)
        loaded = Model(path, repack=True if how == "plain" else None)
        generator = Generator(Context(loaded, Shape(cells=64)), pace=1.0, find=lambda id: None)
        generator.submit(Job(prompt=[5, 6, 7], max_tokens=1, sink=told.append, ignore_end=True))
        began = time.perf_counter()
        while generator.step():
            pass
        took = time.perf_counter() - began
    if not isinstance(told[-1], Done):
        raise SystemExit(f"it told {told[-1]}")
    trial = Trial(seconds=took, machine=msgspec.to_builtins(machine()))
    sys.stdout.write(msgspec.json.encode(trial).decode() + "\n")


if __name__ == "__main__":
    _try(sys.argv[1])
