"""Modules that every document has without importing them, and without `eval`, which its policy may forbid.

Rules
1. Their scripts are part of the preload as functions that are not called, so that engines parse them and no more.
2. The framework's `base` goes before them, as the scripts of plugins are built upon it.
3. A module that is in no script is left out; its plugin decides how to go on without it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from oro_framework.host.resources.bundle import FOLDER
from oro_framework.host.resources.module_files import framework_folder
from oro_framework.host.resources.modules import ModuleTable

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
    """Return a classic script that gives documents modules such as `service-worker`, run when they are first used.

    The framework's own scripts must be `usable`.

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
