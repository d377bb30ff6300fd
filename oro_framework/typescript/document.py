"""The whole of an app's `oro.d.ts`."""

from __future__ import annotations

from dataclasses import dataclass

from oro_framework.host.app import Host
from oro_framework.host.resources.javascript import has_default_export
from oro_framework.host.resources.modules import Served
from oro_framework.typescript.events import events_text
from oro_framework.typescript.foreign import foreign_types
from oro_framework.typescript.hints import Hints
from oro_framework.typescript.modules import (
    DECLARATIONS,
    FRAMEWORK,
    GLOBALS,
    TRANSPORT,
    declarations_in,
    importable,
    module_text,
    moved_text,
    node_text,
    package_of,
)
from oro_framework.typescript.routes import REQUEST_WITHOUT, requests_text, routes_text

__all__ = ("Document", "document")

HEADER = """\
// The modules, routes and events of this app, for editors and tsc.
// Made by `oro types`: run it again after a plugin is installed or a route changes.
"""


@dataclass(frozen=True, slots=True)
class Document:
    """A declaration file, and the plugins without declarations."""

    text: str
    routes: int
    modules: int
    untyped: tuple[str, ...]
    """Plugins that ship no declarations; the type of their modules is `any`."""


def document(host: Host, *, node: bool = True) -> Document:
    """Return the declarations of all modules, routes and events that a host's plugins offer pages.

    Args:
        host: loaded, not necessarily running.
        node: whether `node:` names are declared; not where the project has @types/node.
    """
    scripts = list(host.assets.modules.scripts())
    packages = dict.fromkeys(package_of(served) for served in scripts)
    files = {name: path for package in packages for name, path in declarations_in(package).items()}
    owners = {served.module.name: served.owner for served in scripts}
    untyped = [name for name in host.assets.modules.names() if name not in files]
    routes = [bound for bound in host.routes.values() if not bound.route.internal]
    read = {name: moved_text(name, path.read_text("utf-8")) for name, path in files.items()}
    wanted = importable(files, declarations_in(FRAMEWORK), read)
    texts: list[str] = []
    for name in wanted:
        forms = (requests_text(routes), REQUEST_WITHOUT) if name == TRANSPORT else ((), ())
        texts += [*module_text(name, read[name], *forms), ""]
    texts += [f"declare module 'oro:{name}'\n" for name in untyped]
    if node:
        names = set(host.assets.modules.names("node"))
        defaults = {each.module.name: _has_default(each) for each in scripts if each.module.name in names}
        texts += node_text(sorted(names), defaults)
    events = [(info.name, event) for info, all in host.plugins.ask("oro_page_events", host=host) for event in all]
    hints = Hints(foreign=foreign_types(host.plugins.ask("oro_page_types", host=host)))
    told = [*routes_text(routes, hints), "", *events_text(events, hints)]
    whole = [HEADER, _globals(), *texts, "", *hints.declarations(), "", *told, ""]
    return Document("\n".join(whole), len(routes), len(wanted), tuple(dict.fromkeys(owners[name] for name in untyped)))


def _globals() -> str:
    written = FRAMEWORK / DECLARATIONS / GLOBALS
    return written.read_text("utf-8") if written.is_file() else ""


def _has_default(served: Served) -> bool:
    return has_default_export(served.module.path.read_text("utf-8", "replace"))
