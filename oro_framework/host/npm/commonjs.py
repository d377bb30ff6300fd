"""Finds the names that a CommonJS module exports, as Node does: by the grammar of `cjs-module-lexer`. Sans-IO.

Rules
1. Matches are of tokens, without regard to scopes and to what runs; none is in a comment, a text or a regular
   expression.
2. `exports.a =`, `exports['a'] =`, and both with `module.exports`, export `a`.
3. `Object.defineProperty(exports, 'a', …)` exports it when it has a value or a getter that returns a name or a member;
   any other getter of that name takes it back.
4. `module.exports = { a, 'b': c, ...d }` exports the keys up to the first whose value is no name.
5. The last of all `module.exports = require('x')`, and `...require('x')` in such a literal, export what `x` does.
6. So do, outside of functions, `__exportStar(require('x'))` and the loops over `Object.keys` that Babel writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from oro_framework.host.npm.syntax import at_top, in_code, parsed
from oro_framework.literals import COMMENT

if TYPE_CHECKING:
    from tree_sitter import Tree

__all__ = ("Common", "names_of")

# No group is repeated possessively, as in the patterns of comments.
_G = rb"(?:\s++|" + COMMENT + rb")*"
_ID = rb"(?:[A-Za-z_$\x80-\xff][\w$\x80-\xff]*+)"
_TEXT = rb"(?:'[^'\\\n]*+(?:\\.[^'\\\n]*+)*'|\"[^\"\\\n]*+(?:\\.[^\"\\\n]*+)*\")"
_EXPORTS = rb"(?:module" + _G + rb"\." + _G + rb")?exports"
_REQUIRE = rb"require" + _G + rb"\(" + _G + rb"(?P<from>" + _TEXT + rb")" + _G + rb"\)"


def _spaced(pattern: str) -> bytes:
    """Return a pattern with a gap for each space, and the names above in place of their signs."""
    gapped = pattern.encode("ascii").replace(b" ", _G)
    for sign, meant in ((b"<E>", _EXPORTS), (b"<I>", _ID), (b"<T>", _TEXT), (b"<R>", _REQUIRE)):
        gapped = gapped.replace(sign, meant)
    return gapped


_ASSIGNED = re.compile(rb"(?<![\w$.])" + _spaced(r"<E> (?:\. (?P<name>") + _ID + _spaced(r")|\[ (?P<text><T>) \]) ="))
_DEFINED = re.compile(
    rb"(?<![\w$.])"
    + _spaced(r"Object \. defineProperty \( <E> , (?P<text><T>) , \{ ")
    + rb"(?P<safe>"
    + _spaced(r"(?:enumerable : true , )?(?:value :|get (?:: function (?:<I> )?)?")
    + _spaced(r"\( \) \{ return\b <I> (?:\. <I> |\[ <T> \] )?(?:; )?\} (?:, )?\} \))")
    + rb")?"
)
_ASSIGNED_WHOLE = re.compile(rb"(?<![\w$.])" + _spaced(r"module \. exports = (?:(?P<literal>\{)|") + _REQUIRE + rb")?")
_STAR = re.compile(rb"(?:(?<![\w$])|(?<=\.))__export(?:Star)?\(" + _REQUIRE)
_BOUND = re.compile(
    rb"(?<![\w$])(?:var|let|const)"
    + _spaced(r" (?P<id>")
    + _ID
    + _spaced(r") = (?:(?:[\w$]+\.)?_interopRequireWildcard\( )?")
    + _REQUIRE
)
_LOOP = re.compile(
    rb"(?<![\w$.])Object"
    + _spaced(r" \. keys \( (?P<id>")
    + _ID
    + _spaced(r") \) \. forEach \( function \( (?P<key>")
    + _ID
    + _spaced(r") \) \{ if \( (?P=key) [!=]== ['\"]default['\"]")
    + rb"[^\0]{0,600}?"
    + _spaced(r"(?:<E> \[ (?P=key) \] = (?P=id) \[ (?P=key) \]|return (?P=id) \[ (?P=key) \])")
)
_MEMBER = re.compile(
    _spaced(r" (?:\.\.\.(?:")
    + _REQUIRE
    + _spaced(r"|<I>)|(?P<name>")
    + _ID
    + _spaced(r")(?: :(?P<id> <I>)?)?|(?P<text><T>) : <I>)")
    + _spaced(r" (?P<end>[,}])?")
)


class Common(Struct, frozen=True):
    """Names that a module exports, and the specifiers of those whose names it exports as well."""

    names: tuple[str, ...]
    reexports: tuple[str, ...]


def names_of(source: bytes) -> Common:
    """Return what a CommonJS module exports."""
    if b"exports" not in source and b"__export" not in source:
        return Common((), ())
    tree = parsed(source)
    names = dict.fromkeys(_assigned(source, tree))
    unsafe: set[str] = set()
    for found in _code(_DEFINED, source, tree):
        name = _text(found["text"])
        if found["safe"] is None:
            unsafe.add(name)
        else:
            names[name] = None
    reexports: dict[str, None] = {}
    for found in _code(_ASSIGNED_WHOLE, source, tree):
        reexports.clear()
        if found["from"] is not None:
            reexports[_text(found["from"])] = None
        if found["literal"] is not None:
            literal = list(_literal(source, found.end()))
            names.update((name, None) for name, is_star in literal if not is_star)
            reexports.update((name, None) for name, is_star in literal if is_star)
    reexports.update((name, None) for name in _stars(source, tree))
    return Common(tuple(name for name in names if name not in unsafe), tuple(reexports))


def _code(pattern: re.Pattern[bytes], source: bytes, tree: Tree) -> Iterator[re.Match[bytes]]:
    return (found for found in pattern.finditer(source) if in_code(tree, found.start()))


def _assigned(source: bytes, tree: Tree) -> Iterator[str]:
    """Apply rule 2."""
    for found in _code(_ASSIGNED, source, tree):
        if found["text"] is not None:
            yield _text(found["text"])
        else:
            yield found["name"].decode("utf-8", "replace")


def _literal(source: bytes, start: int) -> Iterator[tuple[str, bool]]:
    """Apply rule 4: yield keys, and specifiers that are spread with True."""
    while (member := _MEMBER.match(source, start)) is not None:
        if member["from"] is not None:
            yield _text(member["from"]), True
        elif member["text"] is not None:
            yield _text(member["text"]), False
        elif member["name"] is not None:
            bare = member[0].partition(b":")
            if bare[1] and member["id"] is None:
                return
            yield member["name"].decode("utf-8", "replace"), False
        if member["end"] != b",":
            return
        start = member.end()


def _stars(source: bytes, tree: Tree) -> Iterator[str]:
    """Apply rule 6."""
    yield from (_text(found["from"]) for found in _code(_STAR, source, tree) if at_top(tree, found.start()))
    loops = [found["id"] for found in _code(_LOOP, source, tree) if at_top(tree, found.start())]
    if loops:
        bound = {found["id"]: found["from"] for found in _code(_BOUND, source, tree) if at_top(tree, found.start())}
        yield from (_text(bound[name]) for name in loops if name in bound)


def _text(literal: bytes) -> str:
    text = literal[1:-1].decode("utf-8", "replace")
    return re.sub(r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", _escaped, text)


def _escaped(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    return chr(int(code, 16)) if code else {"n": "\n", "t": "\t", "r": "\r", "b": "\b"}.get(found[4], found[4])
