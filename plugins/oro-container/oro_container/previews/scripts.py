"""`Scripts`, which the documents of a container's previews get: ours, and the app's."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Literal

from oro_container.core.previews.message import PATH
from oro_container.core.previews.script import PreviewScript, inline_tag

__all__ = ("ForwardErrors", "Scripts")

ForwardErrors = bool | Literal["exceptions-only"]


class Scripts:
    """The scripts of one container.

    Args:
        embedders: the origins whose documents may ask for a reload.
    """

    def __init__(self, embedders: tuple[str, ...]) -> None:
        self._embedders = embedders
        self.forward_errors: ForwardErrors = False
        self.script: PreviewScript | None = None

    def tags(self, nonce: str, port: int) -> bytes:
        """Return the tags for one document of a port, in ASCII."""
        options = {
            "port": port,
            "embedders": self._embedders,
            "messages": PATH,
            "exceptions": bool(self.forward_errors),
            "console": self.forward_errors is True,
        }
        source = f"({_document_script()})({json.dumps(options)})"
        own = inline_tag(source, nonce)
        return (own if self.script is None else own + self.script.tag(nonce)).encode("ascii")


@cache
def _document_script() -> str:
    text = (Path(__file__).parent / "document.js").read_text("utf-8")
    return text[text.index("function ") :].rstrip()
