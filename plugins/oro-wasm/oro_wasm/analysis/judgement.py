"""The judgement of the engine on a file: whether it is valid, and which of its imports are missing."""

from __future__ import annotations

from msgspec import Struct

from oro_wasm.analysis.component import Component
from oro_wasm.analysis.module import Module
from oro_wasm.analysis.needs import Missing, missing_of_component, missing_of_module
from oro_wasm.analysis.structure import structure
from oro_wasm.analysis.verdict import Verdict, verify

__all__ = ("Judgement", "judge")


class Judgement(Struct, frozen=True, kw_only=True):
    """The judgement of the engine on a file."""

    verdict: Verdict
    missing: tuple[Missing, ...] = ()
    """The imports that are not provided."""


def judge(data: bytes, code: Module | Component | None = None) -> Judgement:
    """Ask the engine whether bytes are valid, and which of their imports are not provided.

    The engine may abort the process for bytes made to harm it: call this where that may happen.

    Args:
        data: any bytes.
        code: their structure, where it was read before.
    """
    verdict = verify(data)
    if not verdict.valid:
        return Judgement(verdict=verdict)
    code = structure(data) if code is None else code
    if isinstance(code, Module):
        return Judgement(verdict=verdict, missing=missing_of_module(code))
    if isinstance(code, Component):
        return Judgement(verdict=verdict, missing=missing_of_component(data, code))
    return Judgement(verdict=verdict)
