"""The `oro.toml` for a project of another framework. Sans-IO, but for what the project's folder has."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from oro_framework.cli.app import slug
from oro_framework.cli.migration.project import Project
from oro_framework.host.configuration.values import bundle_identifier

__all__ = ("configuration",)

Tables = dict[str, dict[str, Any]]


def configuration(project: Project) -> str:
    """Return the text of the `oro.toml`."""
    tables: Tables = {"meta": {}, "app": {}, "webview": {}, "window": {}, "build": {}, "dev": {}}
    READERS[project.kind](project, tables)
    meta = tables["meta"]
    name = meta.get("title") or project.folder.resolve().name
    meta.setdefault("title", name)
    identifier = _identifier(str(meta.pop("bundle_identifier", None) or ""), str(name))
    tables["meta"] = {"bundle_identifier": identifier, **meta}
    lines = [f"# Made by `oro migrate` from a project of {project.kind}; see docs/reference/settings.md"]
    for table, values in tables.items():
        known = {key: value for key, value in values.items() if value not in (None, "")}
        if known:
            lines += ["", f"[{table}]", *(f"{key} = {_written(value)}" for key, value in known.items())]
    return "\n".join(lines) + "\n"


def _identifier(given: str, name: str) -> str:
    try:
        return str(bundle_identifier(given))
    except ValueError:
        return f"com.example.{slug(name)}"


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in text) + '"'


# -- programs of Python --------------------------------------------------------------------------------


def _eel(project: Project, tables: Tables) -> None:
    for _, call in _calls(project, ("eel.init",)):
        tables["app"].setdefault("resources", _text(call, 0, "path"))
    for _, call in _calls(project, ("eel.start",)):
        if page := _text(call, 0, ""):
            tables["webview"].setdefault("root", f"/{page.lstrip('/')}")
        _size(tables, _value(call, None, "size"))


def _pywebview(project: Project, tables: Tables) -> None:
    for _, call in _calls(project, ("webview.create_window", "create_window")):
        tables["meta"].setdefault("title", _text(call, 0, "title"))
        url = _text(call, 1, "url")
        if url and "://" not in url and "resources" not in tables["app"]:
            page = PurePosixPath(url)
            tables["app"]["resources"] = str(page.parent)
            tables["webview"]["root"] = f"/{page.name}"
        _size(tables, (_value(call, 4, "width"), _value(call, 5, "height")))
        for option in ("resizable", "frameless", "fullscreen", "maximized", "transparent"):
            if isinstance(value := _value(call, None, option), bool):
                tables["window"].setdefault(option, value)


def _nicegui(project: Project, tables: Tables) -> None:
    for _, call in _calls(project, ("ui.run",)):
        tables["meta"].setdefault("title", _text(call, None, "title"))
        _size(tables, _value(call, None, "window_size"))
        if _value(call, None, "fullscreen") is True:
            tables["window"]["fullscreen"] = True
    _pages(tables)


def _flet(project: Project, tables: Tables) -> None:
    for text in project.texts.values():
        if found := re.search(r"\bpage\.title\s*=\s*['\"]([^'\"]+)['\"]", text):
            tables["meta"].setdefault("title", found[1])
        for side in ("width", "height"):
            if found := re.search(rf"\bpage\.window[._]{side}\s*=\s*(\d+)", text):
                tables["window"].setdefault(side, int(found[1]))
    _pages(tables)


def _pages(tables: Tables) -> None:
    """Have the pages, which are to be written, in a folder of their own."""
    tables["app"]["resources"] = "pages"
    tables["app"]["python"] = "app.py"


def _size(tables: Tables, size: Any) -> None:
    if isinstance(size, Sequence) and len(size) == 2:
        for key, value in zip(("width", "height"), size, strict=True):
            if isinstance(value, int):
                tables["window"].setdefault(key, value)


def _calls(project: Project, names: Sequence[str]) -> Iterator[tuple[str, ast.Call]]:
    """Yield calls of functions by their dotted names, with the path of their file."""
    for path, text in project.texts.items():
        if not path.endswith(".py"):
            continue
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in names:
                yield path, node


def _value(call: ast.Call, place: int | None, name: str) -> Any:
    """Return an argument that is written out; None where it is computed, or not there."""
    found = [word.value for word in call.keywords if word.arg == name]
    if not found and place is not None and place < len(call.args):
        found = [call.args[place]]
    try:
        return ast.literal_eval(found[0]) if found else None
    except ValueError:
        return None


def _text(call: ast.Call, place: int | None, name: str) -> str | None:
    value = _value(call, place, name)
    return value if isinstance(value, str) else None


# -- projects of JavaScript ----------------------------------------------------------------------------


def _electron(project: Project, tables: Tables) -> None:
    package = project.settings
    _package(package, tables)
    build = package.get("build", {})
    if isinstance(build, dict):
        tables["meta"].setdefault("bundle_identifier", build.get("appId"))
        if isinstance(name := build.get("productName"), str):
            tables["meta"]["title"] = name
    for text in project.texts.values():
        if page := re.search(r"\.loadFile\(\s*['\"]([^'\"]+)['\"]", text):
            where = PurePosixPath(page[1])
            tables["app"].setdefault("resources", str(where.parent))
            tables["webview"].setdefault("root", f"/{where.name}")
        if window := re.search(r"new BrowserWindow\(\s*\{(.*?)\}", text, re.DOTALL):
            for key, setting in (("width", "width"), ("height", "height"), ("minWidth", "min_width")):
                if found := re.search(rf"\b{key}\s*:\s*(\d+)", window[1]):
                    tables["window"].setdefault(setting, int(found[1]))
            if re.search(r"\bframe\s*:\s*false", window[1]):
                tables["window"]["frameless"] = True


def _tauri(project: Project, tables: Tables) -> None:
    _package(project.package(), tables)
    conf = project.settings
    package, tauri = _of(conf, "package"), _of(conf, "tauri")
    tables["meta"]["title"] = conf.get("productName") or package.get("productName") or tables["meta"].get("title")
    tables["meta"]["version"] = _version(conf.get("version") or package.get("version")) or tables["meta"].get("version")
    tables["meta"]["bundle_identifier"] = conf.get("identifier") or _of(tauri, "bundle").get("identifier")
    build = _of(conf, "build")
    made = build.get("frontendDist") or build.get("distDir")
    if isinstance(made, str) and "://" not in made:
        tables["app"]["resources"] = made.removeprefix("../").removeprefix("./") or "."
    tables["build"]["command"] = _command(build.get("beforeBuildCommand"))
    tables["dev"]["command"] = _command(build.get("beforeDevCommand"))
    tables["dev"]["url"] = build.get("devUrl") or (build.get("devPath") if "://" in str(build.get("devPath")) else None)
    windows = _of(conf, "app").get("windows") or tauri.get("windows")
    if isinstance(windows, list) and windows and isinstance(windows[0], dict):
        _window(windows[0], tables)


def _neutralino(project: Project, tables: Tables) -> None:
    conf = project.settings
    tables["meta"]["bundle_identifier"] = conf.get("applicationId")
    tables["meta"]["version"] = _version(conf.get("version"))
    window = _of(_of(conf, "modes"), "window")
    tables["meta"]["title"] = window.get("title") or _of(conf, "cli").get("binaryName")
    resources = str(_of(conf, "cli").get("resourcesPath") or conf.get("documentRoot") or "/").strip("/")
    tables["app"]["resources"] = resources or "."
    url = str(conf.get("url") or "/")
    if "://" not in url:
        tables["webview"]["root"] = (
            f"/{url.strip('/').removeprefix(f'{resources}/')}" if url.strip("/") else "/index.html"
        )
    _window(window, tables)
    if window.get("borderless") is True:
        tables["window"]["frameless"] = True


def _window(window: Mapping[str, Any], tables: Tables) -> None:
    names = {"width": "width", "height": "height", "minWidth": "min_width", "minHeight": "min_height"}
    names |= {"maxWidth": "max_width", "maxHeight": "max_height"}
    for key, setting in names.items():
        if isinstance(value := window.get(key), int | float) and not isinstance(value, bool) and value > 0:
            tables["window"][setting] = round(value)
    for key, setting in (
        ("resizable", "resizable"),
        ("fullscreen", "fullscreen"),
        ("fullScreen", "fullscreen"),
        ("maximized", "maximized"),
        ("maximize", "maximized"),
        ("alwaysOnTop", "always_on_top"),
        ("transparent", "transparent"),
    ):
        if isinstance(value := window.get(key), bool):
            tables["window"][setting] = value
    if window.get("decorations") is False:
        tables["window"]["frameless"] = True


def _package(package: Mapping[str, Any], tables: Tables) -> None:
    title = package.get("productName") or package.get("name")
    tables["meta"]["title"] = title if isinstance(title, str) else None
    tables["meta"]["version"] = _version(package.get("version"))


def _version(value: Any) -> str | None:
    return value if isinstance(value, str) and re.fullmatch(r"\d+(\.\d+)*[\w.+-]*", value) else None


def _command(value: Any) -> str | None:
    found = value.get("script") if isinstance(value, dict) else value
    return found if isinstance(found, str) else None


def _of(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = value.get(key)
    return found if isinstance(found, dict) else {}


READERS: Mapping[str, Callable[[Project, Tables], None]] = {
    "Eel": _eel,
    "pywebview": _pywebview,
    "NiceGUI": _nicegui,
    "Flet": _flet,
    "Electron": _electron,
    "Tauri": _tauri,
    "Neutralino": _neutralino,
}
