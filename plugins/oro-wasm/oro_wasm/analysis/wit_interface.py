"""Write one interface as WIT."""

from __future__ import annotations

from collections.abc import Mapping

from oro_wasm.analysis.budget import Budget
from oro_wasm.analysis.component_types import (
    Composite,
    Field,
    Fields,
    Function,
    Handle,
    Instance,
    Item,
    Labels,
    Named,
    Primitive,
    Resource,
    Type,
)
from oro_wasm.analysis.reader import Malformed
from oro_wasm.analysis.spelling import angled, braced, function, identifier, labeled
from oro_wasm.analysis.wit_docs import NO_INTERFACE_DOCS, InterfaceDocs, comment

__all__ = ("InterfaceText", "text_budget")

MOST_DEPTH = 100
"""Types in one another."""
MOST_TEXT = 1 << 24
"""Characters of all types of a file."""


class InterfaceText:
    """The text of an interface.

    Args:
        instance: it.
        budget: the characters that may be written.
        docs: of it.
        items: what it has; all that it exports, if left out.
    """

    def __init__(
        self,
        instance: Instance,
        budget: Budget,
        docs: InterfaceDocs = NO_INTERFACE_DOCS,
        items: Mapping[str, Item] | None = None,
    ) -> None:
        self._instance = instance
        self._items = instance.exports if items is None else items
        self._docs = docs
        self._names: dict[int, str] = {}
        self._uses: dict[tuple[str, str, str], None] = {}
        self._nearests: dict[int, Type] = {}
        self._members_of: dict[str, list[tuple[str, Function]]] | None = None
        self._budget = budget
        self._know_names()

    def lines(self) -> list[str]:
        """Return all that it has: what it uses of others, types, functions.

        Raises:
            Malformed: types are nested too deep, or the text is too long.
        """
        lines: list[str] = []
        for name, item in self._items.items():
            if isinstance(item, Named):
                lines += self.type_lines(name, item)
            elif isinstance(item, Function) and not name.startswith("["):
                lines += comment(self._docs.functions.get(name, ""))
                lines.append(f"{identifier(name)}: {self.function(item)};")
            elif isinstance(item, Function) and name.startswith("[async]"):
                lines.append(f"{identifier(name[7:])}: {self.function(item)};")
        uses = self.uses()
        return [*uses, *([""] if uses and lines else []), *lines]

    def uses(self) -> list[str]:
        """Return the lines that name types of other interfaces."""
        grouped: dict[str, list[str]] = {}
        for owner, name, local in self._uses:
            written = identifier(name) if name == local else f"{identifier(name)} as {identifier(local)}"
            grouped.setdefault(owner, []).append(written)
        return [f"use {self._path(owner)}.{{{', '.join(names)}}};" for owner, names in grouped.items()]

    def function(self, described: Function, *, skip: int = 0) -> str:
        """Return the type of a function.

        Args:
            described: the type.
            skip: how many parameters are left out, as `self` is.
        """
        params = [self._field(each) for each in described.params[skip:]]
        self._budget.spend(sum(map(len, params)))
        result = None if described.result is None else self.type(described.result)
        return function(params, result, is_async=described.is_async)

    def type_lines(self, name: str, named: Named) -> list[str]:
        """Return the definition of a type, or nothing where it is that of another interface."""
        target = self._nearest(named.target)
        docs = comment(self._docs.types.get(name, ""))
        if isinstance(target, Named):
            if target.owner is not self._instance:
                self._use(target, name)
                return []
            return [*docs, f"type {identifier(name)} = {identifier(target.name)};"]
        if isinstance(target, Resource):
            return [*docs, *self._resource(name)]
        if isinstance(target, (Fields, Labels)):
            return [*docs, *self._members(name, target)]
        return [*docs, f"type {identifier(name)} = {self._written(target, 0)};"]

    def type(self, type: Type, depth: int = 0) -> str:
        """Return the name of a type, or what it is where it has none."""
        if depth > MOST_DEPTH:
            raise Malformed(0, f"types are nested deeper than {MOST_DEPTH}")
        if (known := self._names.get(id(type))) is not None:
            return identifier(known)
        nearest = self._nearest(type)
        if isinstance(nearest, Named):
            return self._names.get(id(nearest)) or self._use(nearest, nearest.name)
        return self._names.get(id(nearest)) or self._written(nearest, depth)

    def _know_names(self) -> None:
        """Learn the names that types have here; a primitive type keeps its own."""
        named = [(name, item) for name, item in self._items.items() if isinstance(item, Named)]
        for name, item in named:
            self._names[id(item)] = name
        for name, item in named:
            target = item.target
            while not isinstance(target, Primitive) and id(target) not in self._names:
                self._names[id(target)] = name
                if not isinstance(target, Named):
                    break
                target = target.target

    def _nearest(self, type: Type) -> Type:
        """Return a type by the nearest name that an interface has for it, or its definition."""
        passed: list[int] = []
        while isinstance(type, Named) and not self._has_place(type):
            if (known := self._nearests.get(id(type))) is not None:
                type = known
                break
            passed.append(id(type))
            type = type.target
        self._nearests.update(dict.fromkeys(passed, type))
        return type

    def _has_place(self, named: Named) -> bool:
        """Return whether a type can be named here: it is of this interface, or of another with a name of its own."""
        own, owner = self._instance, named.owner
        return owner is own or ("/" in owner.name and owner.name != own.name)

    def _use(self, named: Named, name: str) -> str:
        """Note that a type of another interface is used, and return its name here."""
        local = name
        if name in self._items and name != self._names.get(id(named), name):
            local = f"{name}-2"
        self._names.setdefault(id(named), local)
        self._uses[named.owner.name, named.name, local] = None
        return identifier(local)

    def _path(self, owner: str) -> str:
        """Return how another interface is named here: by its name alone in the same package."""
        path, _, version = owner.partition("@")
        mine, _, mine_version = self._instance.name.partition("@")
        package, _, name = path.rpartition("/")
        same = package == mine.rpartition("/")[0] and version == mine_version
        return identifier(name) if same else owner

    def _resource(self, name: str) -> list[str]:
        lines = [*self._constructor(name)]
        for full, item in self._methods().get(name, ()):
            is_static = full.partition("]")[0].endswith("static")
            text = self.function(item, skip=0 if is_static else 1)
            lines += comment(self._docs.functions.get(full, ""))
            lines.append(f"{identifier(full.partition('.')[2])}: {'static ' if is_static else ''}{text};")
        return _braced(f"resource {identifier(name)}", lines) if lines else [f"resource {identifier(name)};"]

    def _methods(self) -> dict[str, list[tuple[str, Function]]]:
        """Return the functions of resources, by the name of the resource: `[method]file.read` of `file`."""
        if self._members_of is None:
            self._members_of = {}
            for full, item in self._items.items():
                owner, dot, _ = full.partition("]")[2].partition(".")
                if isinstance(item, Function) and dot:
                    self._members_of.setdefault(owner, []).append((full, item))
        return self._members_of

    def _constructor(self, name: str) -> list[str]:
        made = self._items.get(f"[constructor]{name}")
        if not isinstance(made, Function):
            return []
        params = ", ".join(self._field(each) for each in made.params)
        fallible = made.result is not None and not isinstance(made.result, Handle)
        result = f" -> {self.type(made.result)}" if fallible and made.result else ""
        return [*comment(self._docs.functions.get(f"[constructor]{name}", "")), f"constructor({params}){result};"]

    def _members(self, name: str, target: Fields | Labels) -> list[str]:
        docs = self._docs.items.get(name, {})
        lines = []
        members = target.fields if isinstance(target, Fields) else [Field(each, None) for each in target.names]
        for each in members:
            lines += comment(docs.get(each.name, ""))
            lines.append(f"{self._member(target.kind, each)},")
            self._budget.spend(len(lines[-1]))
        return _braced(f"{target.kind} {identifier(name)}", lines)

    def _member(self, kind: str, member: Field, depth: int = 0) -> str:
        if kind == "record":
            return self._field(member, depth)
        return labeled(member.name, None if member.type is None else self.type(member.type, depth), payload=True)

    def _field(self, field: Field, depth: int = 0) -> str:
        return labeled(field.name, self.type(field.type, depth) if field.type else None)

    def _written(self, type: Type, depth: int) -> str:
        """Return a type that has no name here, spelled out."""
        text = self._spelled(type, depth + 1)
        self._budget.spend(len(text))
        return text

    def _spelled(self, type: Type, depth: int) -> str:
        if isinstance(type, Primitive):
            return type.name
        if isinstance(type, Handle):
            resource = self.type(type.resource, depth)
            return resource if type.kind == "own" else angled("borrow", [resource])
        if isinstance(type, Composite):
            parts = [None if each is None else self.type(each, depth) for each in type.types]
            return angled(type.kind, parts, type.length)
        if isinstance(type, Fields):
            return braced(type.kind, (self._member(type.kind, each, depth) for each in type.fields))
        if isinstance(type, Labels):
            return braced(type.kind, map(identifier, type.names))
        if isinstance(type, Function):
            return "func"
        return "resource" if isinstance(type, Resource) else "interface"


def text_budget() -> Budget:
    """Return what may be written of the types of a file."""
    return Budget(MOST_TEXT, f"the types of its interfaces have more than {MOST_TEXT} characters")


def _braced(heading: str, lines: list[str]) -> list[str]:
    return [f"{heading} {{", *(f"  {line}" for line in lines), "}"]
