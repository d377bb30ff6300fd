"""Find what Python source uses of objects that are not Python's own: Objective-C's, .NET's, pywebview's.

A small evaluation of the syntax tree, without running it. A value is foreign when it comes from an import of a foreign
module or is annotated with a foreign class, and so is all that is made from it. A `Library` says what the members of
the classes it knows give.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence

from tests.host.backends.platforms.scope import Scope, callable_takes, callbacks_of, looks_foreign
from tests.host.backends.platforms.values import Class, Library, Member, Module, Object, Owner, Use, Value

__all__ = ("find_uses",)


def find_uses(source: str, library: Library) -> tuple[list[Use], list[str]]:
    """Return the uses in a module, and the lines with names that look foreign but have no known owner."""
    tree = ast.parse(source)
    finder = _Finder(library)
    finder.module(tree)
    finder.uses = list(dict.fromkeys(finder.uses))
    return finder.uses, [*_unattributed(tree, finder.seen)]


def _unattributed(tree: ast.Module, seen: Collection[ast.AST]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node not in seen and looks_foreign(node.attr):
            yield f"{node.lineno}: {ast.unparse(node)}"


class _Finder:
    def __init__(self, library: Library) -> None:
        self.uses: list[Use] = []
        self.seen: set[ast.AST] = set()
        self._library = library
        self._strings: dict[str, str] = {}
        self._python: set[str] = set()
        """Names of what is imported from Python's own modules."""

    # -- definitions -----------------------------------------------------------------------------------------

    def module(self, tree: ast.Module) -> None:
        scope = Scope({}, {}, {})
        for node in ast.walk(tree):
            self._take_import(node, scope)
        for node in tree.body:
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))):
                    self._strings[name] = text
        self._block(tree.body, scope)

    def _take_import(self, node: ast.AST, scope: Scope) -> None:
        if isinstance(node, ast.Import):
            for name in node.names:
                bound = name.asname or name.name.partition(".")[0]
                self._bind_import(scope, bound, name.name if name.asname else bound)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            for name in node.names:
                if self._library.is_foreign(node.module):
                    value = self._library.imported(node.module, name.name)
                    scope.names[name.asname or name.name] = value
                    self._record(Module(node.module), name.name, "get", node)
                else:
                    self._own(name.asname or name.name, scope)

    def _bind_import(self, scope: Scope, bound: str, module: str) -> None:
        if self._library.is_foreign(module):
            scope.names[bound] = Module(module)
        else:
            self._own(bound, scope)

    def _own(self, name: str, scope: Scope) -> None:
        scope.names.pop(name, None)
        self._python.add(name)

    def _class(self, node: ast.ClassDef, outer: Scope) -> None:
        bases = [value for base in node.bases if isinstance(value := self._value(base, outer), Class)]
        methods = {each.name: each for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}
        named = [each.targets[0] for each in node.body if isinstance(each, ast.Assign)]
        named += [each.target for each in node.body if isinstance(each, ast.AnnAssign)]
        own = frozenset({each.id for each in named if isinstance(each, ast.Name)} | methods.keys())
        scope = Scope(dict(outer.names), {}, methods, bases[0] if bases else None, own)
        for keyword in node.keywords:
            self._value(keyword.value, outer)
        self._declare(node, scope)
        for method in methods.values():
            if bases and looks_foreign(method.name):
                self.uses.append(self._defined(bases[0], method, outer))
        for _ in range(2):  # attributes of `self` may be set after the method that reads them
            self._block(node.body, scope)

    def _defined(self, owner: Class, method: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> Use:
        taken = method.args.args[1:]
        hints = [each.annotation and self._annotated(each.annotation, scope) for each in taken]
        classes = tuple(hint.type if isinstance(hint, Object) else "" for hint in hints)
        callables = [(at, callable_takes(each.annotation)) for at, each in enumerate(taken)]
        callbacks = tuple((at, count) for at, count in callables if count is not None)
        return Use(owner, method.name, "define", method.lineno, len(taken), "", callbacks, classes)

    def _declare(self, node: ast.ClassDef, scope: Scope) -> None:
        for each in node.body:
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
                self._set_attribute(scope, each.target.id, self._annotated(each.annotation, scope))
            if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name):
                name, value = each.targets[0].id, each.value
                if name == "module" and isinstance(value, ast.Constant) and isinstance(value.value, str):
                    scope.attributes["platform"] = Module(value.value)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, outer: Scope) -> None:
        outer.functions[node.name] = len(node.args.args)
        scope = outer.inner()
        for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            value = None if argument.annotation is None else self._annotated(argument.annotation, outer)
            if value is None:
                scope.names.pop(argument.arg, None)
            else:
                scope.names[argument.arg] = value
        if node.returns is not None:
            self._annotated(node.returns, outer)
        self._block(node.body, scope)

    def _annotated(self, node: ast.expr, scope: Scope) -> Value | None:
        if isinstance(node, ast.BinOp):
            return self._annotated(node.left, scope) or self._annotated(node.right, scope)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return self._annotated(ast.parse(node.value, mode="eval").body, scope)
        if isinstance(node, ast.Name | ast.Attribute):
            value = self._value(node, scope)
            return Object(value.name) if isinstance(value, Class) else None
        if isinstance(node, ast.Subscript):
            value = self._value(node.value, scope)
            return Object(value.name) if isinstance(value, Class) else None
        return None

    # -- statements ------------------------------------------------------------------------------------------

    def _block(self, body: Sequence[ast.stmt], scope: Scope) -> None:
        for node in body:
            self._statement(node, scope)

    def _statement(self, node: ast.stmt, scope: Scope) -> None:
        match node:
            case ast.ClassDef():
                self._class(node, scope)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._function(node, scope)
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                for target, each in zip(targets, values, strict=False):
                    self._assign(target, self._value(each, scope), scope)
            case ast.Assign():
                value = self._value(node.value, scope)
                for target in node.targets:
                    self._assign(target, value, scope)
            case ast.AnnAssign():
                value = None if node.value is None else self._value(node.value, scope)
                hint = self._annotated(node.annotation, scope)
                untold = isinstance(node.annotation, ast.Name) and node.annotation.id in ("Any", "object")
                self._assign(node.target, value if hint is None and untold else hint, scope)
            case ast.AugAssign():
                self._augment(node, scope)
            case ast.For() | ast.AsyncFor():
                self._assign(node.target, self._element(node.iter, scope), scope)
                self._block([*node.body, *node.orelse], scope)
            case _:
                self._children(node, scope)

    def _children(self, node: ast.AST, scope: Scope) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.stmt):
                self._statement(child, scope)
            elif isinstance(child, ast.expr):
                self._value(child, scope)
            else:
                self._children(child, scope)

    def _assign(self, target: ast.expr, value: Value | None, scope: Scope) -> None:
        match target:
            case ast.Name() if value is not None:
                scope.names[target.id] = value
            case ast.Name():
                scope.names.pop(target.id, None)
            case ast.Tuple(elts=items) | ast.List(elts=items):
                for item in items:
                    self._assign(item, value and Object(""), scope)
            case ast.Attribute(value=ast.Name(id="self")) if scope.base is None:
                self.seen.add(target)
                self._set_attribute(scope, target.attr, value)
            case ast.Attribute():
                owner = self._value(target.value, scope)
                self._mention(owner, target, "set", given=value)
            case _:
                self._children(target, scope)

    @staticmethod
    def _set_attribute(scope: Scope, name: str, value: Value | None) -> None:
        known = scope.attributes.get(name)
        if value is not None and (known is None or known == Object("")):
            scope.attributes[name] = value

    def _augment(self, node: ast.AugAssign, scope: Scope) -> None:
        owner = self._value(node.target.value, scope) if isinstance(node.target, ast.Attribute) else None
        if owner is None or isinstance(owner, Member) or not isinstance(node.target, ast.Attribute):
            self._children(node, scope)
            return
        event = Member(owner, node.target.attr)
        arguments = self._library.event_arguments(event)
        if not arguments:
            self._mention(owner, node.target, "set", given=self._value(node.value, scope))
            return
        self._mention(owner, node.target, "event")
        if isinstance(node.value, ast.Lambda):
            self._lambda(node.value, scope, arguments)
        else:
            self._value(node.value, scope)

    def _lambda(self, node: ast.Lambda, scope: Scope, arguments: Sequence[Value] = ()) -> None:
        inner = scope.inner()
        for argument in node.args.args:
            inner.names.pop(argument.arg, None)
        inner.names.update({a.arg: value for a, value in zip(node.args.args, arguments, strict=False)})
        self._value(node.body, inner)

    # -- expressions -----------------------------------------------------------------------------------------

    def _value(self, node: ast.expr, scope: Scope) -> Value | None:
        match node:
            case ast.Name(id="self") if scope.base is not None:
                return Object(scope.base.name)
            case ast.Name():
                return scope.names.get(node.id)
            case ast.Attribute():
                return self._attribute(node, scope)
            case ast.Call():
                return self._call(node, scope)
            case ast.Subscript():
                value = self._value(node.value, scope)
                self._value(node.slice, scope)
                return value if isinstance(value, Class) else value and Object("")
            case ast.IfExp():
                self._value(node.test, scope)
                return self._value(node.body, scope) or self._value(node.orelse, scope)
            case ast.BoolOp():
                found = [self._value(each, scope) for each in node.values]
                return next((value for value in found if value is not None), None)
            case ast.NamedExpr():
                value = self._value(node.value, scope)
                self._assign(node.target, value, scope)
                return value
            case ast.Lambda():
                self._lambda(node, scope)
                return None
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                self._comprehension(node, scope)
                return None
            case _:
                self._children(node, scope)
                return None

    def _element(self, node: ast.expr, scope: Scope) -> Value | None:
        value = self._value(node, scope)
        if value is None:
            return None
        if isinstance(value, Member):
            value = self._library.value(value)
        self._record(value, "()", "iterate", node)
        return self._library.element(value)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, scope: Scope) -> None:
        inner = scope.inner()
        for each in node.generators:
            self._assign(each.target, self._element(each.iter, inner), inner)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self._value(child, inner)

    def _attribute(self, node: ast.Attribute, scope: Scope, kind: str = "get") -> Value | None:
        ours = scope.base is None or node.attr in scope.attributes or node.attr in scope.own
        if ours and isinstance(node.value, ast.Name) and node.value.id == "self":
            self.seen.add(node)
            return scope.attributes.get(node.attr)
        if isinstance(node.value, ast.Name) and node.value.id in self._python:
            self.seen.add(node)
        return self._mention(self._value(node.value, scope), node, kind)

    def _mention(self, owner: Value | None, node: ast.Attribute, kind: str, given: Value | None = None) -> Value | None:
        if owner is None:
            return None
        self.seen.add(node)
        if isinstance(owner, Member):
            owner = self._library.value(owner)
        if kind:
            self._record(owner, node.attr, kind, node, given=given)
        return self._library.member(owner, node.attr)

    def _call(self, node: ast.Call, scope: Scope) -> Value | None:
        if isinstance(node.func, ast.Name) and node.func.id in ("getattr", "hasattr", "setattr"):
            return self._reflect(node, scope)
        called = self._called(node.func, scope)
        values = [self._value(each, scope) for each in node.args]
        for keyword in node.keywords:
            self._value(keyword.value, scope)
        self._passed(node, values, scope)
        if called is None:
            return None
        owner, name = (called.owner, called.name) if isinstance(called, Member) else (called, "()")
        if isinstance(owner, Object) and name == "()" and "." not in owner.type:
            return owner  # a function that was mentioned, of which nothing more is known
        self._record(owner, name, "call", node, len(node.args), callbacks=callbacks_of(node, scope))
        return self._library.result(Member(owner, name))

    def _called(self, node: ast.expr, scope: Scope) -> Value | None:
        if not isinstance(node, ast.Attribute):
            return self._value(node, scope)
        called = self._attribute(node, scope, "")  # the call itself is what is recorded
        return called if isinstance(called, Member) else self._attribute(node, scope)

    def _reflect(self, node: ast.Call, scope: Scope) -> Value | None:
        owner, name = self._value(node.args[0], scope), node.args[1]
        for each in node.args[2:]:
            self._value(each, scope)
        text = self._strings.get(name.id) if isinstance(name, ast.Name) else getattr(name, "value", None)
        if owner is None or isinstance(owner, Member):
            return None
        kind = "set" if isinstance(node.func, ast.Name) and node.func.id == "setattr" else "get"
        self._record(owner, text if isinstance(text, str) else "(any)", kind, node)
        return self._library.member(owner, text) if isinstance(text, str) else Object("")

    def _passed(self, node: ast.Call, values: Sequence[Value | None], scope: Scope) -> None:
        """Hold what is passed to a method of `self`, or along with one, against its hints."""
        candidates = [(node.func, values), *((each, values[at + 1 :]) for at, each in enumerate(node.args))]
        for callee, given in candidates:
            if isinstance(callee, ast.Attribute) and isinstance(callee.value, ast.Name) and callee.value.id == "self":
                method = scope.methods.get(callee.attr)
                for argument, value in zip(method.args.args[1:] if method else (), given, strict=False):
                    hint = argument.annotation and self._annotated(argument.annotation, scope)
                    if isinstance(hint, Object) and isinstance(value, Object) and value.type:
                        self.uses.append(Use(hint, argument.arg, "pass", node.lineno, given=value.type))

    def _record(
        self,
        owner: Owner,
        member: str,
        kind: str,
        node: ast.AST,
        arguments: int = 0,
        given: Value | None = None,
        callbacks: tuple[tuple[int, int], ...] = (),
    ) -> None:
        text = given.type if isinstance(given, Object) else ""
        self.uses.append(Use(owner, member, kind, getattr(node, "lineno", 0), arguments, text, callbacks))
