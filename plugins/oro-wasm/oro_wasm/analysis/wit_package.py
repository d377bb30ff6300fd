"""Write packages of WIT that are kept as components: each interface and world is the type of a component."""

from __future__ import annotations

from oro_wasm.analysis.budget import Budget
from oro_wasm.analysis.component_types import Instance, Named, Scope, Shape, definition
from oro_wasm.analysis.interfaces import Interfaces
from oro_wasm.analysis.spelling import identifier
from oro_wasm.analysis.wit_docs import NO_DOCS, Docs
from oro_wasm.analysis.wit_world import block, instances_of, packages_text, world_lines

__all__ = ("is_package", "package_text")


def is_package(scope: Scope) -> bool:
    """Return whether a component has nothing but types of components, as packages of WIT do."""
    exports = scope.instance.exports.values()
    return bool(exports) and not scope.imports and all(_shape(each) is not None for each in exports)


def package_text(scope: Scope, interfaces: Interfaces, budget: Budget, docs: Docs = NO_DOCS) -> str:
    """Return the interfaces and worlds of a package, then those of other packages they name.

    Args:
        scope: of the component.
        interfaces: reads the types of its file.
        budget: the characters that may be written.
        docs: of its interfaces.

    Raises:
        Malformed: its types cannot be read, or go past a limit.
    """
    found: dict[str, Instance] = {}
    worlds = []
    for item in scope.instance.exports.values():
        shape = _shape(item)
        assert shape is not None
        inner = interfaces.described(shape)
        for full, each in inner.instance.exports.items():
            if isinstance(each, Instance):
                found[full] = each
            elif isinstance(each, Shape):
                worlds.append((full, interfaces.described(each)))
        found.update({name: each for name, each in instances_of(inner).items() if name not in found})
    for _, world in worlds:
        found.update({name: each for name, each in instances_of(world).items() if name not in found})
    parts = [block(f"world {_path(full)}", world_lines(world, budget)) for full, world in worlds]
    return "\n\n".join([*parts, *packages_text(found, budget, docs)]) + "\n"


def _path(full: str) -> str:
    return identifier(full.rpartition("/")[2].partition("@")[0])


def _shape(item: object) -> Shape | None:
    target = definition(item) if isinstance(item, Named) else item
    return target if isinstance(target, Shape) and target.kind == "component type" else None
