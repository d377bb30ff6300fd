"""Read the hook functions of a plugin, and refuse those that pluggy could not call, or would never run.

The error names the hook, the file and the line, and says how to fix the function. pluggy itself accepts most of these
mistakes silently: it never awaits a coroutine function, and never runs a generator function without `wrapper=True`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import FunctionType, ModuleType
from typing import Any, NamedTuple

import pluggy
from msgspec import Struct

from oro_framework import hookspecs
from oro_framework.errors import DeclarationError

__all__ = (
    "HOOKS",
    "HookFunction",
    "HookSpecs",
    "Mark",
    "hook_functions",
    "hook_marks",
    "is_first_result",
    "is_notice",
    "refusal",
    "since",
    "specs_of",
)

HookSpecs = Mapping[str, FunctionType]
"""Specifications of hooks, by name."""


def specs_of(module: ModuleType) -> HookSpecs:
    """Return the hooks that a module specifies."""
    return {name: function for name, function in vars(module).items() if hasattr(function, "oro_spec")}


def is_first_result(spec: FunctionType) -> bool:
    """Return whether only the first answer to a hook counts."""
    return bool(vars(spec)["oro_spec"]["firstresult"])


def is_notice(spec: FunctionType) -> bool:
    """Return whether a hook has no answer."""
    return spec.__annotations__["return"] in ("None", None)


def since(spec: FunctionType) -> str:
    """Return the version in which a hook came: of the framework, or of the plugin that brings it."""
    return str(vars(spec)["oro_since"])


HOOKS = specs_of(hookspecs)
"""The specification of every hook of the host, by name."""

_BY_POSITION = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
_MARKS = pluggy.PluginManager("oro")
"""Reads the options of `@hookimpl`; no plugin is registered with it."""


class Mark(NamedTuple):
    """A function of a plugin that is decorated with `@hookimpl`."""

    hook: str
    function: Callable[..., Any]
    options: Mapping[str, Any]


class HookFunction(Struct, frozen=True, kw_only=True):
    """A function of a plugin that implements a hook."""

    hook: str
    function: Callable[..., Any]
    takes: tuple[str, ...] | None = ()
    """The arguments of the hook that the function takes; None for all."""
    wrapper: bool = False
    tryfirst: bool = False
    trylast: bool = False

    def call(self, arguments: Mapping[str, Any]) -> Any:
        """Call the function with the arguments that it takes.

        Raises:
            DeclarationError: the function returned a coroutine, and hooks are not awaited.
        """
        taken = arguments if self.takes is None else {name: arguments[name] for name in self.takes}
        answer = self.function(**taken)
        if inspect.iscoroutine(answer):
            answer.close()
            raise refusal(self.hook, self.function, "it answered with a coroutine, and hooks are not awaited")
        return answer


def hook_marks(plugin: object) -> list[Mark]:
    """Return the functions of a plugin that are marked as hooks, valid or not."""
    found = ((name, _MARKS.parse_hookimpl_opts(plugin, name)) for name in dir(plugin))
    return [
        Mark(options.get("specname") or name, getattr(plugin, name), options)
        for name, options in found
        if options is not None
    ]


def hook_functions(plugin: object, marks: Iterable[Mark], specs: HookSpecs = HOOKS) -> list[HookFunction]:
    """Return the hook functions of a plugin.

    Args:
        plugin: the plugin.
        marks: its functions that are marked as hooks.
        specs: the hooks there are.

    Raises:
        DeclarationError: a function cannot work as a hook, or lacks `@hookimpl`.
    """
    for name in specs.keys() & set(dir(plugin)):
        if _MARKS.parse_hookimpl_opts(plugin, name) is None:
            raise refusal(name, getattr(plugin, name), "it is not marked as a hook; put @hookimpl above its def")
    return [_checked(mark, specs) for mark in marks if mark.hook in specs or not mark.options.get("optionalhook")]


def refusal(hook: str, function: object, mistake: str) -> DeclarationError:
    """Return the error that says why a function cannot be a hook, and where it is defined."""
    code = getattr(inspect.unwrap(function) if callable(function) else function, "__code__", None)
    where = f" at {code.co_filename}:{code.co_firstlineno}" if code is not None else ""
    return DeclarationError(f'Cannot use hook "{hook}"{where}: {mistake}')


def _checked(mark: Mark, specs: HookSpecs) -> HookFunction:
    hook, function, options = mark
    for mistake in _mistakes(mark, specs):
        raise refusal(hook, function, mistake)
    takes = tuple(name for name in _parameters(function) if name in _parameters(specs[hook]))
    chosen = {name: bool(options.get(name)) for name in ("wrapper", "tryfirst", "trylast")}
    return HookFunction(hook=hook, function=function, takes=takes, **chosen)


def _mistakes(mark: Mark, specs: HookSpecs) -> Iterator[str]:
    """Yield each reason why a function cannot be a hook, and how to fix it."""
    hook, function, options = mark
    if (spec := specs.get(hook)) is None:
        yield f"there is no such hook; {_near(hook, specs) or 'the reference of hooks lists those there are'}"
        return
    if options.get("hookwrapper"):
        yield "hookwrapper=True is pluggy's old kind; say wrapper=True, and return the answers after the yield"
    if options.get("tryfirst") and options.get("trylast"):
        yield "it asks to be called first and last; leave out tryfirst or trylast"
    yield from _mistaken_kind(spec, inspect.unwrap(function), bool(options.get("wrapper")))
    yield from _mistaken_parameters(spec, function)


def _mistaken_kind(spec: FunctionType, function: Callable[..., Any], wrapper: bool) -> Iterator[str]:
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        yield "hooks are not awaited; make it a plain def, and await in the lifespan of a Service or in a route"
    elif wrapper and not inspect.isgeneratorfunction(function):
        yield "a wrapper yields once; write answers = yield, and return them, or leave out wrapper=True"
    elif not wrapper and inspect.isgeneratorfunction(function) and not _declares_many(spec):
        yield "a function that yields does not run when it is called; say wrapper=True, or return instead"


def _mistaken_parameters(spec: FunctionType, function: Callable[..., Any]) -> Iterator[str]:
    given = _parameters(spec)
    offered = ", ".join(given) or "none"
    for name, parameter in _parameters(function).items():
        if parameter.kind in _BY_POSITION:
            yield f'arguments are passed by name, and "{parameter}" takes none; name those you need of: {offered}'
        elif name not in given and parameter.default is inspect.Parameter.empty:
            yield f'the hook has no argument "{name}"; {_near(name, given) or f"it has {offered}"}'


def _parameters(function: Callable[..., Any]) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(function).parameters


def _declares_many(spec: FunctionType) -> bool:
    """Return whether a hook takes a sequence of declarations, which a generator function may yield."""
    return str(spec.__annotations__["return"]).startswith("Sequence")


def _near(name: str, known: Mapping[str, object]) -> str:
    from difflib import get_close_matches  # needed only for an error

    near = get_close_matches(name, known, n=1)
    return f'did you mean "{near[0]}"?' if near else ""
