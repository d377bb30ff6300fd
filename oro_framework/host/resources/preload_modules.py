"""Modules that every document has without asking for them, and without `eval`, which its policy may forbid.

Rules
1. Their scripts come along with the preload as functions that nobody has called: an engine looks over them, no more.
2. The framework's `base` goes before them, since it is what modules of plugins are put together with.
3. A module no script has is left out; its plugin says what it does then.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from oro_framework.host.resources.bundle import FOLDER
from oro_framework.host.resources.modules import ModuleTable, framework_folder

__all__ = ("preload_modules_script",)

_SCRIPT = """(() => {{
if (!globalThis.isOroRuntime) return
const registry = globalThis[Symbol.for('oro.runtime.modules')] ??= Object.create(null)
const had = (name, run) => {{
  registry[name] ??= () => {{
    run()
    return registry[name]()
  }}
}}
const base = () => {{
{base}
}}
{others}
}})()"""
_OTHER = """{{
const run = () => {{
base()
{text}
}}
for (const name of {names}) had(name, run)
}}"""


def preload_modules_script(table: ModuleTable, names: Iterable[str]) -> str:
    """Return a classic script by which documents have modules such as `service-worker` when they first want them.

    The framework's own scripts are to be `usable`.

    Raises:
        OSError: a script cannot be read.
    """
    base = framework_folder() / FOLDER / "base.js"
    scripts: dict[Path, list[str]] = {}
    for name in names:
        if (served := table.script_of(name)) is not None:
            scripts.setdefault(served.module.path, []).append(f"{name}.js")
    if not scripts:
        return ""
    others = (_OTHER.format(text=path.read_text("utf-8"), names=json.dumps(paths)) for path, paths in scripts.items())
    return _SCRIPT.format(base=base.read_text("utf-8"), others="\n".join(others))
