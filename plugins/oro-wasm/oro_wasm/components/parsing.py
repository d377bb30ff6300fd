"""Read the text of WIT: the world that a component is to have. Sans-IO.

A package of any number of files: its interfaces with their types and functions, and its worlds. Worlds export functions
and interfaces; imports, resources, streams and futures are refused, for what is made from the text has no use for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, get_args

from oro_wasm.components import wit
from oro_wasm.components.docs import docs_in, documented
from oro_wasm.errors import BuildError

__all__ = ("world_in",)

_TOKEN = re.compile(
    r"(?P<space>\s+|//[^\n]*|/\*.*?\*/)|(?P<name>%?[A-Za-z][A-Za-z0-9-]*)|(?P<number>[0-9][0-9A-Za-z.+-]*)"
    r"|(?P<sign>->|[{}()<>:;,=@./*_])|(?P<odd>.)",
    re.DOTALL,
)
_PRIMITIVES = {name: wit.Primitive(name) for name in get_args(wit.PrimitiveName)}
_REFUSED = ("resource", "stream", "future", "import", "include", "own", "borrow", "error-context")


class _Token(NamedTuple):
    text: str
    file: str
    line: int


def world_in(texts: Mapping[str, str], name: str = "") -> tuple[str, wit.World]:
    """Return the name of a world, and its exports.

    Args:
        texts: the texts of a package, by file name.
        name: of the world, where there are several.

    Raises:
        BuildError: a text is no WIT, has what is not supported, or there is no such world; the message has the place.
    """
    package = _Package()
    for file, text in texts.items():
        _File(package, list(_tokens(text, file))).read()
    chosen, world = package.world(name)
    return chosen, documented(world, docs_in(texts.values()))


def _tokens(text: str, file: str) -> Iterator[_Token]:
    line = 1
    for match in _TOKEN.finditer(text):
        if match["odd"]:
            raise BuildError(f"Cannot read {file}:{line}: {match['odd']!r} has no place in WIT")
        if not match["space"]:
            yield _Token(match[0], file, line)
        line += match[0].count("\n")


class _Interface(NamedTuple):
    types: dict[str, wit.Type]
    functions: list[wit.Function]

    def made(self, name: str) -> wit.Interface:
        return wit.Interface(name, tuple(self.functions))


class _Package:
    def __init__(self) -> None:
        self.name = ""
        self.version = ""
        self.interfaces: dict[str, _Interface] = {}
        self.worlds: dict[str, list[tuple[str, _Interface | None, _Token]]] = {}
        self.own: dict[str, _Interface] = {}
        """The functions and types of worlds themselves."""

    def full(self, interface: str) -> str:
        return f"{self.name}/{interface}{'@' + self.version if self.version else ''}" if self.name else interface

    def world(self, name: str) -> tuple[str, wit.World]:
        if not name and len(self.worlds) == 1:
            [name] = self.worlds
        if name not in self.worlds:
            there = ", ".join(self.worlds) or "none"
            raise BuildError(f'Cannot find the world "{name}" in the WIT: there is {there}; name one of them')
        exports = [self._exported(*each) for each in self.worlds[name]]
        own = self.own[name]
        return name, wit.World((*exports, *([own.made("")] if own.functions else [])))

    def _exported(self, name: str, inline: _Interface | None, token: _Token) -> wit.Interface:
        if inline is not None:
            return inline.made(name)
        if name not in self.interfaces:
            raise _mistake(
                token, f'there is no interface "{name}" in this package; the package has all that it exports'
            )
        return self.interfaces[name].made(self.full(name))


class _File:
    """Reads the tokens of one file into a package."""

    def __init__(self, package: _Package, tokens: list[_Token]) -> None:
        self._package = package
        self._tokens = tokens
        self._at = 0

    def read(self) -> None:
        while (token := self._peek()) is not None:
            self._gate()
            word = self._take().text
            if word == "package":
                self._read_package()
            elif word == "interface":
                name = self._name()
                found = self._package.interfaces[name] = _Interface({}, [])
                self._body(found)
            elif word == "world":
                self._world()
            else:
                raise _mistake(token, f'"package", "interface" or "world" was expected, and it is "{word}"')

    # -- tokens ----------------------------------------------------------------------------------

    def _peek(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self, wanted: str = "") -> _Token:
        token = self._peek()
        if token is None:
            last = self._tokens[-1]
            raise _mistake(last, f"the text ends where {wanted or 'more'} was expected")
        if wanted and token.text != wanted:
            raise _mistake(token, f'"{wanted}" was expected, and it is "{token.text}"')
        self._at += 1
        return token

    def _has(self, text: str) -> bool:
        token = self._peek()
        if token is None or token.text != text:
            return False
        self._at += 1
        return True

    def _name(self) -> str:
        token = self._take()
        if not (token.text[0].isalpha() or token.text[0] == "%"):
            raise _mistake(token, f'a name was expected, and it is "{token.text}"')
        return token.text.removeprefix("%")

    def _gate(self) -> None:
        """Pass over `@since(version = 1.0.0)` and the like."""
        while self._has("@"):
            self._name()
            if self._has("("):
                while self._take().text != ")":
                    continue

    def _listed(self, end: str, item: Callable[[], Any]) -> list[Any]:
        """Return items with commas between them, up to a closing sign."""
        found = []
        while not self._has(end):
            self._gate()
            found.append(item())
            if not self._has(","):
                self._take(end)
                break
        return found

    # -- packages, worlds, interfaces ------------------------------------------------------------

    def _read_package(self) -> None:
        space = self._name()
        self._take(":")
        self._package.name = f"{space}:{self._name()}"
        if self._has("@"):
            self._package.version = ""
            while not self._has(";"):
                self._package.version += self._take().text
        else:
            self._take(";")

    def _world(self) -> None:
        name = self._name()
        own = self._package.own[name] = _Interface({}, [])
        exports = self._package.worlds[name] = []
        self._take("{")
        while not self._has("}"):
            self._gate()
            if not self._has("export"):
                self._declaration(own)
                continue
            token = self._take()
            exported = token.text.removeprefix("%")
            if self._has(":"):
                if self._has("interface"):
                    inline = _Interface(dict(own.types), [])
                    self._body(inline)
                    exports.append((exported, inline, token))
                elif self._has("func"):
                    own.functions.append(self._function(exported, own.types))
                    self._take(";")
                else:
                    raise _mistake(token, "interfaces of other packages cannot be exported; write them in this one")
            else:
                self._take(";")
                exports.append((exported, None, token))

    def _body(self, found: _Interface) -> None:
        self._take("{")
        while not self._has("}"):
            self._gate()
            self._declaration(found)

    def _declaration(self, found: _Interface) -> None:
        token = self._take()
        makers: dict[str, Callable[[str, dict[str, wit.Type]], wit.Type]] = {
            "record": self._record, "variant": self._variant, "enum": self._enum, "flags": self._flags,
            "type": self._alias,
        }  # fmt: skip
        following = self._peek()
        if token.text in makers and (following is None or following.text != ":"):
            name = self._name()
            found.types[name] = makers[token.text](name, found.types)
        elif token.text == "use":
            self._use(found)
        elif token.text in _REFUSED and (following is None or following.text != ":"):
            raise _mistake(token, f'"{token.text}" is not supported here: functions take and return plain values')
        else:
            self._take(":")
            self._take("func")
            found.functions.append(self._function(token.text.removeprefix("%"), found.types))
            self._take(";")

    def _use(self, found: _Interface) -> None:
        token = self._take()
        if token.text not in self._package.interfaces:
            raise _mistake(token, f'there is no interface "{token.text}" in this package before this line')
        there = self._package.interfaces[token.text].types
        self._take(".")
        self._take("{")
        for name, alias, place in self._listed("}", self._used):
            if name not in there:
                raise _mistake(place, f'interface "{token.text}" has no type "{name}"')
            found.types[alias] = there[name]
        self._take(";")

    def _used(self) -> tuple[str, str, _Token]:
        token = self._take()
        return token.text, self._name() if self._has("as") else token.text, token

    # -- types -----------------------------------------------------------------------------------

    def _function(self, name: str, types: dict[str, wit.Type]) -> wit.Function:
        self._take("(")
        params = self._listed(")", lambda: self._field(types))
        return wit.Function(name, tuple(params), self._type(types) if self._has("->") else None)

    def _field(self, types: dict[str, wit.Type]) -> wit.Field:
        name = self._name()
        self._take(":")
        return wit.Field(name, self._type(types))

    def _record(self, name: str, types: dict[str, wit.Type]) -> wit.Type:
        self._take("{")
        return wit.Record(tuple(self._listed("}", lambda: self._field(types))), name)

    def _variant(self, name: str, types: dict[str, wit.Type]) -> wit.Type:
        self._take("{")
        return wit.Variant(tuple(self._listed("}", lambda: self._case(types))), name)

    def _case(self, types: dict[str, wit.Type]) -> wit.Case:
        name = self._name()
        if not self._has("("):
            return wit.Case(name)
        kind = self._type(types)
        self._take(")")
        return wit.Case(name, kind)

    def _enum(self, name: str, types: dict[str, wit.Type]) -> wit.Type:
        self._take("{")
        return wit.Enum(tuple(self._listed("}", self._name)), name)

    def _flags(self, name: str, types: dict[str, wit.Type]) -> wit.Type:
        self._take("{")
        return wit.Flags(tuple(self._listed("}", self._name)), name)

    def _alias(self, name: str, types: dict[str, wit.Type]) -> wit.Type:
        self._take("=")
        kind = self._type(types)
        self._take(";")
        return kind

    def _type(self, types: dict[str, wit.Type]) -> wit.Type:
        token = self._take()
        name = token.text.removeprefix("%")
        if name in types and name not in _PRIMITIVES:
            return types[name]
        if name in _PRIMITIVES:
            return _PRIMITIVES[name]
        if name == "list":
            [element] = self._arguments(types, 1, token)
            return wit.List(self._given(element, token))
        if name == "option":
            [payload] = self._arguments(types, 1, token)
            return wit.Option(self._given(payload, token))
        if name == "tuple":
            return wit.Tuple(tuple(self._given(each, token) for each in self._arguments(types, 0, token)))
        if name == "result":
            ok, err = (*self._arguments(types, 0, token), None, None)[:2] if self._has_arguments() else (None, None)
            return wit.Result(ok, err)
        if name in _REFUSED:
            raise _mistake(token, f'"{name}" is not supported here: functions take and return plain values')
        raise _mistake(token, f'there is no type "{name}" before this line')

    def _has_arguments(self) -> bool:
        token = self._peek()
        return token is not None and token.text == "<"

    def _arguments(self, types: dict[str, wit.Type], count: int, token: _Token) -> list[wit.Type | None]:
        self._take("<")
        found = self._listed(">", lambda: None if self._has("_") else self._type(types))
        if count and len(found) != count:
            raise _mistake(token, f'"{token.text}" takes {count} type, and has {len(found)}')
        return found

    def _given(self, kind: wit.Type | None, token: _Token) -> wit.Type:
        if kind is None:
            raise _mistake(token, f'"_" has no place in "{token.text}"')
        return kind


def _mistake(token: _Token, why: str) -> BuildError:
    return BuildError(f"Cannot read {token.file}:{token.line}: {why}")
