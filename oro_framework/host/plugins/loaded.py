"""The plugins of one host: import and register them, call their hooks, and set broken ones aside.

Hooks are called through pluggy (`hook_calls.py`), and an exception is attributed to the plugin that raised it. A plugin
that raises while it declares is `broken`: its declarations are dropped, and the app runs without it. The host does not
start, however, if the app requires the plugin, or if the plugin guards the app (`oro_check`, `oro_middleware`). Once
the app runs, a hook that raises is logged once and not called again; its plugin stays active.
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

from oro_framework import __version__
from oro_framework.errors import DeclarationError, OroError, PluginUnavailable
from oro_framework.host.kernel.exception_groups import leaf
from oro_framework.host.plugins.discovery import Found
from oro_framework.host.plugins.hook_calls import Answered, HookCalls, Step
from oro_framework.host.plugins.hook_functions import HOOKS, HookFunction, Mark, hook_functions, hook_marks
from oro_framework.host.plugins.plugin_info import PluginInfo
from oro_framework.host.plugins.record import Record, Recorded, read_record
from oro_framework.suggestions import did_you_mean, nearest
from oro_framework.types import StartCondition

__all__ = ("Plugins", "Selection")

T = TypeVar("T")

GUARDS = frozenset({"oro_check", "oro_middleware"})
"""Hooks that make their plugins required: without them, the app would run unguarded."""
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
        "oro_page_types",
        "oro_hookspecs",
        "oro_commands",
        "oro_findings",
        "oro_templates",
    }
)
"""Hooks that set their plugin aside if they raise; any other hook is only muted."""
DECIDING = frozenset({"oro_check", "oro_launch"})
"""Hooks whose exceptions reach the caller: they deny the call, or end the start."""
FAULTS = (Exception, SystemExit)
"""Exceptions that set a plugin aside when its code raises them at a start; others, such as Ctrl-C, end the host."""


class Selection(Struct, frozen=True, kw_only=True):
    """The installed plugins that an app uses: `[plugins] enabled, disabled, required`."""

    enabled: Sequence[str] | None = None
    """None enables all installed plugins."""
    disabled: Sequence[str] = ()
    required: Sequence[str] = ()


class Plugins:
    """The plugin manager of one host; a process may have several."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self.infos: dict[str, PluginInfo] = {}
        self._functions: dict[str, list[HookFunction]] = {}
        self._built: HookCalls | None = None
        self._instead: dict[str, Callable[[Step], object]] = {}
        self._specs = HOOKS
        """The hooks known so far; plugins bring more (`plugin_hooks.py`), and are asked when one is needed."""
        self._learned = False
        self._unsettled: list[tuple[PluginInfo, object, Sequence[Mark]]] = []
        """Functions of imported plugins for hooks that were unknown when the plugin was registered."""
        self.unimported: dict[str, Record] = {}
        """The records of plugins that are imported by the first call to one of their routes."""
        self.recorded_services: dict[str, str] = {}
        """The plugin of each service that a record declares, whether or not it is imported by now."""
        self.between: Callable[[], object] | None = None
        """Called after each step of a plugin, such as its import, so that the thread can do other work."""

    # -- registration ----------------------------------------------------------------------------

    def add_builtin(self, name: str, plugin: object) -> None:
        """Register a part of the host itself; it is required, and its exceptions propagate."""
        info = self._info(name, plugin)
        info.builtin = info.required = True
        self._register(info, plugin)

    def add(self, name: str, plugin: object, *, required: bool = True, last: bool = True) -> None:
        """Register a plugin object of the app or a test.

        Args:
            name: its name.
            plugin: the object.
            required: whether the host does not start without it.
            last: whether it may implement no hooks but those of the host and of the plugins there are; else
                `add_found` follows, whose plugins may bring more.

        Raises:
            PluginUnavailable: the plugin is required and cannot be registered.
        """
        info = self._info(name, plugin)
        info.required = required
        self.charge(info, "registration", partial(self._register, info, plugin))
        if last:
            self._settle()

    def add_found(
        self,
        found: Iterable[Found],
        selection: Selection,
        *,
        by_record: bool = False,
        holds: Callable[[StartCondition], bool] | None = None,
    ) -> None:
        """Import and register the installed plugins an app uses.

        Args:
            found: the installed plugins.
            selection: the plugins that the app enables, disables and requires.
            by_record: whether plugins with a record of their declarations are registered without importing them.
            holds: returns whether a condition about the app holds, under which a plugin is imported all the same.

        Raises:
            PluginUnavailable: a required plugin is missing or broken.
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
        self._settle()
        if any(
            each.wrapper and each.hook == "oro_services" for functions in self._functions.values() for each in functions
        ):
            for name in tuple(self.unimported):  # the wrapper must see their services
                self.import_now(name)
        for name, unimported in tuple(self.unimported.items()):
            if any(self._implements(each.hook, name) or (holds and holds(each)) for each in unimported.at_start):
                self.import_now(name)

    def _implements(self, hook: str, owner: str) -> bool:
        """Return whether a plugin other than a hook's own implements it."""
        return bool(hook) and any(
            hook in info.hooks for info in self.infos.values() if info.active() and info.name != owner
        )

    def import_now(self, name: str) -> Sequence[HookFunction]:
        """Import a plugin that was registered by its record; return its functions, empty if the import fails."""
        del self.unimported[name]
        self._functions[name] = []
        self.charge(self.infos[name], "import", partial(self._import, self.infos[name]))
        self._settle()
        return self._functions[name]

    def _import(self, info: PluginInfo) -> None:
        self._register(info, _object_of(info.module))

    def _register_record(self, info: PluginInfo, recorded: Recorded) -> None:
        def imported(hook: str) -> HookFunction:
            def answer(**arguments: Any) -> Any:
                plugin = _object_of(info.module)
                marks = [each for each in hook_marks(plugin) if each.hook == hook]
                [function] = hook_functions(plugin, marks, self._specs)
                return function.call(arguments)

            return HookFunction(hook=hook, function=answer, takes=None)

        record, info.folder = recorded
        self.unimported[info.name] = record
        self.recorded_services.update(dict.fromkeys(record.services, info.name))
        self._functions[info.name] = record.functions(info.folder, imported)
        self._built = None
        info.hooks = list(record.hooks)
        info.state = "active"

    def _register(self, info: PluginInfo, plugin: object) -> None:
        _check_age(plugin)
        marks = hook_marks(plugin)
        known = [mark for mark in marks if mark.hook in self._specs]
        info.hooks = sorted({mark.hook for mark in known})
        if GUARDS.intersection([*info.hooks, *dir(plugin)]):
            info.required = True
        self._functions[info.name] = hook_functions(plugin, known, self._specs)
        if len(known) < len(marks):
            self._unsettled.append((info, plugin, [mark for mark in marks if mark not in known]))
        self._learned = self._learned and "oro_hookspecs" not in info.hooks
        self._built = None
        info.state = "active"
        info.folder = _folder(plugin)

    # -- hooks of plugins ------------------------------------------------------------------------

    def _settle(self) -> None:
        """Register functions for hooks of plugins, once all plugins are there; those for unknown hooks are refused.

        A plugin's functions for hooks of its own wait until one is called.
        """
        if not self._unsettled:
            return
        from oro_framework.host.plugins.plugin_hooks import all_own

        if not all(all_own(marks, info) for info, _, marks in self._unsettled if info.active()):
            self._learn()

    def _learn(self) -> None:
        """Ask plugins for the hooks they bring, and register the functions for those."""
        from oro_framework.host.plugins.plugin_hooks import PluginHooks

        if not self._learned:
            self._learned = True
            hooks = PluginHooks()
            for info, modules in self._calls.all("oro_hookspecs", {}):
                self.charge(info, "oro_hookspecs", partial(hooks.add, info, modules))
            self._specs = hooks.specs
        unsettled, self._unsettled = self._unsettled, []
        for info, plugin, marks in unsettled:
            if info.active():
                self.charge(info, "registration", partial(self._register_more, info, plugin, marks))
        self._built = None

    def _register_more(self, info: PluginInfo, plugin: object, marks: Sequence[Mark]) -> None:
        """Register functions for hooks that other plugins brought meanwhile."""
        from oro_framework.host.plugins.plugin_hooks import is_without_owner

        used = [mark for mark in marks if not is_without_owner(mark, self.infos.values())]
        more = hook_functions(plugin, used, self._specs)
        self._functions[info.name] = [*self._functions[info.name], *more]
        info.hooks = sorted({*info.hooks, *(each.hook for each in more)})

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

    # -- hooks -----------------------------------------------------------------------------------

    def ask(self, hook: str, **arguments: Any) -> list[Answered]:
        """Call a hook; return all answers that are not None, or only the first one for a hook with `firstresult`.

        Raises:
            PluginUnavailable: a required plugin raised in a declaring hook.
            DeclarationError: no plugin in use brings that hook.
        """
        if hook not in self._specs:
            self._learn()
            if hook not in self._specs:
                raise DeclarationError(f'Cannot call hook "{hook}": no plugin in use brings it')
        return self._calls.all(hook, arguments)

    def gather(self, hook: str, take: Callable[[Any], object], **arguments: Any) -> None:
        """Call a hook while the app runs, and `take` with each answer; if `take` raises, the hook is muted."""
        for info, answer in self.ask(hook, **arguments):
            try:
                take(answer)
            except BaseException as error:
                self.mute(info, hook, error)

    def notify(self, hook: str, **arguments: Any) -> None:
        """Call a hook that has no answer."""
        self.ask(hook, **arguments)

    def implements(self, hook: str) -> bool:
        """Return whether an active plugin has a function for a hook."""
        return any(info.listens(hook) and hook in info.hooks for info in self.infos.values())

    def functions(self, name: str) -> Sequence[HookFunction]:
        """Return the hook functions of a plugin."""
        return tuple(self._functions.get(name, ()))

    def answer_for(self, hook: str, answer: Callable[[Step], object]) -> None:
        """Set the function that reports a plugin that raises in a hook, and answers for it; the hook is not muted."""
        self._instead[hook] = answer

    # -- failures --------------------------------------------------------------------------------

    @property
    def _calls(self) -> HookCalls:
        if self._built is None:
            named = ((self.infos[name], self._functions.get(name, ())) for name in self.infos)
            self._built = HookCalls(named, self._guard, self._specs)
        return self._built

    def _guard(self, step: Step, work: Callable[[], Any]) -> Any:
        """Run a piece of a plugin's code for a hook; if it raises, return None or the answer set by `answer_for`."""
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
        """Log a hook that raised while the app ran, and do not call it again."""
        info.muted.append(hook)
        self._log.error(
            'Plugin "%s" is not asked for %s any more: %s', info.name, hook, _described(error), exc_info=error
        )

    def fail(self, info: PluginInfo, stage: str, error: BaseException) -> None:
        """Set a plugin aside.

        Raises:
            PluginUnavailable: the plugin is required.
        """
        info.state = "broken"
        info.error = f"{stage}: {_described(error)}"
        if info.required:
            raise PluginUnavailable(
                f'Cannot start: plugin "{info.name}" is required and broken: {info.error}'
            ) from error
        self._log.warning('Plugin "%s" is set aside: %s', info.name, info.error)

    def charge(self, info: PluginInfo, stage: str, work: Callable[[], T]) -> T | None:
        """Run a step of a plugin and add its time to the plugin; if it raises, set the plugin aside and return None.

        Raises:
            PluginUnavailable: the step raised, and the plugin is required.
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
    """Import the object of an entry point: `module`, or `module:name`."""
    module, _, names = reference.partition(":")
    return reduce(getattr, filter(None, names.split(".")), importlib.import_module(module))


def _check_age(plugin: object) -> None:
    """Hold the version of the framework that a plugin says it was written for to this one.

    Raises:
        DeclarationError: the plugin was written for a newer one.
    """
    if (wanted := getattr(plugin, "WRITTEN_FOR", None)) is None:
        return
    from oro_framework.host.plugins.versions import is_older  # few plugins say it

    if is_older(__version__, str(wanted)):
        raise DeclarationError(
            f"Cannot use it: it was written for oro-framework {wanted}, and this is {__version__}; "
            "pip install --upgrade oro-framework, or take an older version of the plugin"
        )


def _folder(plugin: object) -> Path | None:
    """Return the folder of a plugin's package."""
    module = plugin if isinstance(plugin, ModuleType) else inspect.getmodule(type(plugin))
    if module is None or not module.__name__:
        return None
    name = module.__name__ if hasattr(module, "__path__") else module.__name__.rpartition(".")[0]
    file = importlib.import_module(name).__file__ if name else None
    return Path(file).parent if file is not None else None


def _described(error: BaseException) -> str:
    """Return the message of an error, with the line of the plugin that raised it."""
    error = leaf(error)
    if isinstance(error, OroError):
        return error.message
    text = "; ".join(line.strip() for line in str(error).splitlines() if line.strip())
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not _ours(frame.filename)]
    where = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}: {text or 'no message'}{where}"


def _ours(filename: str) -> bool:
    """Return whether a frame is the host's, pluggy's or the import system's, rather than a plugin's."""
    path = filename.replace("\\", "/")
    return "oro_framework/host" in path or "/pluggy/" in path or "importlib" in path
