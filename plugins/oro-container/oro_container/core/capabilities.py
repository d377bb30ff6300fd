"""`CAPABILITIES`, what containers of each engine have: pages know it as `container.capabilities`.

One suite plays the same scenarios in both engines, and holds each to this table: what is not there is refused, and says
so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ("CAPABILITIES", "Capability", "EngineName", "capabilities_of")

EngineName = Literal["host", "page"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """One thing that containers of an engine have, or have not."""

    name: str
    """As pages know it."""
    what: str
    host: bool
    page: bool
    note: str = ""
    """How the engines differ, where yes and no do not say it."""

    def of(self, engine: EngineName) -> bool:
        """Return whether an engine has it."""
        return self.host if engine == "host" else self.page


def _both(name: str, what: str, note: str = "") -> Capability:
    return Capability(name=name, what=what, host=True, page=True, note=note)


def _host(name: str, what: str, note: str = "") -> Capability:
    return Capability(name=name, what=what, host=True, page=False, note=note)


CAPABILITIES: tuple[Capability, ...] = (
    _host(
        "nativePrograms",
        "programs of the machine",
        "the page engine runs modules of JavaScript and TypeScript, WASI preview 1, and `sh` with some fifty tools",
    ),
    _host("nodeItself", "every module of Node", "the page engine has modules of its own by the names of Node's"),
    _both(
        "synchronousChildren", "`execSync()` and `spawnSync()`", "on sites the page engine has them by a service worker"
    ),
    _both("webAssembly", "WASI programs", "in the page engine their input is read to its end before they start"),
    _host("images", "images"),
    _host("entries", "`serve()` and `run()`: the reference runtime"),
    _host("php", "PHP"),
    _both("npmInstall", "`npm install`", "the page engine has packages for `wasm32`"),
    _both("symbolicLinks", "symbolic links"),
    _both("fileModes", "`fs.chmod()`, and modes that a mounted tree gives"),
    _both("watching", "`fs.watch()` and `fs.watchChanges()`"),
    _both("binaryTrees", "mounts and exports as `binary`"),
    _both("zipTrees", "mounts and exports as `zip`"),
    _both("chosenExports", "`includes` and `excludes` of an export"),
    _both("snapshots", "snapshots, which each engine restores from the other"),
    _both("persistence", "files that are kept by name", "on the disk, or in IndexedDB"),
    _both("clones", "`clone()`: copies of a running container"),
    _both("terminals", "terminals, with sizes and signals by keys"),
    _both("jobControl", "jobs of a shell: Ctrl-Z, `fg`, `bg`", "the page engine holds streams, not the processor"),
    _both("separateErrors", "error output apart from output"),
    _both("backPressure", "programs wait for who reads them", "in the page engine not those of WASI"),
    _both("ports", "ports of its own, with `port` and `server-ready`"),
    _both("pageRequests", "`fetch()`: requests of the page to its servers", "in the page engine a body is sent whole"),
    _both("ownRequests", "requests of programs to servers of the same container", "in the page engine by HTTP alone"),
    _both("previews", "previews of an app", "on sites the page engine has them by a service worker"),
    _both("previewScripts", "scripts of previews, and their errors"),
    _both("webSockets", "WebSockets to servers of the container"),
    _host("limits", "a policy: limits, folders, hosts", "programs of the page engine may what the page may"),
    _host("networks", "a network of its own, without a way out unless the policy grants it"),
)
"""In the order in which they are shown."""


def capabilities_of(engine: EngineName) -> Mapping[str, bool]:
    """Return for each capability whether an engine has it."""
    return {each.name: each.of(engine) for each in CAPABILITIES}
