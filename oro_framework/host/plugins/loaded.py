"""The plugins of one host: found, imported, asked what they declare; a broken one is set aside.

Every hook of every plugin is called by itself, so that what it raises is charged to it and to the
hook. A plugin that fails while it is being declared is `broken`: nothing it declared counts, and the app runs
without it, unless the app requires it or it guards the app (`oro_check`, `oro_middleware`): then the host does not
start. Once the app runs, a hook that raises is reported once and left out from then on; its plugin stays.
"""

from __future__ import annotations

import importlib
import inspect
import logging
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from types import ModuleType
from typing import Any

import pluggy
from msgspec import Struct, field

from oro_framework import hookspecs
from oro_framework.errors import DeclarationError, OroError, PluginUnavailable
from oro_framework.host.kernel.faults import leaf
from oro_framework.host.plugins.discovery import Found
from oro_framework.suggestions import did_you_mean, nearest

__all__ = ("PluginInfo", "Plugins", "Selection")

GUARDS = frozenset({"oro_check", "oro_middleware"})
FAULTS = (Exception, SystemExit)
"""What a plugin's code may raise while it is loaded without ending the host; Ctrl-C is a person's, and ends it."""


class PluginInfo(Struct):
    """What `oro plugins` shows of one plugin."""

    name: str
    module: str
    distribution: str = ""
    version: str = ""
    state: str = "unused"
    """`active`, `disabled`, `unused` (installed, not enabled by the app) or `broken`."""
    builtin: bool = False
    required: bool = False
    milliseconds: float = 0.0
    """Import, registration and declaration; service start is added."""
    error: str = ""
    muted: list[str] = field(default_factory=list)
    """Hooks that raised while the app ran; they are not called again."""
    hooks: list[str] = field(default_factory=list)
    services: list[str] = field(default_factory=list)
    routes: list[str] = field(default_factory=list)
    schemes: list[str] = field(default_factory=list)
    mounts: list[str] = field(default_factory=list)
    permissions: list[str] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    package: ModuleType | None = None

    def active(self) -> bool:
        return self.state == "active"

    def shown(self) -> dict[str, Any]:
        """Return everything but the module itself."""
        return {name: getattr(self, name) for name in self.__struct_fields__ if name != "package"}


class Selection(Struct, frozen=True, kw_only=True):
    """Which installed plugins an app uses: `[plugins] enabled, disabled, required`."""

    enabled: Sequence[str] | None = None
    """None enables every installed plugin."""
    disabled: Sequence[str] = ()
    required: Sequence[str] = ()


class Plugins:
    """The plugin manager of one host; tests make many in one process."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._manager = pluggy.PluginManager("oro")
        self._manager.add_hookspecs(hookspecs)
        self.infos: dict[str, PluginInfo] = {}
        self.between: Callable[[], object] | None = None
        """Called after every step of a plugin, such as its import: what else the thread has to do."""

    # -- coming in -------------------------------------------------------------------------------

    def add_builtin(self, name: str, plugin: object) -> None:
        """Register a part of the host itself; what it raises is the host's own fault."""
        info = self._info(name, plugin)
        info.builtin = info.required = True
        self._register(info, plugin)

    def add(self, name: str, plugin: object, *, required: bool = True) -> None:
        """Register a plugin object given by the app or a test.

        Raises:
            PluginUnavailable: it is required and cannot be registered.
        """
        info = self._info(name, plugin)
        info.required = required
        self.charge(info, "registration", partial(self._register, info, plugin))

    def add_found(self, found: Iterable[Found], selection: Selection) -> None:
        """Import and register the installed plugins an app uses.

        Raises:
            PluginUnavailable: a required one is missing or broken.
        """
        for item in found:
            if item.name in self.infos:
                self._clash(item)
                continue
            info = PluginInfo(item.name, item.module, item.distribution, item.version)
            info.required = item.name in selection.required
            self.infos[item.name] = info
            if item.name in selection.disabled:
                info.state = "disabled"
            elif selection.enabled is None or item.name in selection.enabled or info.required:
                self.charge(info, "import", partial(self._import, info))
        self._check_names(selection)

    def _import(self, info: PluginInfo) -> None:
        module, _, attribute = info.module.partition(":")
        plugin: Any = importlib.import_module(module)
        for part in filter(None, attribute.split(".")):
            plugin = getattr(plugin, part)
        self._register(info, plugin)

    def _register(self, info: PluginInfo, plugin: object) -> None:
        try:
            self._manager.register(plugin, info.name)
            self._manager.check_pending()
        except BaseException:
            if self._manager.has_plugin(info.name):
                self._manager.unregister(name=info.name)
            raise
        info.state = "active"
        info.package = _package(plugin)
        callers = self._manager.get_hookcallers(plugin) or []
        info.hooks = sorted(caller.name for caller in callers)
        if GUARDS.intersection(info.hooks):
            info.required = True

    def _info(self, name: str, plugin: object) -> PluginInfo:
        if name in self.infos:
            raise DeclarationError(f'Cannot add plugin "{name}": there is one of that name already')
        module = plugin.__name__ if isinstance(plugin, ModuleType) else type(plugin).__module__
        self.infos[name] = PluginInfo(name, module)
        return self.infos[name]

    def _clash(self, item: Found) -> None:
        other = self.infos[item.name]
        self._log.warning(
            'Cannot use plugin "%s" of %s: %s brought one of that name first',
            item.name, item.distribution, other.distribution or other.module,
        )  # fmt: skip

    def _check_names(self, selection: Selection) -> None:
        for name in selection.required:
            if name not in self.infos:
                hint = did_you_mean(nearest(name, self.infos), f"try: pip install oro-{name}")
                raise PluginUnavailable(f'Cannot start: plugin "{name}" is required and not installed; {hint}')
        for name in (*(selection.enabled or ()), *selection.disabled):
            if name not in self.infos:
                self._log.warning('Cannot find plugin "%s" named in [plugins]: it is not installed', name)

    # -- being asked -----------------------------------------------------------------------------

    def ask(self, hook: str, **arguments: Any) -> Iterator[tuple[PluginInfo, Any]]:
        """Call one hook of every active plugin, in order of registration; None answers are left out.

        Raises:
            PluginUnavailable: a required plugin raised.
        """
        for info, call in self.implementations(hook):
            answer: list[Any] = []
            self.charge(info, hook, partial(_append_result, answer, call, arguments))
            if answer and answer[0] is not None:
                yield info, answer[0]

    def implementations(self, hook: str) -> list[tuple[PluginInfo, Callable[..., Any]]]:
        """Return each active plugin's function for a hook, taking the hook's arguments by name; muted ones left out."""
        found = []
        for implementation in getattr(self._manager.hook, hook).get_hookimpls():
            info = self.infos[implementation.plugin_name]
            if info.active() and hook not in info.muted:
                found.append((info, _by_name(implementation)))
        order = list(self.infos)
        return sorted(found, key=lambda pair: order.index(pair[0].name))

    def gather(self, hook: str, take: Callable[[Any], object], *, reverse: bool = False, **arguments: Any) -> None:
        """Call one hook of every active plugin while the app runs; `take` gets each answer that is not None.

        A hook that raises, or whose answer `take` cannot use, is reported and muted; the others go on.
        """
        implementations = self.implementations(hook)
        for info, call in reversed(implementations) if reverse else implementations:
            try:
                if (answer := call(**arguments)) is not None:
                    take(answer)
            except BaseException as error:
                self.mute(info, hook, error)

    def notify(self, hook: str, *, reverse: bool = False, **arguments: Any) -> None:
        """Tell every active plugin something; one that raises is muted and stops nobody else."""
        self.gather(hook, _ignore, reverse=reverse, **arguments)

    def mute(self, info: PluginInfo, hook: str, error: BaseException) -> None:
        """Report a hook that raised while the app ran, and call it no more."""
        info.muted.append(hook)
        self._log.error(
            'Plugin "%s" is not asked for %s any more: %s', info.name, hook, _described(error), exc_info=error
        )

    def fail(self, info: PluginInfo, stage: str, error: BaseException) -> None:
        """Set a plugin aside.

        Raises:
            PluginUnavailable: it is required.
        """
        info.state = "broken"
        info.error = f"{stage}: {_described(error)}"
        if self._manager.has_plugin(info.name):
            self._manager.unregister(name=info.name)
        if info.required:
            raise PluginUnavailable(
                f'Cannot start: plugin "{info.name}" is required and broken: {info.error}'
            ) from error
        self._log.warning('Plugin "%s" is set aside: %s', info.name, info.error)

    def charge(self, info: PluginInfo, stage: str, work: Callable[[], object]) -> None:
        """Do something for a plugin; its time and what it raises are charged to the plugin."""
        began = time.perf_counter()
        try:
            work()
        except FAULTS as error:
            self.fail(info, stage, error)
        finally:
            info.milliseconds += (time.perf_counter() - began) * 1000
        if self.between is not None:
            self.between()


def _ignore(_answer: object) -> None:
    """Nobody wants the answer to a notice."""


def _append_result(answer: list[Any], call: Callable[..., Any], arguments: Mapping[str, Any]) -> None:
    answer.append(call(**arguments))


def _by_name(implementation: pluggy.HookImpl) -> Callable[..., Any]:
    """Pass a hook only the arguments it takes, as pluggy does."""
    names = implementation.argnames

    def call(**arguments: Any) -> Any:
        return implementation.function(*(arguments[name] for name in names))

    return call


def _package(plugin: object) -> ModuleType | None:
    """Return the package a plugin lives in: the folder beside which `js/` is looked for."""
    module = plugin if isinstance(plugin, ModuleType) else inspect.getmodule(type(plugin))
    if module is None or not module.__name__:
        return None
    name = module.__name__ if hasattr(module, "__path__") else module.__name__.rpartition(".")[0]
    return importlib.import_module(name) if name else None


def _described(error: BaseException) -> str:
    """Say what went wrong and in which line of the plugin."""
    error = leaf(error)
    if isinstance(error, OroError):
        return error.message
    text = "; ".join(line.strip() for line in str(error).splitlines() if line.strip())
    if isinstance(error, pluggy.PluginValidationError):
        return text
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not _ours(frame.filename)]
    where = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}: {text or 'no message'}{where}"


def _ours(filename: str) -> bool:
    """Tell frames of the host, of pluggy and of the import system from those of a plugin."""
    path = filename.replace("\\", "/")
    return "oro_framework/host" in path or "/pluggy/" in path or "importlib" in path
