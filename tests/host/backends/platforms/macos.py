"""What is known, without macOS, of the classes of AppKit, WebKit and pywebview's `cocoa`."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from pathlib import Path

from tests.host.backends.platforms import pywebview
from tests.host.backends.platforms.objective_c import Signature, read_wheels
from tests.host.backends.platforms.values import Class, Member, Module, Object, Owner, Use, Value

__all__ = ("MacOS",)

ROOTS = frozenset({"AppKit", "Foundation", "WebKit", "PyObjCTools", "objc", "webview"})
PLATFORM = "webview.platforms.cocoa"
"""pywebview's module for macOS: what it uses is there."""
ITSELF = (PLATFORM, "webview.window", "webview.event")
PYWEBVIEW = "webview"
"""The class of what is pywebview's own, and not known closer."""


class MacOS:
    """A `Library` of macOS' classes.

    Args:
        wheels: PyObjC's, for macOS.
    """

    def __init__(self, wheels: Sequence[Path]) -> None:
        self._known = read_wheels(wheels)

    # -- Library ---------------------------------------------------------------------------------------------

    def is_foreign(self, module: str) -> bool:
        return module.partition(".")[0] in ROOTS

    def imported(self, module: str, name: str) -> Value:
        return self.member(Module(module), name)

    def member(self, owner: Owner, name: str) -> Value:
        match owner:
            case Module(name=module) if module.startswith("webview"):
                return self._of_pywebview(module, name)
            case Module(name=module):
                return Object("") if name in self._known.modules.get(module, ()) else Class(name)
            case Class(name=outer) if (scope := pywebview.class_of(outer)) is not None:
                nested = pywebview.find(scope, name)
                return Class(f"{outer}.{name}") if isinstance(nested, ast.ClassDef) else Member(owner, name)
            case _:
                return Member(owner, name)

    def result(self, member: Member) -> Value:
        match member:
            case Member(owner=Class(name=made), name="alloc" | "()"):
                return Object(made)
            case Member(owner=Object() as made, name=name) if name.startswith("init"):
                return made
        return self.value(member)

    def value(self, member: Member) -> Object:
        return Object(PYWEBVIEW if _is_pywebview(member.owner) else "")

    def event_arguments(self, event: Member) -> Sequence[Value]:
        return ()

    def element(self, owner: Owner) -> Value:
        return Object("")

    # -- proof -----------------------------------------------------------------------------------------------

    def proof(self, use: Use) -> str:
        """Return what shows that a member is there with the shape of its use; empty when nothing does."""
        for source, shows in (
            ("PyObjC's metadata", self._registered),
            ("a protocol", self._in_protocol),
            ("pywebview", self._in_pywebview),
        ):
            if shows(use):
                return source
            if use.kind != "define" and (_owner(use), _selector(use.member)) in self._known.methods:
                break
        return ""

    def _registered(self, use: Use) -> bool:
        match use:
            case Use(owner=Module(name=module), member=name):
                return (
                    name in self._known.modules.get(module, ())
                    or name in self._known.classes | self._known.protocols.keys()
                )
            case Use(kind="pass"):
                return use.owner == Object(use.given)
            case Use(kind="get" | "set", owner=Object(), member=name) if name in self._known.structs:
                return True
        if use.kind == "define":
            return self._informal(use)
        selector, owner = _selector(use.member), _owner(use)
        classes = {owner, "NSObject"} if owner else {name for name, each in self._known.methods if each == selector}
        found = [self._known.methods[name, selector] for name in classes if (name, selector) in self._known.methods]
        fitting = [each for each in found if all(each.blocks.get(at, count) == count for at, count in use.callbacks)]
        return bool(fitting) and _fits(use)

    def _informal(self, use: Use) -> bool:
        """Return whether any object may have a method, where no protocol says more of it."""
        selector = _selector(use.member)
        known = self._known.methods.get(("NSObject", selector))
        in_protocol = any(selector in each for each in self._known.protocols.values())
        return known is not None and not in_protocol and not use.callbacks and _fits(use)

    def _in_protocol(self, use: Use) -> bool:
        owner, selector = _owner(use), _selector(use.member)
        if use.kind == "define":
            return self._defined(use, selector)
        protocols = self._known.protocols
        found = [protocols[owner]] if owner in protocols else [] if owner else protocols.values()
        return _fits(use) and any(selector in each for each in found)

    def _defined(self, use: Use, selector: str) -> bool:
        """Return whether a protocol has the selector, with these classes and blocks as its arguments."""
        for types in (each[selector] for each in self._known.protocols.values() if selector in each):
            taken = _argument_classes(types)
            blocks = self._known.methods.get(("NSObject", selector), Signature()).blocks
            if all(given in ("", taken[at]) for at, given in enumerate(use.takes)) and all(
                blocks.get(at) == count for at, count in use.callbacks
            ):
                return _fits(use)
        return False

    def _in_pywebview(self, use: Use) -> bool:
        match use.owner:
            case Module(name=module) if module.startswith("webview"):
                return (
                    pywebview.is_module(f"{module}.{use.member}")
                    or pywebview.find(pywebview.tree_of(module), use.member) is not None
                )
            case Module(name=module):
                return use.member in pywebview.attributes_of((PLATFORM,)) or any(
                    (module, use.member) == each for each in pywebview.imported_by(PLATFORM).values()
                )
            case Class(name=name) | Object(type=name) if (found := pywebview.class_of(name)) is not None:
                return use.member in pywebview.members_of(found) or use.member == "()"
            case Object(type="webview"):
                return use.member in pywebview.attributes_of(ITSELF)
        return use.kind in ("get", "set", "call") and _fits(use) and use.member in pywebview.attributes_of((PLATFORM,))

    def _of_pywebview(self, module: str, name: str) -> Value:
        origin, original = pywebview.imported_by(module).get(name, ("", ""))
        if pywebview.is_module(f"{module}.{name}"):
            return Module(f"{module}.{name}")
        if not origin:
            found = pywebview.find(pywebview.tree_of(module), name)
            return Class(f"{module}.{name}") if isinstance(found, ast.ClassDef) else Object(PYWEBVIEW)
        if not original or pywebview.is_module(f"{origin}.{original}"):
            return Module(f"{origin}.{original}" if original else origin)
        if origin == "PyObjCTools":
            return Module(f"{origin}.{original}")
        return self.member(Module(origin), original) if self.is_foreign(origin) else Object(PYWEBVIEW)


def _selector(name: str) -> str:
    """Return the selector PyObjC calls by a Python name."""
    return name.replace("_", ":") if name.endswith("_") else name


def _argument_classes(types: str) -> list[str]:
    """Return the classes or protocols of a method's arguments by its encoding, empty where there is none."""
    pieces = re.findall(r'(@\?(?:<[^>]*>)?|@"[^"]*"|@|[^@\d"]+)(\d+)', types)
    return [re.sub(r'[@"<>]', "", kind) if '"' in kind else "" for kind, _ in pieces[3:]]


def _fits(use: Use) -> bool:
    """Return whether as many arguments are passed, or taken, as a selector has."""
    return use.kind not in ("call", "define") or _selector(use.member).count(":") == use.arguments


def _owner(use: Use) -> str:
    return use.owner.type if isinstance(use.owner, Object) else use.owner.name


def _is_pywebview(owner: Owner) -> bool:
    name = owner.type if isinstance(owner, Object) else owner.name
    return name == PYWEBVIEW or pywebview.class_of(name) is not None
