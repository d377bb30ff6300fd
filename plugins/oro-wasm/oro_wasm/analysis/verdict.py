"""Check whether a file is valid WebAssembly, by the engine that would run it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from oro_wasm.analysis.problem import Problem
from oro_wasm.analysis.reader import Malformed, Reader
from oro_wasm.analysis.sections import Layer, header
from oro_wasm.analysis.skeleton import modules, skeleton

if TYPE_CHECKING:
    import wasmtime

__all__ = ("Verdict", "verify")

_PLACE = re.compile(r"\s*\(at offset 0x([0-9a-f]+)\)")
_NUMBER = re.compile(r"^\d+: ")
_SWITCHED_OFF = re.compile(r"\brequires? the .+ (?:feature|proposal)\b|\bfeature is not active\b|\bmust be enabled\b")
"""How the engine speaks of a proposal that is switched off."""
_PROPOSALS = ("stack_switching", "custom_page_sizes", "component_model_map", "component_model_implements")
"""Proposals that are no part of the specification, and that the engine has switched off."""


class Verdict(Struct, frozen=True, kw_only=True):
    """The result of checking a file."""

    valid: bool
    """True for a valid module or component."""
    layer: Layer | None = None
    """None where it begins as neither."""
    problem: Problem | None = None
    """The first one, of a file that is not valid."""
    proposal: bool = False
    """The problem is that it uses a proposal which is no part of the specification yet, and is switched off here."""
    crashed: bool = False
    """The engine ended while it read it."""


def verify(data: bytes) -> Verdict:
    """Validate a module or component as the specification says.

    The engine reads the bytes, and it may abort the process for bytes made to harm it: call this where that may happen.

    Args:
        data: any bytes.
    """
    data = bytes(data)
    try:
        layer = header(Reader(data))
    except Malformed as error:
        return Verdict(valid=False, problem=error.problem)
    problem = _checked(data, layer, proposals=False)
    if problem is None:
        return Verdict(valid=True, layer=layer)
    proposal = _SWITCHED_OFF.search(problem.reason) is not None or _checked(data, layer, proposals=True) is None
    return Verdict(valid=False, layer=layer, problem=problem, proposal=proposal)


def _checked(data: bytes, layer: Layer, *, proposals: bool) -> Problem | None:
    """Return the first problem the engine has with bytes."""
    if layer == "module":
        return _checked_module(data, proposals=proposals)
    try:
        for offset, module in modules(data):
            problem = _checked_module(module, proposals=proposals)
            if problem is not None:
                return _moved(problem, offset)
        bare = skeleton(data)
    except Malformed as error:  # the engine has words of its own for it
        problem = _checked_component(data, proposals=proposals)
        placed = problem is None or problem.offset is not None
        return problem if placed or not problem else Problem(offset=error.problem.offset, reason=problem.reason)
    problem = _checked_component(bytes(bare.data), proposals=proposals)
    if problem is None or problem.offset is None:
        return problem
    return Problem(offset=bare.offset(problem.offset), reason=problem.reason)


def _checked_module(data: bytes, *, proposals: bool) -> Problem | None:
    import wasmtime

    try:
        wasmtime.Module.validate(_engine(proposals=proposals), data)
    except wasmtime.WasmtimeError as error:
        return _problem(str(error))
    return None


def _checked_component(data: bytes, *, proposals: bool) -> Problem | None:
    import wasmtime
    from wasmtime import component

    try:
        component.Component(_engine(proposals=proposals), data)
    except wasmtime.WasmtimeError as error:
        return _problem(str(error))
    return None


@cache
def _engine(*, proposals: bool) -> wasmtime.Engine:
    """Return the engine that runs guests, or one like it with proposals switched on."""
    import wasmtime

    from oro_wasm.engine.engines import engine

    if not proposals:
        return engine()
    config = wasmtime.Config()
    for each in _PROPOSALS:
        setattr(config, f"wasm_{each}", True)
    return wasmtime.Engine(config)


def _moved(problem: Problem, by: int) -> Problem:
    return problem if problem.offset is None else Problem(offset=problem.offset + by, reason=problem.reason)


def _problem(message: str) -> Problem:
    """Return the place and the reason out of an engine's message, which has its causes below it."""
    place = _PLACE.search(message)
    causes = _PLACE.sub("", message).strip().rpartition("Caused by:")[2]
    reason = ": ".join(_NUMBER.sub("", line.strip()) for line in causes.splitlines() if line.strip())
    return Problem(offset=int(place[1], 16) if place else None, reason=reason)
