"""Prepares HTML pages: inserts the import map, a first module, and the names of protocol handlers.

Rules
1. Pages are bytes and are never decoded, so any encoding passes. Text that is UTF-16 is left unchanged.
2. A page that says `<meta name="runtime-preload-injection" content="disabled">`, or was asked for with
   the header of that name, is served as it is.
3. Import maps of the page stay as they are and ours follows the last of them: engines merge several,
   and the first to name a specifier wins. (WebKitGTK 2.50 and Chromium 140 both do. An engine that
   takes only one takes the page's, and finds `oro:` modules through the scheme handler.)
4. Otherwise ours goes where the head begins: after `<head>`, else after `<html>`, else after the
   doctype, else at the very start. A policy in a `<meta>` of the page comes later and cannot block it.
5. Comments, and the text of scripts, styles, titles and textareas, are not markup.
6. `{{protocol_handlers}}` becomes the schemes of the app's protocol handlers, `node:` and `npm:`.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

__all__ = ("OPT_OUT", "Documents", "charset_of", "head_of")

OPT_OUT = "runtime-preload-injection"
PLACEHOLDER = b"{{protocol_handlers}}"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# No group is repeated possessively: Python 3.11.0 to 3.11.4 keep what a failed turn of such a group has consumed.
_ATTRIBUTES = rb"""[^<>"']*+(?:(?:"[^"]*+"|'[^']*+')[^<>"']*+)*"""
_PROLOGUE = re.compile(
    rb"(?:\s++|<!--.*?--!?>|<![a-z\[][^>]*+>|<\?[^>]*+>)*"
    rb"(?:<html(?=[\s/>])" + _ATTRIBUTES + rb">(?:\s++|<!--.*?--!?>)*)?"
    rb"(?:<head(?=[\s/>])" + _ATTRIBUTES + rb">)?",
    re.DOTALL | re.IGNORECASE,
)
_MARKUP = re.compile(
    rb"<!--.*?(?:--!?>|\Z)"
    rb"|<(?P<meta>meta)(?=[\s/>])(?P<meta_attributes>" + _ATTRIBUTES + rb")>"
    rb"|<(?P<raw>script|style|title|textarea)(?=[\s/>])(?P<attributes>" + _ATTRIBUTES + rb")>"
    rb".*?(?:</(?P=raw)(?=[\s/>])[^>]*+>|\Z)"
    rb"|</?[a-z]" + _ATTRIBUTES + rb">",
    re.DOTALL | re.IGNORECASE,
)
_IS_MAP = re.compile(rb"""(?<![^\s"'/])type\s*+=\s*+["']?\s*importmap(?![^\s"'/>])""", re.IGNORECASE)
_OPTS_OUT = re.compile(rb"""(?<![^\s"'/])name\s*+=\s*+["']?runtime-preload-injection(?![^\s"'/])""", re.IGNORECASE)
_DISABLED = re.compile(rb"""(?<![^\s"'/])content\s*+=\s*+["']?disabled(?![^\s"'/])""", re.IGNORECASE)
_CHARSET = re.compile(rb"""<meta\s[^>]*?charset\s*+=\s*+["']?\s*+([\w.:-]+)""", re.IGNORECASE)


class Documents:
    """Prepares HTML files; made once, with the text to insert.

    Args:
        import_map: see `ModuleTable.import_map`.
        protocol_handlers: schemes of the app's protocol handlers, without colons.
        first: a module every page imports before its own modules run, or empty for none.
        for_policy: a first module for pages that have a policy, when `first` is empty.
        packages: returns further entries of the import map, which those of `import_map` override.
        named: is given the names in import maps of pages.
    """

    def __init__(
        self,
        import_map: Mapping[str, object],
        protocol_handlers: Sequence[str] = (),
        first: str = "",
        for_policy: str = "",
        packages: Callable[[], Mapping[str, str]] = dict,
        named: set[str] | None = None,
    ) -> None:
        self._first, self._for_policy = _quoted(first), _quoted(first or for_policy)
        self._import_map, self._packages = import_map, packages
        self._named = set() if named is None else named
        self._map: tuple[Mapping[str, str] | None, bytes] = (None, b"")
        self._handlers = " ".join(f"{scheme}:" for scheme in (*protocol_handlers, "node", "npm")).encode("latin-1")

    def prepare(self, document: bytes, nonce: str = "") -> bytes:
        """Return the prepared contents of a file.

        Args:
            nonce: the nonce that the page's policy allows for our script, empty without one.
        """
        if document.startswith(_UTF16):
            return document
        at = _place(document, self._named)
        if at is None:
            return document
        said = f' nonce="{nonce}"' if nonce else ""
        element = f'<script type="importmap"{said}>'.encode("ascii") + self._map_text() + b"</script>"
        if first := self._for_policy if nonce else self._first:
            element += f'<script type="module"{said}>'.encode("ascii") + b"import " + first + b"</script>"
        document = document[:at] + element + document[at:]
        return document.replace(PLACEHOLDER, self._handlers) if PLACEHOLDER in document else document

    def _map_text(self) -> bytes:
        packages = self._packages()
        if packages is not self._map[0]:
            own = self._import_map.get("imports")
            merged = {**self._import_map, "imports": {**packages, **(own if isinstance(own, Mapping) else {})}}
            text = json.dumps(merged, separators=(",", ":")).replace("<", "\\u003c").encode("ascii")
            self._map = packages, text
        return self._map[1]


def charset_of(document: bytes) -> str | None:
    """Return the encoding to announce, as text inserted before a `<meta charset>` could hide that from engines.

    A page that declares none is UTF-8 when its bytes are; None when the encoding is unknown.
    """
    if document.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if document.startswith(_UTF16):
        return "utf-16"
    if (declared := _CHARSET.search(document, 0, 1024)) is not None:
        name = declared[1].decode("latin-1").lower()
        return "utf-8" if name.startswith("utf-16") else name
    try:
        document.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _quoted(url: str) -> bytes:
    return json.dumps(url).replace("<", "\\u003c").encode("ascii") if url else b""


def _place(document: bytes, named: set[str]) -> int | None:
    """Return the index at which to insert the import map, or None when the page opts out (rules 2 to 5).

    Names in the page's own maps are added to `named`.
    """
    lowered = document.lower()
    has_maps, may_opt_out = b"importmap" in lowered, OPT_OUT.encode() in lowered
    after_map = None
    if has_maps or may_opt_out:
        for found in _MARKUP.finditer(document):
            if found["meta"]:
                if _OPTS_OUT.search(found["meta_attributes"]) and _DISABLED.search(found["meta_attributes"]):
                    return None
            elif found["raw"] and found["raw"].lower() == b"script" and _IS_MAP.search(found["attributes"]):
                after_map = found.end()
                named.update(_names_of(document[found.end("attributes") + 1 : after_map]))
    return after_map if after_map is not None else head_of(document)


def _names_of(element: bytes) -> Iterator[str]:
    """Yield the names of an import map, given the element from its contents on."""
    try:
        imports = json.loads(element.rpartition(b"</")[0].decode("utf-8", "replace"))["imports"]
        yield from (str(name) for name in imports)
    except (ValueError, LookupError, TypeError):
        return


def head_of(document: bytes) -> int:
    """Return the index at which the contents of a document's head begin."""
    start = len(codecs.BOM_UTF8) if document.startswith(codecs.BOM_UTF8) else 0
    prologue = _PROLOGUE.match(document, start)
    return prologue.end() if prologue is not None else start
