"""Ask the engine in a process of its own, so that a file which makes it abort still gets a verdict.

As a program, the module reads a file from its input, and writes the engine's judgement to its output as JSON.
"""

from __future__ import annotations

import signal
import subprocess
import sys

import msgspec

from oro_framework.interpreter import module_command
from oro_wasm.analysis.component import Component
from oro_wasm.analysis.judgement import Judgement, judge
from oro_wasm.analysis.module import Module
from oro_wasm.analysis.problem import Problem
from oro_wasm.analysis.sections import Layer
from oro_wasm.analysis.verdict import Verdict

_NAME = "oro_wasm.analysis.child"

__all__ = ("crashed", "judge_in_child", "main")


def judge_in_child(data: bytes, code: Module | Component | None = None) -> Judgement:
    """Ask the engine as `judge` does, in a process of its own; where that aborts, the verdict says so.

    Args:
        data: any bytes.
        code: their structure, where it was read before.
    """
    command = module_command(_NAME, [])
    ended = subprocess.run(command, input=data, capture_output=True, check=False)
    if ended.returncode == 0:
        return msgspec.json.decode(ended.stdout, type=Judgement)
    return crashed(code, f"the engine ended by {_cause(ended.returncode)} while it read the file; do not run it")


def crashed(code: Module | Component | None, reason: str) -> Judgement:
    """Return the judgement of an engine that ended while it read a file.

    Args:
        code: the file's structure.
        reason: how the engine ended.
    """
    return Judgement(verdict=Verdict(valid=False, layer=_layer(code), problem=Problem(reason=reason), crashed=True))


def _layer(code: Module | Component | None) -> Layer | None:
    if code is None:
        return None
    return "module" if isinstance(code, Module) else "component"


def _cause(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def main() -> None:
    """Judge the file on the input."""
    sys.stdout.buffer.write(msgspec.json.encode(judge(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
