"""Writes the texts of modules for packages. Sans-IO."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

__all__ = ("Replacement", "entry_text", "replaced", "wrapper_text")

_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)
_FORBIDDEN = (
    "Cannot load {}: it is CommonJS, which runs by eval(), and the page's policy forbids that; "
    "allow 'unsafe-eval' in script-src, or import an ES module"
)


class Replacement(Struct, frozen=True):
    """Bytes of a module, and the URL that is written there as a text."""

    start: int
    end: int
    url: str


def wrapper_text(origin: str, url: str, name: str, names: Iterable[str]) -> str:
    """Return an ES module that exports what a CommonJS file does.

    Args:
        origin: such as `oro://com.example.app`.
        url: the URL of the file.
        name: the file's own name.
        names: what it exports besides the default, which is `module.exports`.
    """
    lines = [
        f"import {{ createRequire }} from {json.dumps(f'{origin}/oro/module.js')}",
        f"const $require = () => createRequire({json.dumps(url)})({json.dumps(f'./{name}')})",
        "let $exports",
        "try { $exports = $require() } catch (error) {",
        f"  const said = {json.dumps(_FORBIDDEN.format(url))}",
        "  throw error instanceof EvalError ? new EvalError(said, { cause: error }) : error",
        "}",
        "const $of = name => $exports != null && Object.hasOwn(Object($exports), name) ? $exports[name] : undefined",
        "export default $exports",
    ]
    for number, each in enumerate(sorted(set(names) - {"default"})):
        exported = each if _IDENTIFIER.fullmatch(each) else json.dumps(each)
        lines += [f"const ${number} = $of({json.dumps(each)})", f"export {{ ${number} as {exported} }}"]
    return "\n".join([*lines, ""])


def entry_text(url: str, *, default: bool) -> str:
    """Return a module that passes on everything of another."""
    text = f"export * from {json.dumps(url)}\n"
    return text + f"export {{ default }} from {json.dumps(url)}\n" if default else text


def replaced(source: bytes, replacements: Sequence[Replacement]) -> bytes:
    """Return a text with its specifiers replaced; they are in the order of the text."""
    parts, at = [], 0
    for each in replacements:
        parts += [source[at : each.start], json.dumps(each.url).encode("ascii")]
        at = each.end
    return b"".join([*parts, source[at:]])
