"""Reference pages from a host that has every first-party plugin: settings, routes, permissions, engines, commands."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import inspect
import json
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from reference_prose import prose, sentence

from oro_framework.builtin.web_permissions import WEB_NAMES
from oro_framework.cli.schema import host_schema, schema_text
from oro_framework.host.app import Host
from oro_framework.host.backends.choice import BACKENDS, backend_class
from oro_framework.host.backends.interface.backend import Backend
from oro_framework.host.backends.interface.capabilities import Capabilities
from oro_framework.host.configuration.config import Sources, load
from oro_framework.host.plugins.discovery import discover
from oro_framework.host.requests.router import Bound
from oro_framework.host.requests.signature import Param, type_text

ROOT = Path(__file__).resolve().parent.parent


@functools.cache
def host() -> Host:
    """Load a host with every plugin of this workspace and no other."""
    names = set()
    for project in ROOT.glob("plugins/*/pyproject.toml"):
        names |= set(tomllib.loads(project.read_text())["project"].get("entry-points", {}).get("oro", {}))
    sources = Sources(derived={"meta_bundle_identifier": "com.example.app"})
    loaded = Host.load(load(sources), root=ROOT, found=[found for found in discover() if found.name in names])
    if broken := [f"{info.name}: {info.error}" for info in loaded.plugins.infos.values() if info.state == "broken"]:
        raise SystemExit("docs_reference: broken plugins: " + "; ".join(broken))
    return loaded


def schema() -> str:
    """Return the JSON schema of oro.toml."""
    return schema_text(host_schema(host()))


def first_party() -> str:
    """Return the description of each plugin of the workspace, as JSON."""
    tables = [tomllib.loads(path.read_text())["project"] for path in sorted(ROOT.glob("plugins/*/pyproject.toml"))]
    return json.dumps({each["name"]: each["description"] for each in tables}, indent=1) + "\n"


def settings() -> str:
    """Every configuration key."""
    parts = [
        "# Settings\n",
        "Keys of `oro.toml`, flattened: `[window] width` is `window_width`. A key that ends in `_` names a family. "
        "`oro config` shows the values of an app and where each came from.",
    ]
    owner = None
    for setting, declared_by in _declared_settings():
        if declared_by != owner:
            owner = declared_by
            parts.append(f"\n## {'The host' if owner == 'host' else f'Plugin {owner}'}")
        parts.append(f"\n### `{setting.key}`\n\n{sentence(setting.help)}\n")
        parts.append(f"- default: {_default(setting.default)}")
        if setting.env:
            parts.append("- environment: " + ", ".join(f"`{name}`" for name in setting.env))
    return "\n".join(parts)


def routes() -> str:
    """Every IPC route, by plugin."""
    parts = [
        "# Routes\n",
        "What a page can call: `await request(NAME, parameters)` from `oro:ipc`, or `fetch('ipc://NAME?…')`. "
        "A parameter without a default is required.",
    ]
    for plugin, info in host().plugins.infos.items():
        mapped = [bound for bound in host().routes.values() if bound.plugin == plugin]
        if not mapped:
            continue
        parts.append(f"\n## {'The host: ' if info.builtin else 'Plugin '}{plugin}")
        for bound in mapped:
            parts.append(f"\n### `{bound.name}`\n\n```python\n{_call(bound)}\n```\n")
            parts.append(prose(inspect.getdoc(bound.route.handler)))
            if bound.route.permission:
                parts.append(f"\nNeeds the permission `{bound.route.permission}`.")
            if bound.route.internal:
                parts.append("\nInternal: neither the HTTP bridge nor Conduit offers it.")
    return "\n".join(parts)


def permissions() -> str:
    """Every permission a page may hold."""
    parts = [
        "# Permissions\n",
        "How a call is judged is told in [](../explanation/permissions.md). "
        "`permissions_allow_NAME = false` in `oro.toml` takes a permission away.\n",
    ]
    granted = host().tables.permissions
    narrowing: dict[str, list[str]] = {}
    for key in sorted(key for info in host().plugins.infos.values() for key in info.settings):
        if narrowed := [name for name in granted if key.startswith(f"permissions_{name}_")]:
            narrowing.setdefault(max(narrowed, key=len), []).append(f"`{key}`")
    for name, (info, permission) in sorted(granted.items()):
        held = "held by default" if permission.default else "not held by default"
        scopes = f" Narrowed by {', '.join(narrowing[name])}." if name in narrowing else ""
        parts.append(f"## `{name}`\n\n{sentence(permission.description)} From plugin {info.name}; {held}.{scopes}\n")
    return "\n".join([*parts, outcomes()])


def outcomes() -> str:
    """Answers of engines to requests of pages, as their test expects them."""
    table = json.loads((ROOT / "tests" / "pages" / "web_permissions" / "outcomes.json").read_text())
    parts = [
        "## What engines do\n",
        "Each cell has what comes of a feature's use after a click, and what `navigator.permissions.query` says "
        'before, where it knows the name. With `"ask"` the person says no. A test runs all of it in both engines, in '
        "an app without plugins.\n",
        '| feature | permission | engine | `true` | `false` | `"ask"` |',
        "|---|---|---|---|---|---|",
    ]
    for name, by_engine in table.items():
        if all(found == ["absent", "unknown"] for each in by_engine.values() for found in each.values()):
            continue
        for engine, found in by_engine.items():
            cells = " | ".join(_outcome(*found[setting]) for setting in ("allow", "deny", "ask"))
            parts.append(f"| {name} | {_permission_of(name)} | {engine} | {cells} |")
    return "\n".join([*parts, "", *_NOTES, ""])


_NOTES = (
    "- What the app's own origin copied may be pasted in WebKitGTK without the permission, and a page may write to the "
    "clipboard after a click. Frames of other origins have no clipboard there.",
    "- `storage-access` is about frames; a document of the top frame has its storage anyway.",
    "- WebKitGTK refuses notifications to schemes of apps; oro-notification shows them through the desktop.",
    "- `display-capture` needs a screen, which QtWebEngine had none of here.",
    "- QtWebEngine has no chooser for `serial` and `hid`, so pages get nothing; `encrypted-media` it grants unasked.",
    "- WebKitGTK gives `screen-wake-lock` to the app's pages; it cannot be asked for. QtWebEngine gives it to none.",
)


def _permission_of(name: str) -> str:
    found = {
        "screen-wake-lock": "screen_wake_lock",
        "fullscreen": "fullscreen",
        "encrypted-media": "media_keys",
        "device-info": "device_info",
    }.get(name)
    found = found or WEB_NAMES.get(name, name)
    return f"`{found}`" if found in {"fullscreen", "screen_wake_lock", *host().tables.permissions} else ""


def _outcome(outcome: str, state: str) -> str:
    return outcome if state == "unknown" else f"{outcome}; {state}"


IN_WAYLAND = (
    "Wayland leaves to the desktop where windows are, which is in front and which has the keyboard. Routes that cannot "
    "do what they say answer `NOT_SUPPORTED_ERR` there. Menu bars, hotkeys and tray icons over D-Bus are as under X11. "
    "`tests/wayland` and the capability suite hold this; [](../explanation/engines.md) has what was measured, files "
    "dropped by other programs and the clipboard among it. GTK keeps its menu bar in the window under either; whether "
    "Qt gives its own to a bar of the desktop's was not measured.\n"
)


def backends() -> str:
    """The behaviour of each engine with the app's schemes."""
    found = list(_backends())
    parts = ["# Backends\n", "Each claim of a verified backend is proven by the capability suite on the real engine.\n"]
    parts.append("| | " + " | ".join(backend.name for backend in found) + " |")
    parts.append("|---" * (len(found) + 1) + "|")
    for name in Capabilities.__struct_fields__:
        if name != "notes":
            values = [getattr(backend.capabilities, name) for backend in found]
            parts.append(f"| `{name}` | " + " | ".join("yes" if value else "no" for value in values) + " |")
    parts += in_wayland(found)
    for backend in found:
        notes = [f"- {note}" for note in backend.capabilities.notes]
        parts.append(f"\n## `{backend.name}`\n\n{prose(inspect.getdoc(inspect.getmodule(backend)))}\n")
        parts += notes
    return "\n".join(parts)


def in_wayland(backends: Sequence[type[Backend]]) -> list[str]:
    """The claims that are others in a session of Wayland, for backends that can run in one."""
    found = [(backend, backend.in_wayland) for backend in backends if backend.in_wayland is not None]
    columns = "".join(f" {backend.name}, X11 | {backend.name}, Wayland |" for backend, _ in found)
    parts = ["\n## What differs under Wayland\n", IN_WAYLAND, f"| |{columns}", "|---" * (2 * len(found) + 1) + "|"]
    for name in Capabilities.__struct_fields__:
        pairs = [(getattr(backend.capabilities, name), getattr(there, name)) for backend, there in found]
        if name != "notes" and any(here != there for here, there in pairs):
            cells = ("yes" if value else "no" for pair in pairs for value in pair)
            parts.append(f"| `{name}` | " + " | ".join(cells) + " |")
    parts.append("")
    for backend, there in found:
        parts += [f"- {backend.name}: {note}" for note in there.notes if note not in backend.capabilities.notes]
    return parts


def cli() -> str:
    """Every command of `oro`."""
    command: click.Command = importlib.import_module("oro_framework.cli.main").cli
    return "# The `oro` command\n" + "".join(_command(command, "oro", 2))


def _declared_settings() -> Iterator[tuple[Any, str]]:
    config = host().config
    declared = [*config._exact.values(), *config._families.values()]
    order = {"host": 0}
    for item in sorted(declared, key=lambda one: (order.get(one.owner, 1), one.owner)):
        yield item.setting, item.owner


def _default(value: Any) -> str:
    """Return a default as `oro.toml` would have it."""
    if value is None or value == () or value == "":
        return "unset"
    text = str(value)
    return f"`{text.lower() if isinstance(value, bool) else text}`"


def _call(bound: Bound) -> str:
    shown = ", ".join(_param(param) for param in bound.signature.params)
    return f"{bound.name}({shown}) -> {type_text(bound.signature.returns)}"


def _param(param: Param) -> str:
    return f"{param.name}: {type_text(param.type)}" + ("" if param.required else f" = {param.default!r}")


def _backends() -> Iterator[type[Backend]]:
    for name, (module, _) in BACKENDS.items():
        if importlib.util.find_spec(module) is not None:
            yield backend_class(name)


def _command(command: click.Command, path: str, depth: int) -> Iterator[str]:
    context = click.Context(command, info_name=path)
    yield f"\n{'#' * depth} `{path}`\n\n{inspect.cleandoc(command.help or '')}\n\n"
    yield "```text\n" + " ".join([path, *command.collect_usage_pieces(context)]) + "\n```\n\n"
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            yield f"- `{', '.join([*parameter.opts, *parameter.secondary_opts])}`: {parameter.help or ''}\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            if (found := command.get_command(context, name)) is not None:
                yield from _command(found, f"{path} {name}", depth + (depth < 3))
