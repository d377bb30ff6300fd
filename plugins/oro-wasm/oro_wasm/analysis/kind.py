"""The kind of a file: a program, a library, a component, a module that needs the JavaScript it was made with."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from oro_wasm.analysis.component import Component
from oro_wasm.analysis.module import Module

__all__ = ("Kind", "KindName", "glue_of", "kind_of_component", "kind_of_module")

KindName = Literal[
    "program",
    "reactor",
    "library",
    "http-handler",
    "component",
    "wit-package",
    "wasm-bindgen",
    "assemblyscript",
    "emscripten",
    "go-js",
    "dynamic-library",
    "object",
    "nothing",
    "unknown",
]
_ASSEMBLYSCRIPT = {"__new", "__pin", "__unpin", "__collect"}
_WASI = {
    "wasi_snapshot_preview1": "WASI preview 1",
    "wasi_unstable": "WASI before preview 1",
}
"""The versions of WASI, by the module that functions are imported from."""
_LETTERS = 2
"""The most letters of a name that Emscripten has shortened."""
TITLES: dict[KindName, str] = {
    "program": "a program",
    "reactor": "a library of functions, to be initialized first",
    "library": "a library of functions",
    "http-handler": "a component that answers HTTP requests",
    "component": "a component with functions to call",
    "wit-package": "a package of interfaces, as WIT",
    "wasm-bindgen": "a module by wasm-bindgen, which needs the JavaScript that was made with it",
    "assemblyscript": "a module of AssemblyScript",
    "emscripten": "a module by Emscripten, which needs the JavaScript that was made with it",
    "go-js": "a Go program for pages, which needs Go's wasm_exec.js",
    "dynamic-library": "a dynamic library, which a program loads beside itself",
    "object": "an object file, which is still to be linked",
    "nothing": "a module without functions to call",
    "unknown": "no WebAssembly",
}


class Kind(Struct, frozen=True):
    """The kind of a file."""

    name: KindName
    title: str


def kind_of_module(module: Module) -> Kind:
    """Return what a module is, by what it imports, exports and was made by."""
    name = _special(module) or _plain(module)
    title = TITLES[name]
    version = next((_WASI[each.module] for each in module.imports if each.module in _WASI), "")
    return Kind(name, f"{title} ({version})" if version else title)


def kind_of_component(component: Component) -> Kind:
    """Return what a component is, by what it exports."""
    name: KindName = "component"
    if component.package:
        return Kind("wit-package", TITLES["wit-package"])
    if any(each.name.startswith("wasi:cli/run@") for each in component.exports):
        return Kind("program", "a program, as a component")
    if any(each.name.startswith("wasi:http/") for each in component.exports):
        name = "http-handler"
    elif not component.exports:
        return Kind("nothing", "a component without functions to call")
    return Kind(name, TITLES[name])


def glue_of(module: Module) -> str:
    """Return the module of JavaScript by which imports of wasm-bindgen are served; empty where it names none."""
    found = (each.module for each in module.imports if each.module.endswith(".js") or each.module == "wbg")
    return next(found, "")


def _plain(module: Module) -> KindName:
    functions = {each.name for each in module.exports if each.kind == "function"}
    if "_start" in functions:
        return "program"
    if "_initialize" in functions:
        return "reactor"
    return "library" if functions else "nothing"


def _special(module: Module) -> KindName | None:
    customs = {each.custom for each in module.sections}
    exports = {each.name for each in module.exports}
    imports = {(each.module, each.name) for each in module.imports}
    if _is_bindgen(module):
        return "wasm-bindgen"
    if "linking" in customs:
        return "object"
    if {"dylink", "dylink.0"} & customs:
        return "dynamic-library"
    if any(where in ("gojs", "go") for where, _ in imports):
        return "go-js"
    if any("emscripten" in name for _, name in imports) or (_is_emscripten(exports) and _needs_env(imports)):
        return "emscripten"
    if _is_shortened(imports):
        return "emscripten"
    return "assemblyscript" if exports >= _ASSEMBLYSCRIPT or ("env", "abort") in imports else None


def _is_emscripten(exports: set[str]) -> bool:
    return any("emscripten" in each for each in exports)


def _is_shortened(imports: set[tuple[str, str]]) -> bool:
    """Return whether imports have the names that an optimizing Emscripten gives them: letters, all from module `a`."""
    return bool(imports) and all(where == "a" and len(name) <= _LETTERS for where, name in imports)


def _needs_env(imports: set[tuple[str, str]]) -> bool:
    return any(where == "env" for where, _ in imports)


def _is_bindgen(module: Module) -> bool:
    """Return whether a module imports functions of the JavaScript that wasm-bindgen writes."""
    where = {each.module for each in module.imports}
    return any(each.startswith("__wbindgen") or each == "wbg" or each.endswith("_bg.js") for each in where)
