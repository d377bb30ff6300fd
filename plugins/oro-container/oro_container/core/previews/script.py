"""`PreviewScript`, which an app adds to the documents of its previews, as tags of HTML. Sans-IO."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Literal, Self, cast

__all__ = ("PreviewScript", "ScriptType", "inline_tag")

ScriptType = Literal["classic", "module", "importmap"]
_ENDS = re.compile(r"<(?=/script|script|!--)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewScript:
    """A script of the app for the documents of its previews."""

    source: str
    type: ScriptType = "classic"
    defer: bool = False
    """Run a classic script after the document is parsed."""
    asynchronous: bool = False
    """Run it when it is ready, in no order."""

    @classmethod
    def of(cls, source: str, type: str | None, *, defer: bool, asynchronous: bool) -> Self:
        """Return the script of a type; None is a classic one.

        Raises:
            ValueError: there is no such type.
        """
        kind = type or "classic"
        if kind not in ("classic", "module", "importmap"):
            raise ValueError(f'Cannot set a preview script of type "{kind[:80]}": use "module", "importmap" or none')
        return cls(source=source, type=cast("ScriptType", kind), defer=defer, asynchronous=asynchronous)

    def tag(self, nonce: str) -> str:
        """Return its tag, in ASCII.

        A classic script that is deferred or asynchronous has its source in its address, for such an inline script
        would run at once.
        """
        waits = ("async",) if self.asynchronous else ("defer",) if self.defer else ()
        if self.type == "classic" and waits:
            source = base64.b64encode(self.source.encode()).decode()
            return (
                f'<script nonce="{nonce}" src="data:text/javascript;charset=utf-8;base64,{source}" {waits[0]}></script>'
            )
        kind = "" if self.type == "classic" else f"type={self.type}"
        return inline_tag(self.source, nonce, kind, *(waits if waits == ("async",) and self.type == "module" else ()))


def inline_tag(source: str, nonce: str, *attributes: str) -> str:
    """Return an inline script whose source can neither end it nor depend on the document's encoding."""
    text = _ENDS.sub(lambda _: "\\u003c", source)
    named = " ".join((f'nonce="{nonce}"', *(each for each in attributes if each)))
    return f"<script {named}>{_ascii(text)}</script>"


def _ascii(text: str) -> str:
    """Return JavaScript or JSON with what is not ASCII as escapes of UTF-16."""
    if text.isascii():
        return text
    units = text.encode("utf-16-be", "surrogatepass")
    codes = (int.from_bytes(units[at : at + 2]) for at in range(0, len(units), 2))
    return "".join(chr(code) if code < 0x80 else f"\\u{code:04x}" for code in codes)
