"""What is known, without Windows, of the classes of WebView2, .NET and pywebview's `winforms`."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path

from tests.host.backends.platforms import pywebview
from tests.host.backends.platforms.dotnet import Assemblies, Type
from tests.host.backends.platforms.values import Class, Member, Module, Object, Owner, Use, Value

__all__ = ("Windows",)

ROOTS = frozenset({"System", "Microsoft", "webview"})
PLATFORM = ("webview.platforms.winforms", "webview.platforms.edgechromium")
"""pywebview's modules for Windows: what they use of .NET is there."""
ITSELF = ("webview.window", "webview.event", *PLATFORM)
PYWEBVIEW = "webview"
"""The class of what is pywebview's own, and not known closer."""
CLOSED = frozenset({"System.Object", "System.ValueType", "System.Enum", "System.EventArgs"})
"""Classes of .NET that add nothing to those that extend them."""
ITERABLE = "System.Collections.Generic.IEnumerable"


class Windows:
    """A `Library` of Windows' classes.

    Args:
        assemblies: those that come with pywebview.
    """

    def __init__(self, assemblies: Sequence[Path]) -> None:
        self._known = Assemblies(assemblies)

    # -- Library ---------------------------------------------------------------------------------------------

    def is_foreign(self, module: str) -> bool:
        return module.partition(".")[0] in ROOTS

    def imported(self, module: str, name: str) -> Value:
        return self.member(Module(module), name)

    def member(self, owner: Owner, name: str) -> Value:
        match owner:
            case Module():
                return self._of_module(owner, name)
            case Class() if (nested := pywebview.class_of(owner.name)) is not None:
                found = pywebview.find(nested, name)
                return Class(f"{owner.name}.{name}") if isinstance(found, ast.ClassDef) else Member(owner, name)
            case Class():
                return (
                    Object(owner.name)
                    if any(name in each.fields for each in self._types(owner))
                    else Member(owner, name)
                )
            case Object():
                found_types = (each.properties.get(name) for each in self._types(owner))
                kind = next((each for each in found_types if each is not None), None)
                return Member(owner, name) if kind is None else Object(kind)

    def result(self, member: Member) -> Value:
        if member.name == "()" and isinstance(member.owner, Class):
            return Object(member.owner.name)
        if _is_pywebview(member.owner):
            return Object(PYWEBVIEW)
        overloads = (each.methods.get(member.name, []) for each in self._types(member.owner))
        return Object(next((method.gives for methods in overloads for method in methods), ""))

    def value(self, member: Member) -> Object:
        return Object(PYWEBVIEW if _is_pywebview(member.owner) else "")

    def event_arguments(self, event: Member) -> Sequence[Value]:
        for each in self._types(event.owner):
            if event.name in each.events:
                return (Object(""), Object(_argument(each.events[event.name])))
        return ()

    def element(self, owner: Owner) -> Value:
        found = (face for each in self._types(owner) for face in each.interfaces if face.startswith(ITERABLE))
        return Object(_argument(next(found, "")))

    # -- proof -----------------------------------------------------------------------------------------------

    def proof(self, use: Use) -> str:
        """Return what shows that a member is there with the shape of its use; empty when nothing does."""
        for source, shows in (
            ("its assembly", self._declared),
            ("assembly compiled against it", self._referred),
            ("pywebview", self._in_pywebview),
        ):
            if shows(use):
                return source
            if self._is_closed(use):
                break
        return ""

    def _is_closed(self, use: Use) -> bool:
        """Return whether the assemblies have all there is to know of a class."""
        lineage = self._lineage(use.owner)
        return bool(self._types(use.owner)) and lineage[0] in self._known.types and lineage[-1] in CLOSED

    def _declared(self, use: Use) -> bool:
        name = use.member
        if use.kind == "pass":
            return use.owner in [Object(each) for each in self._known.lineage(use.given.partition("[")[0])]
        if isinstance(use.owner, Module):
            return f"{use.owner.name}.{name}" in self._known.types
        for each in self._types(use.owner):
            match use.kind:
                case "call":
                    overloads = each.methods.get(".ctor" if name == "()" else name, ())
                    shown = any(len(method.takes) == use.arguments for method in overloads)
                case "set":
                    shown = name in each.settable and use.given in ("", each.properties[name])
                case "event":
                    shown = name in each.events
                case "iterate":
                    shown = any(face.startswith(ITERABLE) for face in each.interfaces)
                case _:
                    shown = name in each.properties or name in each.methods or name in each.fields
            if shown:
                return True
        return False

    def _referred(self, use: Use) -> bool:
        names = {"call": (use.member,), "set": (f"set_{use.member}",), "event": (f"add_{use.member}",)}
        if isinstance(use.owner, Module):
            return (f"{use.owner.name}.{use.member}", "") in self._known.referred
        wanted = (".ctor",) if use.member == "()" else names.get(use.kind, (f"get_{use.member}",))
        return any((each, name) in self._known.referred for each in self._lineage(use.owner) for name in wanted)

    def _in_pywebview(self, use: Use) -> bool:
        match use.owner:
            case Module(name=module) if module.startswith("webview"):
                return pywebview.find(pywebview.tree_of(module), use.member) is not None
            case Module(name=module):
                imported = any((module, use.member) in pywebview.imported_by(each).values() for each in PLATFORM)
                return imported or use.member in pywebview.attributes_of(PLATFORM)
            case Class(name=name) | Object(type=name) if (found := pywebview.class_of(name)) is not None:
                if use.member in pywebview.members_of(found) or use.member == "()":
                    return True
            case Object(type="webview"):
                return use.member in pywebview.attributes_of(ITSELF)
        if use.member == "()":
            return bool(_named(use.owner) & pywebview.classes_called(PLATFORM))
        lineage = self._lineage(use.owner)
        if lineage and lineage[-1].startswith("System."):
            return use.member in pywebview.attributes_of(PLATFORM)
        return False

    def _types(self, owner: Owner) -> Sequence[Type]:
        return [self._known.types[each] for each in self._lineage(owner) if each in self._known.types]

    def _lineage(self, owner: Owner) -> Sequence[str]:
        if isinstance(owner, Module):
            return ()
        name = (owner.name if isinstance(owner, Class) else owner.type).partition("[")[0]
        found = pywebview.class_of(name)
        if found is None:
            return [*self._known.lineage(name)]
        bases = [f"System.Windows.Forms.{each.attr}" for each in found.bases if isinstance(each, ast.Attribute)]
        return [name, *(each for base in bases for each in self._known.lineage(base))]

    def _of_module(self, owner: Module, name: str) -> Value:
        full = f"{owner.name}.{name}"
        if not owner.name.startswith("webview"):
            return Class(full)
        module, origin = pywebview.imported_by(owner.name).get(name, ("", ""))
        if not module:
            found = pywebview.find(pywebview.tree_of(owner.name), name)
            return Class(full) if isinstance(found, ast.ClassDef) else Object(PYWEBVIEW)
        if not origin:
            return Module(module)
        return self.member(Module(module), origin) if self.is_foreign(module) else Object("")


def _is_pywebview(owner: Owner) -> bool:
    name = owner.type if isinstance(owner, Object) else owner.name
    return name == PYWEBVIEW or pywebview.class_of(name) is not None


def _named(owner: Owner) -> set[str]:
    return {owner.name.rpartition(".")[2]} if isinstance(owner, Class) else set()


def _argument(generic: str) -> str:
    """Return what stands in the brackets of a generic type."""
    return generic.partition("[")[2].removesuffix("]")
