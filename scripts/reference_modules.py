"""The reference of JavaScript modules: a list of them, and a page for each from its type declarations."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import build_js
import declare_js

from oro_framework.host.resources.module_files import framework_modules, modules_in
from oro_framework.types import Module

FOLDER = build_js.ROOT / "docs" / "reference" / "modules"
GROUPS = {
    "runtime": "The app and its pages",
    "web": "What the web has",
    "plugins": "From plugins",
    "node": "What Node has",
    "base": "Basics",
}
"""Titles by the room of js-api, in the order of the list."""


class Described(NamedTuple):
    """A module that pages import by name."""

    name: str
    group: str
    distribution: str
    path: Path

    @property
    def declarations(self) -> Path:
        """Return the file of its types, which is no part of a checkout; see `declare_js`."""
        package = build_js.ROOT / "oro_framework"
        if self.group == "plugins":
            package = next(parent.parent for parent in self.path.parents if parent.name == "js")
        return package / declare_js.DECLARATIONS / f"{self.name}.d.ts"


def modules() -> str:
    """List every JavaScript module."""
    parts = [
        "# JavaScript modules\n",
        "`import … from 'oro:NAME'`, in pages and in workers. Those that Node has are also `node:NAME`; "
        "[](node.md) says what of each is there.\n",
    ]
    found = list(described())
    for group, title in GROUPS.items():
        parts.append(f"\n## {title}\n\n| module | from | |\n|---|---|---|")
        parts += [_row(each) for each in found if each.group == group]
    return "\n".join([*parts, "\n```{toctree}\n:hidden:\n:glob:\n\nmodules/**\n```"])


def write_pages() -> None:
    """Write a page for each module into `docs/reference/modules`, anew.

    Raises:
        RuntimeError: npm is not there.
        subprocess.CalledProcessError: npm or the writer failed.
    """
    declare_js.declare()
    build_js.install_node_modules(build_js.REFERENCE)
    shutil.rmtree(FOLDER, ignore_errors=True)
    asked = [{"name": each.name, "from": each.distribution, "file": str(each.declarations)} for each in described()]
    subprocess.run(["node", build_js.REFERENCE / "write.mjs", FOLDER], input=json.dumps(asked).encode(), check=True)


def described() -> Iterator[Described]:
    """Yield the modules that the reference describes, by distribution and name."""
    for module in _public(framework_modules(build_js.SOURCE)):
        room = module.path.relative_to(build_js.SOURCE).parts[0]
        yield Described(module.name, room, "oro-framework", module.path)
    for folder in sorted(build_js.ROOT.glob("plugins/*/oro_*/js")):
        for module in _public(modules_in(folder)):
            yield Described(module.name, "plugins", folder.parent.parent.name, module.path)


def _public(found: Iterator[Module]) -> list[Module]:
    return sorted(filter(_is_public, found), key=lambda module: module.name.split("/"))


def _is_public(module: Module) -> bool:
    parts = module.name.split("/")
    return module.path.suffix == ".js" and (len(parts) == 1 or (len(parts) == 2 and parts[1] == "promises"))


def _row(module: Described) -> str:
    text = _summary(module.path.read_text("utf-8")).replace("|", "\\|")
    return f"| [`oro:{module.name}`](modules/{module.name}.md) | {module.distribution} | {text} |"


def _summary(source: str) -> str:
    """Return the first sentence of a module's comment."""
    found = re.match(r"\s*/\*\*(.*?)\*/", source, re.DOTALL)
    lines = [line.strip().removeprefix("*").strip() for line in found[1].splitlines()] if found else []
    text = " ".join(line for line in lines if not line.startswith("@")).strip()
    return text.partition(". ")[0].rstrip(".") + "." if text else ""


if __name__ == "__main__":
    try:
        write_pages()
    except (RuntimeError, subprocess.CalledProcessError) as error:
        sys.exit(f"reference_modules: {error}")
