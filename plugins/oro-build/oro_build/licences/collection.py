"""The licences of everything within a built app: a folder of texts, and one text that people can read through."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from pathlib import Path

from oro_build.built import Built, Component
from oro_build.formats.tree import Item, Tree

__all__ = ("add_licences", "third_party_html", "third_party_text", "without_text")

_RULE = "=" * 80


def add_licences(tree: Tree, built: Built, under: str) -> None:
    """Add `LICENSES/`, `THIRD-PARTY.txt` and `THIRD-PARTY.html` to a folder of a tree."""
    for component in ordered(built.components):
        for path in component.texts:
            tree.add(Item(path=f"{under}/LICENSES/{_folder(component)}/{path.name}", source=path))
    for path in built.product.license_files:
        tree.add(Item(path=f"{under}/LICENSES/{built.product.name}/{path.name}", source=path))
    tree.add_text(f"{under}/THIRD-PARTY.txt", third_party_text(built))
    tree.add_text(f"{under}/THIRD-PARTY.html", third_party_html(built))


def ordered(components: Sequence[Component]) -> list[Component]:
    """Return components by their names, each once."""
    return sorted(
        {(each.name.lower(), each.version): each for each in components}.values(), key=lambda each: each.name.lower()
    )


def without_text(components: Sequence[Component]) -> list[Component]:
    """Return the components that came without the text of their licence."""
    return [each for each in ordered(components) if not each.texts]


def third_party_text(built: Built) -> str:
    """Return what lies within the app, with every licence; the app's author reads who came without one."""
    product = built.product
    parts = [f"{product.title} {product.version} contains the following works of others.\n"]
    for component in ordered(built.components):
        head = f"{component.name} {component.version}\nLicence: {component.license or 'not stated'}\n"
        texts = "\n".join(_read(path) for path in component.texts) or "It came without the text of its licence.\n"
        parts.append(f"{_RULE}\n{head}\n{texts}")
    return "\n".join(parts)


def third_party_html(built: Built) -> str:
    """Return the same as a page."""
    title = html.escape(f"What {built.product.title} {built.product.version} contains")
    rows = "".join(map(_section, ordered(built.components)))
    style = "body{font:15px/1.5 system-ui;max-width:50em;margin:2em auto;padding:0 1em}pre{white-space:pre-wrap}"
    return (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>{style}</style>\n<h1>{title}</h1>\n{rows}</html>\n"
    )


def _section(component: Component) -> str:
    head = html.escape(f"{component.name} {component.version}")
    licence = html.escape(component.license or "not stated")
    texts = "".join(f"<pre>{html.escape(_read(path))}</pre>\n" for path in component.texts)
    missing = "" if texts else "<p>It came without the text of its licence.</p>\n"
    return f"<details>\n<summary>{head} · {licence}</summary>\n{texts}{missing}</details>\n"


def _read(path: Path) -> str:
    return path.read_text("utf-8", "replace").strip() + "\n"


def _folder(component: Component) -> str:
    return re.sub(r"[^A-Za-z0-9._+-]", "_", f"{component.name}-{component.version}")
