"""The directive `mermaid`: a drawing, which the reader's browser draws with the script that the built docs carry."""

from __future__ import annotations

from typing import Any

import mermaid_script
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

__all__ = ("setup",)


class Drawing(nodes.Element):  # type: ignore[misc]
    """The text of one drawing."""


class DrawingDirective(SphinxDirective):
    """Shows its content as a drawing."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the drawing."""
        return [Drawing(text="\n".join(self.content))]


def write_html(translator: Any, node: Drawing) -> None:
    """Write the text where mermaid looks for it; it is what a reader without scripts sees."""
    translator.body.append(f'<pre class="mermaid">{translator.encode(node["text"])}</pre>\n')
    raise nodes.SkipNode


def write_text(translator: Any, node: Drawing) -> None:
    """Write the text."""
    translator.add_text(node["text"])
    raise nodes.SkipNode


def add_scripts(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Load mermaid on pages that have drawings, and on no other."""
    if doctree is not None and next(doctree.findall(Drawing), None) is not None:
        app.add_js_file("mermaid.min.js")
        app.add_js_file("drawings.js")


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directive, and mermaid to the files of the docs."""
    app.add_node(Drawing, html=(write_html, None), text=(write_text, None))
    app.add_directive("mermaid", DrawingDirective)
    app.connect("html-page-context", add_scripts)
    app.connect("builder-inited", lambda app: app.config.html_static_path.append(str(mermaid_script.script())))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
