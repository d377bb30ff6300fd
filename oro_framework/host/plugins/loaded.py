"""The plugins of one host: found, imported, asked what they declare; a broken one is set aside.

Hooks are called by pluggy (`hook_calls.py`), and what one raises is charged to its plugin. A plugin that fails while
it declares is `broken`: nothing it declared counts, and the app runs without it, unless the app requires it or it
guards the app (`oro_check`, `oro_middleware`): then the host does not start. Once the app runs, a hook that raises is
reported once and left out from then on; its plugin stays.
"""

from __future__ import annotations

import importlib
import inspect
import logging
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from functools import partial, reduce
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from msgspec import Struct

from oro_framework.errors import DeclarationError, OroError, PluginUnavailable
from oro_framework.host.kernel.exception_groups import leaf
from oro_framework.host.plugins.discovery import Found
from oro_framework.host.plugins.hook_calls import Answered, HookCalls, Step
from oro_framework.host.plugins.hook_functions import HOOKS, HookFunction, hook_functions, hook_marks
from oro_framework.host.plugins.plugin_info import PluginInfo
from oro_framework.host.plugins.record import Record, Recorded, read_record
from oro_framework.suggestions import did_you_mean, nearest

__all__ = ("Plugins", "Selection")

T = TypeVar("T")

GUARDS = frozenset({"oro_check", "oro_middleware"})
"""Hooks whose plugins are required, for what they guard would stand open without them."""
DECLARING = frozenset(
    {
        "oro_settings",
        "oro_protected_paths",
        "oro_permissions",
        "oro_services",
        "oro_routes",
        "oro_schemes",
        "oro_mounts",
        "oro_middleware",
        "oro_modules",
        "oro_page_events",
        "oro_commands",
    }
)
"""Hooks whose plugin is set aside where they raise; of all others the hook alone is muted."""
DECIDING = frozenset({"oro_check", "oro_launch"})
"""Hooks whose exceptions are the caller's: one that raises denies the call, or ends the start."""
FAULTS = (Exception, SystemExit)
"""What a plugin's code may raise while it is loaded without ending the host; Ctrl-C is a person's, and ends it."""


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
        self.infos: dict[str, PluginInfo] = {}
        self._functions: dict[str, list[HookFunction]] = {}
        self._built: HookCalls | None = None
        self._instead: dict[str, Callable[[Step], object]] = {}
        self.unimported: dict[str, Record] = {}
        """The records of plugins that are imported with the first call to one of their routes."""
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

    def add_found(self, found: Iterable[Found], selection: Selection, *, by_record: bool = False) -> None:
        """Import and register the installed plugins an app uses.

        Args:
            found: what is installed.
            selection: what the app says of them.
            by_record: leave those unimported whose record says what they declare.

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
                record = read_record(item) if by_record and not info.required else None
                step = partial(self._import, info) if record is None else partial(self._register_record, info, record)
                self.charge(info, "import", step)
        self._check_names(selection)
        if any(
            each.wrapper and each.hook == "oro_services" for functions in self._functions.values() for each in functions
        ):
            for name in tuple(self.unimported):  # the wrapper is to see their services
                self.import_now(name)

    def import_now(self, name: str) -> Sequence[HookFunction]:
        """Import a plugin that was registered by its record; return its functions, none if it cannot be imported."""
        del self.unimported[name]
        self._functions[name] = []
        self.charge(self.infos[name], "import", partial(self._import, self.infos[name]))
        return self._functions[name]

    def _import(self, info: PluginInfo) -> None:
        self._register(info, _object_of(info.module))

    def _register_record(self, info: PluginInfo, recorded: Recorded) -> None:
        def imported(hook: str) -> HookFunction:
            def answer(**arguments: Any) -> Any:
                plugin = _object_of(info.module)
                [function] = [each for each in hook_functions(plugin, hook_marks(plugin)) if each.hook == hook]
                return function.call(arguments)

            return HookFunction(hook=hook, function=answer, takes=tuple(inspect.signature(HOOKS[hook]).parameters))

        record, info.folder = recorded
        self.unimported[info.name] = record
        self._functions[info.name] = record.functions(info.folder, imported)
        self._built = None
        info.hooks = list(record.hooks)
        info.state = "active"

    def _register(self, info: PluginInfo, plugin: object) -> None:
        marks = hook_marks(plugin)
        info.hooks = sorted({mark.hook for mark in marks if mark.hook in HOOKS})
        if GUARDS.intersection([*info.hooks, *dir(plugin)]):
            info.required = True
        self._functions[info.name] = hook_functions(plugin, marks)
        self._built = None
        info.state = "active"
        info.folder = _folder(plugin)

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

    def ask(self, hook: str, **arguments: Any) -> list[Answered]:
        """Call a hook; return each plugin's answer, None left out, and of a hook with `firstresult` the first alone.

        Raises:
            PluginUnavailable: a required plugin raised while it declared.
        """
        return self._calls.all(hook, arguments)

    def gather(self, hook: str, take: Callable[[Any], object], **arguments: Any) -> None:
        """Call a hook while the app runs; `take` gets each answer, and one that it cannot use mutes the hook."""
        for info, answer in self.ask(hook, **arguments):
            try:
                take(answer)
            except BaseException as error:
                self.mute(info, hook, error)

    def notify(self, hook: str, **arguments: Any) -> None:
        """Tell every plugin something."""
        self.ask(hook, **arguments)

    def implements(self, hook: str) -> bool:
        """Return whether an active plugin has a function for a hook."""
        return any(info.listens(hook) and hook in info.hooks for info in self.infos.values())

    def functions(self, name: str) -> Sequence[HookFunction]:
        """Return the hook functions of a plugin."""
        return tuple(self._functions.get(name, ()))

    def answer_for(self, hook: str, answer: Callable[[Step], object]) -> None:
        """Have a function report that a plugin raised in a hook, and answer in its place; the hook is not muted."""
        self._instead[hook] = answer

    # -- what they raise -------------------------------------------------------------------------

    @property
    def _calls(self) -> HookCalls:
        if self._built is None:
            named = ((self.infos[name], self._functions.get(name, ())) for name in self.infos)
            self._built = HookCalls(named, self._guard)
        return self._built

    def _guard(self, step: Step, work: Callable[[], Any]) -> Any:
        """Run a piece of a plugin's code for a hook; return None, or what stands for an answer, where it raises."""
        info, hook, _ = step
        if hook in DECIDING:
            return work()
        if hook in DECLARING:
            return self.charge(info, hook, work)
        try:
            return work()
        except BaseException as error:
            if (instead := self._instead.get(hook)) is not None:
                return instead(step)
            self.mute(info, hook, error)
            return None

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
        if info.required:
            raise PluginUnavailable(
                f'Cannot start: plugin "{info.name}" is required and broken: {info.error}'
            ) from error
        self._log.warning('Plugin "%s" is set aside: %s', info.name, info.error)

    def charge(self, info: PluginInfo, stage: str, work: Callable[[], T]) -> T | None:
        """Do something for a plugin; its time and what it raises are charged to the plugin, and None is returned then.

        Raises:
            PluginUnavailable: it raised, and is required.
        """
        began = time.perf_counter()
        made = None
        try:
            made = work()
        except FAULTS as error:
            self.fail(info, stage, error)
        finally:
            info.milliseconds += (time.perf_counter() - began) * 1000
        if self.between is not None:
            self.between()
        return made


def _object_of(reference: str) -> Any:
    """Import what an entry point names: `module`, or `module:name`."""
    module, _, names = reference.partition(":")
    return reduce(getattr, filter(None, names.split(".")), importlib.import_module(module))


def _folder(plugin: object) -> Path | None:
    """Return the folder of the package a plugin lives in."""
    module = plugin if isinstance(plugin, ModuleType) else inspect.getmodule(type(plugin))
    if module is None or not module.__name__:
        return None
    name = module.__name__ if hasattr(module, "__path__") else module.__name__.rpartition(".")[0]
    file = importlib.import_module(name).__file__ if name else None
    return Path(file).parent if file is not None else None


def _described(error: BaseException) -> str:
    """Say what went wrong and in which line of the plugin."""
    error = leaf(error)
    if isinstance(error, OroError):
        return error.message
    text = "; ".join(line.strip() for line in str(error).splitlines() if line.strip())
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not _ours(frame.filename)]
    where = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}: {text or 'no message'}{where}"


def _ours(filename: str) -> bool:
    """Tell frames of the host, of pluggy and of the import system from those of a plugin."""
    path = filename.replace("\\", "/")
    return "oro_framework/host" in path or "/pluggy/" in path or "importlib" in path
