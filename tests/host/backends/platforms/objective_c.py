"""Read PyObjC's wheels for macOS: constants, enums, selectors with their signatures, protocols.

The metadata of a framework is a Python module that registers what Objective-C's own runtime does not tell, which is
mainly blocks, booleans and what is passed by reference. It is read as a syntax tree. The protocols stand in the
compiled module beside it.
"""

from __future__ import annotations

import ast
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from tests.host.backends.platforms.mach_o import Selectors, read_protocols

__all__ = ("Frameworks", "Signature", "read_wheels")


class Signature(Struct):
    """What is registered of a selector."""

    blocks: Mapping[int, int] = field(default_factory=dict)
    """Arguments that are blocks: the place of each, from 0, and how many arguments it takes."""


class Frameworks(Struct):
    """Several frameworks as one."""

    modules: dict[str, set[str]] = field(default_factory=dict)
    """Modules, each with the constants, enums, functions and types it names."""
    methods: dict[tuple[str, str], Signature] = field(default_factory=dict)
    """Signatures by class and selector; `NSObject` stands for whatever implements a protocol."""
    protocols: dict[str, Selectors] = field(default_factory=dict)
    structs: set[str] = field(default_factory=set)
    """Fields of structs, such as `width`."""
    classes: set[str] = field(default_factory=set)
    """Classes of which something is registered."""


def read_wheels(wheels: Sequence[Path]) -> Frameworks:
    """Read all that wheels of PyObjC's frameworks tell."""
    found = Frameworks()
    for path in wheels:
        with zipfile.ZipFile(path) as wheel:
            for name in wheel.namelist():
                if name.endswith("/_metadata.py"):
                    _read_metadata(name.partition("/")[0], wheel.read(name).decode(), found)
                elif re.search(r"/_[A-Z]\w*\.[\w.-]*so$", name):
                    found.protocols |= read_protocols(wheel.read(name))
                    for types in (each for one in found.protocols.values() for each in one.values()):
                        found.classes |= {*re.findall(r'@"(\w+)"', types)}
                elif name.startswith("PyObjCTools/") and name.endswith(".py"):
                    module = name.removesuffix(".py").replace("/", ".")
                    found.modules[module] = {*_functions(ast.parse(wheel.read(name)))}
    return found


def _functions(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name


def _read_metadata(module: str, source: str, found: Frameworks) -> None:
    names = found.modules.setdefault(module, set())
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Assign(targets=[ast.Name(id="constants" | "enums")], value=ast.Constant(value=str(text))):
                names |= {each.partition("@")[0] for each in text.split("$") if each}
            case ast.Assign(targets=[ast.Name(id="functions" | "aliases")], value=ast.Dict(keys=keys)):
                names |= {str(key.value) for key in keys if isinstance(key, ast.Constant)}
            case ast.Call(
                func=ast.Name(id="r"), args=[ast.Constant(value=bytes(owner)), ast.Constant(value=bytes(name)), known]
            ):
                found.classes.add(owner.decode())
                found.methods[owner.decode(), name.decode()] = Signature(_blocks(known))
            case ast.Call(
                func=ast.Attribute(attr="registerNewKeywordsFromSelector"),
                args=[ast.Constant(value=str(owner)), ast.Constant(value=bytes(name))],
            ):
                found.classes.add(owner)
                found.methods.setdefault((owner, name.decode()), Signature())
            case ast.Call(func=ast.Attribute(attr="createStructType"), args=[_, _, ast.List(elts=items), *_]):
                found.structs |= {str(item.value) for item in items if isinstance(item, ast.Constant)}


def _blocks(known: ast.expr) -> Mapping[int, int]:
    """Return the blocks of a registered signature; the receiver, the selector and a block itself count there."""
    arguments = _entry(known, "arguments")
    found = {}
    for place, about in _entries(arguments):
        taken = _entry(_entry(about, "callable"), "arguments")
        if taken is not None:
            found[place - 2] = len(list(_entries(taken))) - 1
    return found


def _entry(node: ast.expr | None, name: str) -> ast.expr | None:
    if not isinstance(node, ast.Dict):
        return None
    pairs = zip(node.keys, node.values, strict=True)
    return next((value for key, value in pairs if isinstance(key, ast.Constant) and key.value == name), None)


def _entries(node: ast.expr | None) -> Iterator[tuple[int, ast.expr]]:
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, int):
                yield key.value, value
