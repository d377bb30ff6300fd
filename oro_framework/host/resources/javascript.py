"""Tells whether the text of a script exports anything, and whether it has a default export. Sans-IO, without a parser.

Rules
1. Comments, strings, templates and regular expressions are skipped. Expressions inside `${}` of a
   template are code again.
2. A `/` begins a regular expression unless what precedes it is a value: a name that is no keyword, a
   number, a string, `)`, `]` or `}`.
3. In code, `export default`, `export * as default` and an `export { … }` one of whose exported names is
   `default` are the only ways.
4. Text that exports anything in code is that of a module.
5. Any text gives an answer; text that is no JavaScript gives some answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ("exports_anything", "has_default_export")

_COMMENT = r"/\*.*?(?:\*/|\Z)|//[^\n]*+"
_GAP = rf"(?:\s|{_COMMENT})*+"
_NEXT = re.compile(
    rf"""(?P<skip>{_COMMENT}|'(?:[^'\\\n]|\\.)*+'?|"(?:[^"\\\n]|\\.)*+"?)"""
    r"|(?P<word>(?<![\w$.#])export(?![\w$]))"
    r"|(?P<mark>[`{}/])",
    re.DOTALL,
)
_TEMPLATE = re.compile(r"(?:[^`\\$]++|\\.|\$(?!\{)|\\\Z)*(`|\$\{)?", re.DOTALL)
_REGEX = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.){0,500}+\]){1,2000}+/[a-z]*+")
_DEFAULT = r"""(?:default(?![\w$])|["']default["'])"""
_CLAUSE = re.compile(
    rf"{_GAP}(?:(?P<yes>default(?![\w$])|\*{_GAP}as{_GAP}{_DEFAULT})|\{{(?P<names>(?:{_COMMENT}|[^{{}}/])*+)\}})",
    re.DOTALL,
)
_ANYTHING = re.compile(rf"{_GAP}(?:[*{{]|(?:default|const|let|var|function|class|async)(?![\w$]))", re.DOTALL)
_EXPORTED = re.compile(rf"(?:^|\sas){_GAP}{_DEFAULT}{_GAP}$", re.DOTALL)
_VALUE = re.compile(r"([\w$]+|[\"'`)\]}])\s*$")
_WORDS = "await case default delete do else extends in instanceof new of return throw typeof void yield"
_KEYWORDS = frozenset(_WORDS.split())


def has_default_export(source: str) -> bool:
    """Return whether importing the default binding of this module would succeed."""
    return "default" in source and any(_exports_default(source, at) for at in _exports(source))


def exports_anything(source: str) -> bool:
    """Return whether this is a module that exports something; what exports nothing is taken for a classic script."""
    return any(_ANYTHING.match(source, at) for at in _exports(source))


def _exports(source: str) -> Iterator[int]:
    """Yield where the word `export` ends in code."""
    if "export" not in source:
        return
    at, depth = 0, 0
    templates: list[int] = []
    while (found := _NEXT.search(source, at)) is not None:
        at, mark = found.end(), found["mark"]
        if found["word"]:
            yield at
        elif mark == "`":
            at = _template(source, at, templates, depth)
        elif mark == "{":
            depth += 1
        elif mark == "}" and templates and templates[-1] == depth:
            templates.pop()
            at = _template(source, at, templates, depth)
        elif mark == "}":
            depth -= 1
        elif mark == "/" and not _after_value(source, found.start()):
            regex = _REGEX.match(source, found.start())
            at = regex.end() if regex else at


def _exports_default(source: str, at: int) -> bool:
    """Apply rule 3."""
    clause = _CLAUSE.match(source, at)
    if clause is None:
        return False
    if clause["yes"]:
        return True
    names = re.sub(_COMMENT, " ", clause["names"], flags=re.DOTALL)
    return any(_EXPORTED.search(name.strip()) for name in names.split(","))


def _template(source: str, at: int, templates: list[int], depth: int) -> int:
    """Step over template text from `at`, to its end or into its next expression."""
    text = _TEMPLATE.match(source, at)
    if text is None:
        return at
    if text[1] == "${":
        templates.append(depth)
    return text.end()


def _after_value(source: str, at: int) -> bool:
    """Apply rule 2."""
    before = _VALUE.search(source[max(0, at - 64) : at])
    return before is not None and before[1] not in _KEYWORDS
