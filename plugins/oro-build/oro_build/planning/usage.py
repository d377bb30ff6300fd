"""Find the plugins that an app's pages and Python name, to say why each goes in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from oro_framework.host.app import Host

__all__ = ("Usage", "usage_of")

_PAGES = (".html", ".htm", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".vue", ".svelte")
_SPECIFIER = re.compile(r"""['"](?:oro|node|socket):([\w./-]+)['"]""")
_LARGEST = 4 << 20


class Usage:
    """The first place that names each plugin.

    Args:
        reasons: what names a plugin, by its name.
    """

    def __init__(self, reasons: Mapping[str, str]) -> None:
        self._reasons = reasons

    def reason(self, plugin: str) -> str:
        """Return what names a plugin, or an empty text."""
        return self._reasons.get(plugin, "")


def usage_of(host: Host, files: Iterable[Path], imports: Sequence[str]) -> Usage:
    """Find what names each plugin of an app: its configuration, its Python, a page or a script."""
    reasons: dict[str, str] = {}
    for name in host.settings["plugins_required"]:
        reasons.setdefault(name, "oro.toml requires it")
    for statement in imports:
        package = statement.split()[1].partition(".")[0]
        if package.startswith("oro_"):
            reasons.setdefault(package.removeprefix("oro_").replace("_", "-"), f"the app's Python: {statement}")
    for row in host.config.explain():
        if row.owner not in ("", "host") and row.source.startswith(("oro.toml", ".ororc", "socket.ini")):
            reasons.setdefault(row.owner, f"{row.source} sets {row.key}")
    owners = _owners(host)
    for path in files:
        if path.suffix in _PAGES and path.stat().st_size <= _LARGEST:
            for module in _SPECIFIER.findall(path.read_text("utf-8", "replace")):
                if owner := owners.get(module) or owners.get(module.partition("/")[0]):
                    reasons.setdefault(owner, f"{path.name} imports {module}")
    return Usage(reasons)


def _owners(host: Host) -> dict[str, str]:
    """Return the plugin of each JavaScript module."""
    folders = {info.folder: name for name, info in host.plugins.infos.items() if info.folder and info.distribution}
    owners: dict[str, str] = {}
    for folder, name in folders.items():
        base = folder / "js"
        for path in base.rglob("*.js") if base.is_dir() else ():
            owners.setdefault(path.relative_to(base).with_suffix("").as_posix(), name)
    return owners
