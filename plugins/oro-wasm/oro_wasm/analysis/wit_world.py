"""Write what a component imports and exports as WIT, the language of its interfaces."""

from __future__ import annotations

from collections.abc import Iterable

from oro_wasm.analysis.budget import Budget
from oro_wasm.analysis.component_types import Function, Instance, Item, Named, Scope
from oro_wasm.analysis.spelling import identifier
from oro_wasm.analysis.wit_docs import NO_DOCS, Docs
from oro_wasm.analysis.wit_interface import InterfaceText

__all__ = ("block", "instances_of", "package_and_name", "packages_text", "wit_text", "world_lines")


def wit_text(scope: Scope, budget: Budget, docs: Docs = NO_DOCS) -> str:
    """Return the world of a component, then the packages of the interfaces it names.

    Args:
        scope: of the component.
        budget: the characters that may be written.
        docs: of its interfaces.

    Raises:
        Malformed: its types are nested too deep, or the text is too long.
    """
    parts = ["package root:component;", block("world root", world_lines(scope, budget))]
    return "\n\n".join([*parts, *packages_text(instances_of(scope), budget, docs)]) + "\n"


def packages_text(instances: dict[str, Instance], budget: Budget, docs: Docs) -> list[str]:
    """Return the text of each package of some interfaces."""
    return [
        block(f"package {package}", _separated(_interface(name, each, budget, docs) for name, each in interfaces))
        for package, interfaces in _packages(instances).items()
    ]


def package_and_name(name: str) -> tuple[str, str]:
    """Return the package and the name of an interface: `wasi:io@0.2.0`, `streams` of `wasi:io/streams@0.2.0`."""
    path, at, version = name.partition("@")
    package, _, interface = path.rpartition("/")
    return f"{package}{at}{version}", interface


def world_lines(scope: Scope, budget: Budget) -> list[str]:
    """Return what a world imports and exports."""
    text = InterfaceText(scope.instance, budget, items={**scope.instance.exports, **scope.imports})
    lines = [line for name, item in scope.imports.items() for line in _extern("import", name, item, text, budget)]
    for name, item in scope.instance.exports.items():
        lines += _extern("export", name, item, text, budget)
    uses = text.uses()
    return [*uses, *([""] if uses and lines else []), *lines]


def _extern(word: str, name: str, item: Item, text: InterfaceText, budget: Budget) -> list[str]:
    """Return the lines of one import or export of the world."""
    if isinstance(item, Instance):
        return _instance_lines(word, name, item, budget)
    if isinstance(item, Function):
        return [f"{word} {identifier(name)}: {text.function(item)};"]
    if isinstance(item, Named):
        return text.type_lines(name, item)
    return [f"// {word} {name}: a {item.kind}"]


def _instance_lines(word: str, name: str, instance: Instance, budget: Budget) -> list[str]:
    if "/" in name:
        return [f"{word} {name};"]
    return block(f"{word} {identifier(name)}: interface", InterfaceText(instance, budget).lines()).split("\n")


def instances_of(scope: Scope) -> dict[str, Instance]:
    """Return the instances that have the name of an interface; of one that is imported and exported, the import."""
    found: dict[str, Instance] = {}
    for items in (scope.imports, scope.instance.exports):
        for name, item in items.items():
            if isinstance(item, Instance) and "/" in name:
                found.setdefault(name, item)
    return found


def _packages(instances: dict[str, Instance]) -> dict[str, list[tuple[str, Instance]]]:
    packages: dict[str, list[tuple[str, Instance]]] = {}
    for full, instance in instances.items():
        package, name = package_and_name(full)
        packages.setdefault(package, []).append((name, instance))
    return packages


def _interface(name: str, instance: Instance, budget: Budget, docs: Docs) -> list[str]:
    known = docs.of(instance.name)
    text = block(f"interface {identifier(name)}", InterfaceText(instance, budget, known).lines())
    return [*known.lines(), *text.split("\n")]


def _separated(blocks: Iterable[list[str]]) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        lines += ["", *block] if lines else block
    return lines


def block(heading: str, lines: list[str]) -> str:
    """Return lines in braces."""
    inner = "\n".join(f"  {line}" if line else "" for line in lines)
    return f"{heading} {{\n{inner}\n}}" if lines else f"{heading} {{}}"
