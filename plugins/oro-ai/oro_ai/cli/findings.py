"""Checks of `oro doctor` for the engine of language models, which comes with `oro-ai[llama]` or is compiled by pip."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from oro_ai.bindings import AGAIN, COMPILED, PREBUILT, installed_bindings, required_bindings
from oro_framework.commands import Finding

__all__ = ("examine_models",)

COMPILERS = ("c++", "g++", "clang++")
TOOLS = {
    "darwin": "xcode-select --install",
    "win32": "install Visual Studio's Build Tools, with C++",
}
LINUX = "sudo apt install build-essential"


def examine_models() -> Iterator[Finding]:
    """Yield the finding about the engine of `oro-ai`."""
    try:
        bindings = required_bindings()
        import_module(f"{bindings.modules}.llama_cpp")
    except (ImportError, OSError, RuntimeError) as error:
        detail = f"oro-ai can load no model: {error}"
        yield Finding(subject="llama.cpp", state="warning", detail=detail, mend=tuple(_mends()))
        return
    yield _tried(f"{bindings.distribution} {bindings.version}")


def _tried(version: str) -> Finding:
    """Return whether the engine computes on this processor; it is tried in separate processes, as it may crash."""
    check: Any = import_module("oro_ai.models.processor_check")
    ours = check.looked_at("ours")
    if how := ours.verdict:
        detail = f"oro-ai can load no model: {version} {how}"
    elif how := check.tried("plain"):
        # Slower, as weights of Q4_0 stay as they are in their file; and what else uses the engine may end so.
        detail = f"oro-ai does without a part of {version}, which {how}; weights of Q4_0 are slower for that"
    else:
        return Finding(subject="llama.cpp", detail=f"{version} {'; '.join(_facts(ours.seconds, ours.machine))}")
    return Finding(subject="llama.cpp", state="warning", detail=detail, mend=(check.mend(),))


def _facts(seconds: float, machine: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the engine said of itself in the other process."""
    yield f"computed a token in {seconds * 1000:.1f} ms" if seconds else "computed a token"
    if features := machine.get("features"):
        chosen = f", by its variant {variant}" if (variant := machine.get("variant")) else ""
        yield f"it uses {', '.join(features)}{chosen}"
    cards = [device for device in machine.get("devices", ()) if device["gpu"]]
    for card in cards:
        room = f"{card['free'] / 1e9:.1f} of {card['total'] / 1e9:.1f} GB free"
        yield f"GPU {card['name']}: {card['description']}, {room}"
    if machine and not cards:
        yield "no GPU is found" if machine.get("offloads") else "no GPU: it was compiled for none"


def _mends() -> Iterator[str]:
    found = installed_bindings()
    if found is None and _has_wheel():
        yield "pip install 'oro-ai[llama]'"
        return
    if found == PREBUILT:
        yield f"{AGAIN} {PREBUILT.distribution}"
        return
    # Windows keeps its compiler off the path.
    if sys.platform == "win32" or not any(map(shutil.which, COMPILERS)):
        yield f"a C++ compiler is needed: {TOOLS.get(sys.platform, LINUX)}"
    yield f"it is compiled for some minutes: {AGAIN} {COMPILED.distribution}"


def _has_wheel() -> bool:
    """Return whether there is a wheel of oro-llama for this system."""
    return sys.platform == "linux" and platform.machine() == "x86_64" and platform.libc_ver()[0] == "glibc"
