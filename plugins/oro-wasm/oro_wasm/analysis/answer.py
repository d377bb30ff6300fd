"""Answer whether a guest will run here: by a command that runs it, or by the reasons against it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from oro_wasm.analysis.component import Component
from oro_wasm.analysis.kind import Kind, glue_of
from oro_wasm.analysis.module import Module
from oro_wasm.analysis.needs import Missing
from oro_wasm.analysis.verdict import Verdict
from oro_wasm.analysis.wants import Want
from oro_wasm.guests.start import Directory, Grants, Limits

__all__ = ("Answer", "answer_of")

_GLUE = {
    "wasm-bindgen": "it needs its JavaScript{glue}; run its page with `oro wasm run`, or build it for wasm32-wasip1",
    "emscripten": "it needs the JavaScript that Emscripten made with it; run that page with `oro wasm run`, "
    "or build it with -sSTANDALONE_WASM",
    "go-js": "it is built for pages (GOOS=js); build it with GOOS=wasip1 GOARCH=wasm to run it here",
    "wit-package": "it has interfaces alone, and no code",
    "object": "it is still to be linked; link it with wasm-ld",
    "dynamic-library": "it is loaded by a program, and runs only beside it",
}
_NEVER = ("object", "dynamic-library", "wit-package")
_PARAMETER = re.compile(r"[(,] ?%?([a-zA-Z][a-zA-Z0-9-]*): ")
_BEFORE_PREVIEW_1 = (
    'it is built for "wasi_unstable", WASI as it was before preview 1; build it anew, '
    "or run it in a page with { engine: 'page' }"
)
_HTTP = "it sends HTTP requests, for which the network is to be granted; give it --network"
_UNITS = ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"))


class Answer(Struct, frozen=True, kw_only=True):
    """The answer to the question whether a guest will run here."""

    runs: Literal["yes", "with-grants", "no"]
    """`with-grants`: it starts, and does all it can only with the flags given."""
    reasons: tuple[str, ...] = ()
    """All that keeps it from running."""
    flags: tuple[str, ...] = ()
    """The flags that grant what it asks for; without them it starts, and is refused that."""
    command: str = ""
    """The command that runs it, with the flags that were given already and then these."""


def answer_of(
    name: str,
    kind: Kind,
    verdict: Verdict,
    code: Module | Component | None,
    missing: Sequence[Missing],
    wants: Sequence[Want],
    grants: Grants,
    limits: Limits,
) -> Answer:
    """Say whether a guest will run here.

    Args:
        name: of its file, for the command.
        kind: what it is.
        verdict: of the engine.
        code: its structure; None where it has none.
        missing: the imports that are not provided.
        wants: what it asks of the machine.
        grants: what it is granted.
        limits: how far it may go.
    """
    reasons = _reasons(kind, verdict, code, missing, limits)
    reasons += [_HTTP for each in wants if each.group == "HTTP" and not each.granted]
    if reasons or code is None:
        return Answer(runs="no", reasons=tuple(reasons))
    flags = tuple(dict.fromkeys(each.flag for each in wants if each.flag and each.likely and not each.granted))
    words = ["oro", "wasm", "exec", *given_flags(grants, limits), *" ".join(flags).split(), name, *_call(kind, code)]
    return Answer(runs="with-grants" if flags else "yes", flags=flags, command=shlex.join(words))


def _reasons(
    kind: Kind, verdict: Verdict, code: Module | Component | None, missing: Sequence[Missing], limits: Limits
) -> list[str]:
    if verdict.crashed:
        return [verdict.problem.reason if verdict.problem else "the engine ended while it read it"]
    if not verdict.valid or code is None:
        return [_invalid(verdict)]
    if kind.name in _GLUE and (missing or kind.name in _NEVER):
        glue = glue_of(code) if isinstance(code, Module) else ""
        return [_GLUE[kind.name].format(glue=f" ({glue})" if glue else "")]
    old = [each for each in missing if each.module == "wasi_unstable"]
    reasons = [_BEFORE_PREVIEW_1] if old else []
    reasons += [_missing(each) for each in missing if each not in old]
    if kind.name == "assemblyscript" and any(each.name == "abort" for each in missing):
        reasons.append("build it with `asc --use abort=`, and it imports no abort")
    if isinstance(code, Module):
        reasons += _memory(code, limits)
    if kind.name == "nothing":
        reasons.append("it exports no function, so there is nothing to call")
    if kind.name == "http-handler":
        reasons.append("it answers HTTP requests, and is run by what serves them")
    return reasons


def _invalid(verdict: Verdict) -> str:
    reason = verdict.problem.reason if verdict.problem else "it is not valid"
    if verdict.proposal:
        return f"it uses a feature that is switched off here, for it is not in the specification yet: {reason}"
    place = (
        "" if verdict.problem is None or verdict.problem.offset is None else f" (at byte {verdict.problem.offset:,})"
    )
    return f"it is not valid: {reason}{place}"


def _missing(missing: Missing) -> str:
    where = f' from "{missing.module}"' if missing.module else ""
    return f'it imports "{missing.name}"{where}, which is {missing.reason}'


def _memory(module: Module, limits: Limits) -> list[str]:
    reasons = []
    for each in module.memories:
        size = each.minimum * each.page_size
        if size > limits.memory:
            grant = f"run it with --max-memory {bytes_text(size)}"
            reasons.append(
                f"its memory begins with {bytes_text(size)}, above the limit of {bytes_text(limits.memory)}; {grant}"
            )
        if each.shared and not each.imported:
            reasons.append("its memory is shared between threads, which programs have none of here")
    for table in module.tables:
        if table.minimum > limits.table:
            reasons.append(f"its table begins with {table.minimum} elements, above the limit of {limits.table}")
    return reasons


def given_flags(grants: Grants, limits: Limits) -> list[str]:
    """Return the flags that give these grants and limits; of variables the names, whose values the shell has."""
    flags = [f"--dir={_folder(each)}" for each in grants.directories]
    flags += [f"--env={name}" for name in grants.env]
    flags += ["--network"] * grants.network + ["--no-clocks"] * (not grants.clocks)
    flags += ["--no-random"] * (not grants.random)
    if limits.memory != Limits().memory:
        flags.append(f"--max-memory={bytes_text(limits.memory)}")
    if limits.timeout is not None:
        flags.append(f"--timeout={limits.timeout:g}")
    return flags + ([] if limits.fuel is None else [f"--fuel={limits.fuel}"])


def _folder(directory: Directory) -> str:
    return f"{directory.host}::{directory.guest}{'' if directory.writable else ':ro'}"


def bytes_text(size: int) -> str:
    """Return a number of bytes as people write it, exactly: `64MiB`, `70000B`."""
    for unit, name in _UNITS:
        if size and size % unit == 0:
            return f"{size // unit}{name}"
    return f"{size}B"


def _call(kind: Kind, code: Module | Component) -> list[str]:
    """Return the words that call a function of what is no program."""
    if kind.name == "program":
        return []
    if isinstance(code, Component):
        return _component_call(code)
    for each in code.exports:
        if each.function is not None and each.name not in ("_initialize", "__new", "__pin"):
            return ["--call", each.name, *("0" for _ in each.function.params)]
    return []


def _component_call(component: Component) -> list[str]:
    """Return the words that call a function of a component: its parameters stand as their names."""
    for each in component.exports:
        if each.kind == "function":
            return ["--call", each.name, *_parameters(each.type)]
        for function in each.functions:
            if not function.name.startswith("["):
                interface = each.name.rpartition("/")[2].partition("@")[0]
                return ["--call", f"{interface}.{function.name}", *_parameters(function.type)]
    return []


def _parameters(type: str) -> list[str]:
    return [each.upper() for each in _PARAMETER.findall(type.partition(") -> ")[0])]
