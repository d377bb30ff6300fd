"""Drawings of what there is: components, rooms, threads and the types of a request, read from the code."""

from __future__ import annotations

import ast
import inspect
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
import reference_host

from oro_framework import answers, interfaces
from oro_framework.host.backends.choice import BACKENDS
from oro_framework.host.kernel.threads import Threads
from oro_framework.host.requests import answer, protocol, reply

__all__ = ("components", "request_types", "rooms", "threads")

IN_A_ROW = 6
CONDUIT = "conduit"
"""The plugin to which pages have a way of their own."""
ROOT = Path(__file__).resolve().parent.parent
HOST = ROOT / "oro_framework" / "host"
RETURNED = (answers.Response, answers.FileResponse, answers.EventStream, answers.ByteStream)
"""Types that a route may return besides those JSON can carry."""
TYPES = (
    *(protocol.Request, protocol.Target, protocol.Caller, interfaces.Call),
    *(*RETURNED, answers.ServerEvent, answer.Answer, reply.Head, reply.FileSlice),
)


def components() -> str:
    """Draw what stands between a page and a plugin."""
    schemes = [scheme.name for scheme in reference_host.host().declared_schemes()]
    lines = ["flowchart TB", _box("page", "Page", ["modules of js-api", "and of plugins"])]
    lines += [_box("backends", "Backends", list(BACKENDS)), _box("exchanges", "Exchanges", [])]
    lines += [_box(name, f"{name}:", []) for name in schemes]
    lines += [
        _box("router", "Router", []),
        _box("plugins", "Plugins", [name for name in _plugins() if name != CONDUIT]),
    ]
    lines += [_box(CONDUIT, CONDUIT, []), "  page -- requests --> backends --> exchanges"]
    lines += [f"  exchanges --> {name}" for name in schemes]
    lines += ["  ipc --> router -- routes --> plugins", f"  page -- frames --> {CONDUIT} -- calls --> exchanges"]
    return "\n".join(lines)


def _box(name: str, title: str, content: Sequence[str]) -> str:
    """Return a box with a title, and rows of names below it."""
    rows = [", ".join(content[start : start + IN_A_ROW]) for start in range(0, len(content), IN_A_ROW)]
    return f'  {name}["{"<br/>".join([f"<b>{title}</b>", *rows])}"]'


def _plugins() -> Iterator[str]:
    """Yield the plugins of this workspace, as their entry points name them."""
    for project in sorted(ROOT.glob("plugins/*/pyproject.toml")):
        points = tomllib.loads(project.read_text("utf-8"))["project"].get("entry-points", {}).get("oro", {})
        yield from points


def rooms() -> str:
    """Draw the folders of the host, each with those it imports from and none of them does."""
    imports = _imports()
    lines = ["flowchart BT"]
    for room, others in imports.items():
        indirect = {far for other in others for far in _reached(other, imports)}
        lines += [f"  {room} --> {other}" for other in sorted(others - indirect)]
    return "\n".join(lines)


def _imports() -> Mapping[str, set[str]]:
    """Return the rooms of the host, each with those whose modules its modules import."""
    names = sorted(path.parent.name for path in HOST.glob("*/__init__.py"))
    found = {}
    for room in names:
        modules = {module for path in (HOST / room).rglob("*.py") for module in _imported(path)}
        found[room] = {other for other in names if other != room and any(_is_in(name, other) for name in modules)}
    return found


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            yield f"{node.module}."


def _is_in(module: str, room: str) -> bool:
    return module.startswith(f"oro_framework.host.{room}.")


def _reached(room: str, imports: Mapping[str, set[str]]) -> set[str]:
    return imports[room] | {far for other in imports[room] for far in _reached(other, imports)}


def threads() -> str:
    """Draw the threads of an app, and what crosses between them."""
    crossings = {"gui_to_loop": "gui -- {} --> loop", "loop_to_gui": "loop -- {} --> gui"}
    lines = ["flowchart TB", _box("gui", "main thread", ["GTK, Qt or Cocoa; it brings the requests of pages"])]
    lines += [_box("loop", "oro-loop", ["trio: exchanges, routes, services"])]
    lines += [f"  {crossings[name].format(name)}" for name in vars(Threads) if "_to_" in name]
    found = {name: module for name, module in _named_threads() if name != "oro-loop"}
    others = "<br/>".join(f"<b>{name}</b> {module}" for name, module in found.items())
    return "\n".join([*lines, f'  others["{others}"]', "  loop ~~~ others"])


def _named_threads() -> Iterator[tuple[str, str]]:
    """Yield each thread the framework and its plugins start: its name, and the module that starts it."""
    for path in sorted([*ROOT.glob("oro_framework/**/*.py"), *ROOT.glob("plugins/*/oro_*/**/*.py")]):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "threading.Thread":
                for word in node.keywords:
                    if word.arg == "name":
                        yield ast.literal_eval(word.value), path.relative_to(ROOT).as_posix()


def request_types() -> str:
    """Draw the types of a request and of its answer, with their fields."""
    lines = ["classDiagram", "  direction TB", "  Request ..> Call : IpcApp"]
    for returned in RETURNED:
        lines += [f"  Call ..> {returned.__name__} : route", f"  {returned.__name__} ..> Answer : IpcApp"]
    for each in TYPES:
        fields = msgspec.structs.fields(each)
        lines += [f"  class {each.__name__} {{", *(f"    {_hint(each, field.name)} {field.name}" for field in fields)]
        lines += ["  }", *(f"  {each.__name__} --> {other.__name__}" for other in _held(each))]
    return "\n".join(lines)


def _hint(each: type[msgspec.Struct], field: str) -> str:
    """Return a field's hint as the source has it, without what stands in brackets."""
    owner = next(base for base in each.__mro__ if field in inspect.get_annotations(base))
    return re.sub(r"\[.*\]", "", inspect.get_annotations(owner)[field])


def _held(each: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    """Yield the types that fields of a type name."""
    named = {word for field in msgspec.structs.fields(each) for word in re.findall(r"\w+", str(field.type))}
    yield from (other for other in TYPES if other is not each and other.__name__ in named)
