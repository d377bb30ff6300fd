"""The APP argument of commands: a folder, its `oro.toml`, one page, or one Python file.

    folder, oro.toml    its oro.toml and .ororc; pages beside them or in `[app] resources`;
                        Python in `[app] python`, or app.py when there is one
    folder, socket.ini  an app of Socket: its socket.ini and .sscrc, and `compat_socket` is on; beside an oro.toml
                        they are read if that turns `compat_socket` on, and oro.toml is the stronger
    page.html           that page alone, with the files beside it
    app.py              a plugin, with the pages beside it

Without an `oro.toml` the bundle identifier is made from the name.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from oro_framework.errors import ConfigError, OroError, PluginUnavailable, UsageError

if TYPE_CHECKING:  # imported in parallel by oro run
    from oro_framework.host.app import Host  # imported in parallel by oro run
    from oro_framework.host.configuration.config import Config

__all__ = (
    "App",
    "describe",
    "file_texts",
    "find",
    "likely_isolated",
    "load_config",
    "load_host",
    "own_plugins",
    "slug",
    "storage_folder",
    "without_built_pages",
)

PLUGIN_NAME = "app"
"""The name of the app's own plugin in lists and messages."""

_IN_MEMORY = re.compile(r"""storage['"\s]*=['"\s]*memory""")
_ISOLATED = re.compile(r"""isolated['"\s]*=['"\s]*(?:true|1|on|yes)""")
_COMPAT = re.compile(rb"""socket['"\s]*=['"\s]*(true|1|on|yes)""")
_BUNDLE = re.compile(r"""bundle_identifier['"\s]*=['"\s]*([\w.-]+)""")


class App(Struct, frozen=True, kw_only=True):
    """An app on disk, before its files are read."""

    folder: Path
    files: Sequence[Path] = ()
    """Configuration files that exist, weakest first."""
    derived: Mapping[str, Any] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether the app has an `oro.toml` or a `socket.ini`, which must then name its bundle."""
        return any(path.suffix in (".toml", ".ini") for path in self.files)


def describe(argument: str | Path, doing: str = "run") -> App:
    """Return the app that an argument names.

    Args:
        argument: a folder or a file.
        doing: the verb of the message when it names no app.

    Raises:
        UsageError: there is no file of that name, or none that could be run.
    """
    path = Path(argument)
    if not path.exists():
        raise UsageError(
            f'Cannot {doing} "{argument}": there is no such file or folder; make an app with: oro new {argument}'
        )
    if path.is_dir():
        return _folder(path, path / "oro.toml", argument, doing)
    if path.name == "socket.ini":
        return _folder(path.parent, path.parent / "oro.toml", argument, doing)
    if path.suffix == ".toml":
        return _folder(path.parent, path, argument, doing)
    if path.suffix in (".html", ".htm"):
        return App(folder=path.parent, derived={**_identity(path.stem), "webview_root": f"/{path.name}"})
    if path.suffix == ".py":
        return App(folder=path.parent, derived={**_identity(path.stem), "app_python": path.name})
    raise UsageError(f'Cannot {doing} "{argument}": expected a folder, an oro.toml, an .html or a .py file')


def storage_folder(app: App, command: Sequence[str] = ()) -> Path | None:
    """Return the folder in which an app's pages are likely to store data, None for memory.

    The app's files are searched rather than parsed, as importing the parser would delay the start.
    """
    from oro_framework.host.backends.page_storage import folder_of  # other commands do not need it

    text = "\n".join([*file_texts(app), *command])
    if _IN_MEMORY.search(text) or os.environ.get("ORO_WEBVIEW_STORAGE") == "memory":
        return None
    named = {*_BUNDLE.findall(text), os.environ.get("ORO_META_BUNDLE_IDENTIFIER", "")} - {""}
    if len(named) == 1 and app.complete:
        return folder_of(named.pop(), app.folder)
    if not named and not app.files:
        return folder_of(app.derived["meta_bundle_identifier"], app.folder)
    settings = load_config(app, command).settings
    return folder_of(settings["meta_bundle_identifier"], app.folder / settings["app_resources"])


def likely_isolated(app: App, command: Sequence[str] = ()) -> bool:
    """Return whether an app's pages are likely to be isolated; its files are searched, as by `storage_folder`."""
    text = "\n".join([*file_texts(app), *command])
    return _ISOLATED.search(text) is not None or "ORO_WEBVIEW_ISOLATED" in os.environ


def file_texts(app: App) -> list[str]:
    """Return the texts of an app's configuration files, to be searched where parsing them would delay the start.

    Raises:
        ConfigError: one cannot be read.
    """
    return [_read(path).decode(errors="replace") for path in app.files]


def find(argument: str | None) -> App | None:
    """Return the app of an argument or the one in the current folder; None when there is none."""
    if argument is not None:
        return describe(argument)
    return describe(os.curdir) if any(Path(name).is_file() for name in ("oro.toml", "socket.ini")) else None


def load_config(app: App | None, command: Sequence[str] = ()) -> Config:
    """Read an app's configuration; without an app, the configuration of a bare host.

    Raises:
        ConfigError: a file, variable or flag is wrong, or `oro.toml` names no bundle.
        UsageError: a flag is not `key=value`.
    """
    from oro_framework.host.configuration import toml  # imported in parallel by oro run
    from oro_framework.host.configuration.config import Sources, load
    from oro_framework.host.configuration.config_sources import split_assignment

    app = app or App(folder=Path.cwd(), derived={"meta_bundle_identifier": "local.oro"})
    config = load(
        Sources(
            files=[(_shown(path), toml.decode(_read(path), _shown(path))) for path in app.files],
            environ=os.environ,
            command=dict(split_assignment(text) for text in command),
            derived=app.derived,
        )
    )
    if not config.settings["meta_bundle_identifier"]:
        raise ConfigError(
            f"Cannot run {_shown(app.files[0])}: it names no bundle; add to it\n\n"
            f'    [meta]\n    bundle_identifier = "com.example.{slug(app.folder.resolve().name)}"\n'
        )
    return config


def without_built_pages(app: App, config: Config) -> Sequence[str]:
    """Return the assignments with which an app loads before its pages are built; none where they are."""
    return () if (app.folder / str(config.settings["app_resources"])).is_dir() else ("app_resources=.",)


def load_host(
    app: App | None,
    config: Config,
    extra: Sequence[tuple[str, object]] = (),
    between: Callable[[], object] | None = None,
    thorough: bool = True,
) -> Host:
    """Find the plugins of an app, its own Python included, and build the host's tables.

    Args:
        app: the app; None for a bare host.
        config: its configuration.
        extra: further plugins by name.
        between: called after each step.
        thorough: read the type hints of all routes now, those of installed plugins too.

    Raises:
        PluginUnavailable: the app's own Python cannot be loaded, or a required plugin is missing or broken.
        ConfigError: a setting of a plugin is wrong.
    """
    from oro_framework.host.app import Host

    folder = app.folder if app else Path.cwd()
    plugins, hidden = [*extra], list(app.files if app else ())
    if (own := own_plugins(folder)).is_dir():
        _add_path(own)
        hidden.append(own)
    if app and (entry := _python_entry(app, config)):
        plugins.append((PLUGIN_NAME, _load_python(folder, entry)))
        hidden.extend(_python_file(folder, entry))
    return Host.load(
        config,
        root=_resources(folder, config),
        folder=folder,
        hidden=hidden,
        plugins=plugins,
        between=between,
        thorough=thorough,
    )


def own_plugins(folder: Path) -> Path:
    """Return the folder for plugins that only the app in a folder has; `oro plugins install --app` fills it."""
    return folder / ".oro" / "plugins"


def _add_path(folder: Path) -> None:
    """Let plugins of a folder be found and imported, after those of the environment."""
    if (where := str(folder.resolve())) not in sys.path:
        sys.path.append(where)


def slug(name: str) -> str:
    """Return a name in the form for bundle identifiers: `My App!` becomes `my-app`."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].strip("-") or "app"


def _folder(folder: Path, toml: Path, argument: str | Path, doing: str) -> App:
    files = [path for path in (toml, folder / ".ororc") if path.is_file()]
    older = [path for path in (folder / "socket.ini", folder / ".sscrc") if path.is_file()]
    if toml in files and _COMPAT.search(_read(toml)):
        return App(folder=folder, files=[*older, *files])
    if toml in files:
        return App(folder=folder, files=files)
    if older and older[0].name == "socket.ini":
        return App(folder=folder, files=[*older, *files], derived={"compat_socket": True, **_socket_folder(folder)})
    if any((folder / name).is_file() for name in ("index.html", "app.py")):
        return App(folder=folder, files=files, derived=_identity(folder.resolve().name))
    raise UsageError(
        f'Cannot {doing} "{argument}": it has no oro.toml, index.html or app.py; make an app with: oro new NAME'
    )


def _socket_folder(folder: Path) -> dict[str, str]:
    """Return where an app of Socket keeps its pages, unless it says so: in `src` if there is an index."""
    return {"app_resources": "src"} if (folder / "src" / "index.html").is_file() else {}


def _identity(name: str) -> dict[str, str]:
    return {"meta_bundle_identifier": f"local.{slug(name)}", "meta_title": name}


def _resources(folder: Path, config: Config) -> Path:
    root = folder / str(config.settings["app_resources"])
    if not root.is_dir():
        place = next(row.source for row in config.explain() if row.key == "app_resources")
        command = config.settings["build_command"]
        made = f"; make it with: {command}" if command else ""
        raise ConfigError(f'Cannot use "app_resources" from {place}: "{_shown(root)}" is no folder{made}')
    return root


def _python_entry(app: App, config: Config) -> str:
    entry = str(config.settings["app_python"])
    page_alone = "webview_root" in app.derived
    return entry or ("app.py" if (app.folder / "app.py").is_file() and not page_alone else "")


def _load_python(folder: Path, entry: str) -> object:
    """Import the app's own plugin, which can import modules beside it by name."""
    where = str(folder.resolve())
    if where not in sys.path:
        sys.path.insert(0, where)
    try:
        if entry.endswith(".py"):
            return _import_file(folder / entry)
        module, _, attribute = entry.partition(":")
        plugin: Any = importlib.import_module(module)
        for part in filter(None, attribute.split(".")):
            plugin = getattr(plugin, part)
        return plugin
    except OroError:
        raise
    except (Exception, SystemExit) as error:
        raise PluginUnavailable(f"Cannot load {entry}: {_reason(error, folder)}") from error


def _python_file(folder: Path, entry: str) -> Iterator[Path]:
    """Yield the file of the app's own plugin."""
    if entry.endswith(".py"):
        yield folder / entry
    elif (module := sys.modules.get(entry.partition(":")[0])) is not None and module.__file__:
        yield Path(module.__file__)


def _import_file(path: Path) -> object:
    if not path.is_file():
        raise ConfigError(f'Cannot load "{_shown(path)}": there is no such file; app_python names it')
    name = f"oro_app_{re.sub(r'[^A-Za-z0-9]', '_', path.stem)}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _reason(error: BaseException, folder: Path) -> str:
    """Return the message of an error, with the line of the app's code."""
    text = f"{type(error).__name__}: {error}"
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg} at {_shown(Path(error.filename or '?'))}:{error.lineno}"
    inside = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(str(folder.resolve()))]
    frames = inside or [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).parent == folder]
    return f"{text} at {_shown(Path(frames[-1].filename))}:{frames[-1].lineno}" if frames else text


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"Cannot read {_shown(path)}: {error.strerror}") from error


def _shown(path: Path) -> str:
    """Return the shortest form of a path from the current folder."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
