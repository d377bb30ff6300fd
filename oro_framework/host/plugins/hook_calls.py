"""Call hooks through pluggy, and record which plugin each answer and each exception comes from.

Each plugin is registered with pluggy as a stand-in, whose functions call those of the plugin. So pluggy decides the
order of calls, the nesting of wrappers and the meaning of `firstresult`, while

- an answer is passed on as `Answered`, which names its plugin; a wrapper sees the bare answers, and an answer that it
  adds counts as its own;
- an exception goes to `guard`, and the other plugins are called as if the one that raised had answered None.

pluggy calls the plugin that was registered last first. Plugins are called in the order in which the host lists them,
so stand-ins are registered in reverse, except for the hooks in `LAST_FIRST`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from functools import partial, wraps
from types import ModuleType
from typing import Any, NamedTuple

import pluggy

from oro_framework import hookspecs
from oro_framework.host.plugins.hook_functions import (
    HOOKS,
    HookFunction,
    HookSpecs,
    is_first_result,
    is_notice,
    refusal,
)
from oro_framework.host.plugins.plugin_info import PluginInfo

__all__ = ("Answered", "HookCalls", "Step")

LAST_FIRST = frozenset({"oro_stopping"})
"""Hooks for which the plugin that started last is called first."""


class Answered(NamedTuple):
    """The answer of one plugin to a hook."""

    info: PluginInfo
    value: Any


class Step(NamedTuple):
    """The call of one function of a plugin, during one call of a hook."""

    info: PluginInfo
    hook: str
    arguments: Mapping[str, Any]


Guard = Callable[[Step, Callable[[], Any]], Any]
"""Runs a piece of a plugin's code; returns None in place of an answer if the code raised."""
Wrapping = Generator[None, Any, Any]


class HookCalls:
    """The hooks of a fixed set of plugins, ready to be called.

    Args:
        plugins: the functions of each plugin, in the order in which plugins are called.
        guard: runs each piece of a plugin's code, and handles the exceptions of that code.
        specs: the hooks that can be called; functions for others are left out.
    """

    def __init__(
        self, plugins: Iterable[tuple[PluginInfo, Sequence[HookFunction]]], guard: Guard, specs: HookSpecs = HOOKS
    ) -> None:
        self._guard = guard
        self._specs = specs
        self._first_result = {name for name, spec in specs.items() if is_first_result(spec)}
        self._notices = {name for name, spec in specs.items() if is_notice(spec)}
        manager = pluggy.PluginManager("oro")
        manager.add_hookspecs(_module_of(specs))
        order = [(info, [each for each in functions if each.hook in specs]) for info, functions in plugins]
        for info, functions in reversed(order):
            self._register(manager, info.name, info, [each for each in functions if each.hook not in LAST_FIRST])
        for info, functions in order:
            later = [each for each in functions if each.hook in LAST_FIRST]
            self._register(manager, f"{info.name}, last first", info, later)
        self._hooks = manager.hook

    def all(self, hook: str, arguments: Mapping[str, Any]) -> list[Answered]:
        """Call a hook; return all answers that are not None, or only the first one for a hook with `firstresult`."""
        answers: Any = getattr(self._hooks, hook)(**arguments)
        if hook in self._first_result:
            return [] if answers is None else [answers]
        return list(answers)

    def _register(
        self, manager: pluggy.PluginManager, name: str, info: PluginInfo, functions: Sequence[HookFunction]
    ) -> None:
        if functions:
            manager.register(_StandIn(self._called(info, function) for function in functions), name)

    def _called(self, info: PluginInfo, function: HookFunction) -> Callable[..., Any]:
        """Return the function that pluggy calls in place of a plugin's own; it takes all arguments of the hook."""
        spec = self._specs[function.hook]
        names = spec.__code__.co_varnames[: spec.__code__.co_argcount]

        @wraps(spec)
        def plain(*values: Any) -> Answered | None:
            return self._plain(Step(info, function.hook, dict(zip(names, values, strict=True))), function)

        @wraps(spec)
        def wrapper(*values: Any) -> Wrapping:
            step = Step(info, function.hook, dict(zip(names, values, strict=True)))
            return (yield from self._wrapped(step, function))

        mark = hookspecs.hookimpl(
            specname=function.hook,
            tryfirst=function.tryfirst,
            trylast=function.trylast,
            wrapper=function.wrapper,
        )
        return mark(wrapper if function.wrapper else plain)

    def _plain(self, step: Step, function: HookFunction) -> Answered | None:
        if not step.info.listens(step.hook):
            return None
        value = self._guard(step, partial(function.call, step.arguments))
        return None if value is None else Answered(step.info, value)

    def _wrapped(self, step: Step, function: HookFunction) -> Wrapping:
        """Run a wrapper around the inner calls; if the wrapper raises, the answers are left unchanged.

        An exception from the inner calls denies a call or ends a start, so a wrapper cannot suppress it.
        """
        begun: Wrapping | None = None
        if step.info.listens(step.hook):
            begun = self._guard(step, partial(_begin, function, step.arguments))
        try:
            answers = yield
        except BaseException:
            if begun is not None:
                begun.close()
            raise
        ended = None if begun is None else self._guard(step, partial(self._end, function, begun, answers))
        return answers if ended is None else self._answered(ended[0], answers, step)

    def _end(self, function: HookFunction, wrapping: Wrapping, answers: Any) -> tuple[Any]:
        """Run a wrapper from its yield to its end; return its result in a tuple."""
        try:
            wrapping.send(_bare(answers))
        except StopIteration as end:
            if function.hook in self._first_result | self._notices or isinstance(end.value, list):
                return (end.value,)
            mistake = f"a wrapper returns the list of answers, and it returned {end.value!r}"
        else:
            wrapping.close()
            mistake = "a wrapper yields once, and it did twice"
        raise refusal(function.hook, function.function, mistake)

    def _answered(self, values: Any, before: Any, step: Step) -> Any:
        """Restore the plugins of the answers that a wrapper returned; new answers belong to the wrapper's plugin."""
        if step.hook in self._notices:
            return before
        if step.hook in self._first_result:
            return None if values is None else _owned(values, [] if before is None else [before], step.info)
        left = list(before)
        return [_owned(value, left, step.info) for value in values if value is not None]


class _StandIn:
    """The object registered with pluggy for a plugin; it has only functions that are marked as hooks."""

    def __init__(self, functions: Iterable[Callable[..., Any]]) -> None:
        self.__dict__.update((f"hook{number}", function) for number, function in enumerate(functions))

    def __dir__(self) -> list[str]:
        return list(self.__dict__)


def _module_of(specs: HookSpecs) -> ModuleType:
    """Return a module with these functions: pluggy reads specifications from modules."""
    module = ModuleType("specifications")
    vars(module).update(specs)
    return module


def _begin(function: HookFunction, arguments: Mapping[str, Any]) -> Wrapping:
    """Run a wrapper up to its yield."""
    wrapping: Wrapping = function.call(arguments)
    try:
        next(wrapping)
    except StopIteration:
        raise refusal(function.hook, function.function, "a wrapper yields once, and it did not") from None
    return wrapping


def _bare(answers: Any) -> Any:
    """Return answers without their plugins, as wrappers see them."""
    if isinstance(answers, list):
        return [each.value for each in answers]
    return None if answers is None else answers.value


def _owned(value: Any, before: list[Answered], info: PluginInfo) -> Answered:
    for number, each in enumerate(before):
        if each.value is value:
            return before.pop(number)
    return Answered(info, value)
