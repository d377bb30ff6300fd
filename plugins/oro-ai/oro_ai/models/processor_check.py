"""Whether llama.cpp computes on this processor, tried where its end does no harm, in a process of its own.

    python -m oro_ai.models.processor_check HOW

A library may have been compiled for another processor (SIGILL), or with AMX, whose code ends the process at the first
prompt of two tokens or more (SIGSEGV or SIGILL, by the system). Neither can be told from a call that returns.
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
from collections.abc import Iterator
from contextlib import suppress
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from oro_ai.python import module_command

__all__ = ("How", "Verdict", "cache_folder", "known_verdict", "mend", "tried", "verdict")

How = Literal["ours", "plain"]
"""As oro-ai loads models, or as llama-cpp-python does unless it is told otherwise."""
Verdict = str
"""Empty where it computes; else how the process ended, completing a sentence."""

ENGINE = "llama-cpp-python"
PATIENCE = 120.0
"""Seconds."""
CPUINFO = Path("/proc/cpuinfo")


def cache_folder() -> Path:
    """Return the folder for verdicts, which can be found again at any time."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "oro-ai"


def verdict(how: How, folder: Path) -> Verdict:
    """Return whether it computes, tried once for each library and processor.

    Args:
        how: how the model is loaded.
        folder: where verdicts are kept.

    Raises:
        Unsupported: there is no Python to try it with.
    """
    if (known := known_verdict(how, folder)) is not None:
        return known
    found = tried(how)
    kept = folder / f"llama-{_key(how)}.json"
    # Where nothing can be kept, it is tried again another day.
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        partial = kept.with_suffix(f".{os.getpid()}")
        partial.write_text(json.dumps(found))
        partial.replace(kept)
    return found


def known_verdict(how: How, folder: Path) -> Verdict | None:
    """Return what was found before; None where nothing was."""
    try:
        found = json.loads((folder / f"llama-{_key(how)}.json").read_text())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, str) else None


def tried(how: How) -> Verdict:
    """Load a model of random weights in another process and have it continue three tokens.

    Raises:
        Unsupported: there is no Python to try it with.
    """
    try:
        command = module_command("oro_ai.models.processor_check", [how])
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return f"does not end within {PATIENCE:.0f} s"
    if done.returncode == 0:
        return ""
    if done.returncode < 0:
        return f"ends with {_signal(-done.returncode)}"
    return f"fails: {(done.stderr.strip().splitlines() or ['it does not say why'])[-1]}"


def mend() -> str:
    """Return the command that compiles it for this processor, without AMX."""
    options = "-DCMAKE_C_FLAGS=-U__AMX_INT8__ -DCMAKE_CXX_FLAGS=-U__AMX_INT8__"
    pip = f"pip install --force-reinstall --no-deps --no-cache-dir {ENGINE}"
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
    """Return what this processor can do, as one line."""
    try:
        with CPUINFO.open() as lines:
            return next((line for line in lines if line.startswith(("flags", "Features"))), "")
    except OSError:
        return f"{platform.machine()} {platform.processor()}"


def _key(how: How) -> str:
    """Return a text that is another one for another library or processor."""
    parts = [how, _processor(), *_libraries()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _libraries() -> Iterator[str]:
    yield metadata.version(ENGINE)
    spec = find_spec("llama_cpp")
    for place in (spec.submodule_search_locations or ()) if spec is not None else ():
        for path in sorted(Path(place, "lib").glob("*")):
            found = path.stat()
            yield f"{path} {found.st_size} {found.st_mtime_ns}"


def _try(how: str) -> None:
    """Load and generate in this process."""
    from oro_ai.engine.job import Done, Event, Job
    from oro_ai.llama.context import Context, Shape
    from oro_ai.llama.generator import Generator
    from oro_ai.llama.model import Model
    from oro_ai.testing.random_model import write_model

    told: list[Event] = []
    with tempfile.TemporaryDirectory(prefix="oro-ai-") as folder:
        path = write_model(Path(folder) / "trial.gguf", quantise=True)
        loaded = Model(path, repack=True if how == "plain" else None)
        generator = Generator(Context(loaded, Shape(cells=64)), pace=1.0, find=lambda id: None)
        generator.submit(Job(prompt=[5, 6, 7], max_tokens=1, sink=told.append, ignore_end=True))
        while generator.step():
            pass
    if not isinstance(told[-1], Done):
        raise SystemExit(f"it told {told[-1]}")


if __name__ == "__main__":
    _try(sys.argv[1])
