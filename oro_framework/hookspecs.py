"""Every hook a plugin may implement.

Hooks are synchronous and declare: they run once, at start, and what they return becomes frozen
tables. Take only the arguments you need; pluggy passes them by name. Behaviour that takes time
belongs in what you return: a `Service`, an ASGI app, a route.

`@hookimpl` marks a function as a hook, and takes pluggy's options:

- `tryfirst=True` and `trylast=True` call a function before or after those of other plugins. The others are called in
  the order of `oro plugins list --all`: the host's own parts, the app, installed plugins by name.
- `wrapper=True` is for a generator function that yields once: it runs around all others, `answers = yield` gives their
  answers (a list, or the first answer where one alone counts), and what it returns takes their place. An answer that it
  adds or makes anew is its own plugin's; of a notice its answer is ignored.
- `specname="oro_routes"` is the hook's name where the function has another one.
- `optionalhook=True` leaves the function out, and does not complain, where this version has no such hook.

A function that cannot work is refused with its file, its line and what to do: one that is `async`, that takes an
argument the hook does not have, that yields without `wrapper=True`, that is named as a hook without `@hookimpl`, or
says `hookwrapper=True`, pluggy's old kind of wrapper. The plugin is then set aside, as is one that raises while it
declares. One that raises while the app runs is reported, and that hook of it is not called again.

`oro run` imports a plugin with the first call to one of its routes where its wheel has a record of what it declares,
and at the start otherwise. A plugin can have one that has no hooks but `oro_settings`, `oro_permissions`,
`oro_services`, `oro_mounts`, `oro_modules` and `oro_csp`, without arguments, beside `oro_page_events`,
`oro_page_types`, `oro_commands`, `oro_findings`, `oro_templates`, `oro_hookspecs` and hooks of other plugins, and whose
services all say `on_demand`. The app of a mount is then made, by a call of its class without arguments, for the first
request to it. In apps for which a condition `at_start` of a service holds, the plugin is imported at the start all the
same.

A module that says `WRITTEN_FOR = "0.2"` was written for the hooks of that version of the framework. Where they are
older, its plugin is set aside with a message that says so, instead of one about the first hook that is missing.

Order at start: settings → protected paths → permissions → services → routes → schemes → mounts → middleware →
modules → launch → started. Per window: preload → csp. When stopping: stopping, in reverse order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar, overload

import pluggy

from oro_framework.consent import Prompt
from oro_framework.types import (
    Call,
    Event,
    Host,
    Module,
    Mount,
    PageEvent,
    Permission,
    Preload,
    Scheme,
    Setting,
    Template,
    Verdict,
    Window,
    WindowStatus,
)

if TYPE_CHECKING:
    import click

    from oro_framework.cli.finding import Finding
    from oro_framework.crash_report import CrashReport
    from oro_framework.host.backends.interface.backend import Backend
    from oro_framework.positions import PositionProvider
    from oro_framework.protected import ProtectedPath
    from oro_framework.requests import Wrapper
    from oro_framework.service import Service

__all__ = ("hookimpl", "hookspec")

hookimpl = pluggy.HookimplMarker("oro")
_MARK = pluggy.HookspecMarker("oro")
F = TypeVar("F", bound=Callable[..., Any])


@overload
def hookspec(function: F, /) -> F: ...
@overload
def hookspec(*, firstresult: bool = False, since: str = "0.1") -> Callable[[F], F]: ...
def hookspec(
    function: Callable[..., Any] | None = None, /, *, firstresult: bool = False, since: str = "0.1"
) -> Callable[..., Any]:
    """Make a function the specification of a hook.

    Args:
        function: the function; None where there are options.
        firstresult: only the first answer that is not None counts.
        since: the version of the framework, or of the plugin that brings the hook, that has it first.
    """

    def mark(function: F) -> F:
        vars(function)["oro_since"] = since
        return _MARK(function, firstresult=firstresult)

    return mark if function is None else mark(function)


@hookspec
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare the configuration keys this plugin reads."""
    raise NotImplementedError


@hookspec
def oro_permissions() -> Sequence[Permission]:
    """Declare permissions pages may hold."""
    raise NotImplementedError


@hookspec
def oro_services() -> Sequence[type[Service]]:
    """Declare `Service` classes; the host makes one of each per run."""
    raise NotImplementedError


@hookspec
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare stand-alone routes: functions decorated with `@route`."""
    raise NotImplementedError


@hookspec
def oro_schemes(host: Host) -> Sequence[Scheme]:
    """Declare URL schemes and the ASGI apps that answer them."""
    raise NotImplementedError


@hookspec
def oro_mounts(host: Host) -> Sequence[Mount]:
    """Declare ASGI apps or directories under a path of the app's origin."""
    raise NotImplementedError


@hookspec
def oro_middleware(host: Host, scheme: str) -> Sequence[Wrapper]:
    """Declare wrappers around the app of `scheme`, outermost first; see `oro_framework.requests`.

    A plugin that implements this hook is always required: a broken one stops the host from starting.
    """
    raise NotImplementedError


@hookspec
def oro_protected_paths(host: Host) -> Sequence[ProtectedPath]:
    """Declare files and folders that this plugin keeps for itself, and how far pages may go in them.

    Asked after the settings are declared and before anything else; see `oro_framework.protected`.
    """
    raise NotImplementedError


@hookspec
def oro_modules(host: Host) -> Sequence[Module]:
    """Declare JavaScript modules outside the convention that `<package>/js/NAME.js` is `oro:NAME`."""
    raise NotImplementedError


@hookspec
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare what this plugin tells pages unasked, with its types; `oro types` asks, a start does not."""
    raise NotImplementedError


@hookspec
def oro_page_types(host: Host) -> Mapping[str, str]:
    """Declare the TypeScript types that pages have for classes that are no JSON; `oro types` asks, a start does not.

    A class is named by its top-level package and its own name, such as `numpy.ndarray`, so that none is imported.
    """
    raise NotImplementedError


@hookspec
def oro_preload(window: Window) -> Preload | None:
    """Declare a script and `__args` members for every document of `window`."""
    raise NotImplementedError


@hookspec
def oro_csp(window: Window) -> Mapping[str, Iterable[str]]:
    """Declare content-security sources this plugin needs: `{directive: sources}`."""
    raise NotImplementedError


@hookspec
def oro_hookspecs() -> Sequence[ModuleType]:
    """Declare hooks of this plugin's own, which other plugins implement: modules of functions marked by `@hookspec`.

    Each is named `oro_`, the plugin's name with `_` for `-`, and a word of its own, as `oro_wasm_languages` of plugin
    `wasm`. What other plugins have for them is checked as for the hooks here. A plugin asks its hooks by
    `Host.ask_plugins`, and commands without a host by `oro_framework.commands.ask_installed`. Where this plugin is
    installed and an app does not use it, functions for its hooks are left out.
    """
    raise NotImplementedError


@hookspec
def oro_commands(cli: click.Group) -> None:
    """Add click commands to the `oro` command.

    Which plugins have this hook is found out by a search, some 50 ms of each such command. `oro NAME` runs without it
    where the package `oro_NAME`, hyphens written as underscores, has a module `command` whose `command` is a
    `click.Command` of that name: then no other module of the plugin is imported, its hooks included. Add the same
    command by this hook as well, for the list of commands is made by it. Where another plugin adds a command of that
    name, that of `oro_NAME` runs.
    """
    raise NotImplementedError


@hookspec
def oro_findings(app: str | None) -> Sequence[Finding]:
    """Examine this machine for what the plugin needs besides Python packages; only `oro doctor` asks.

    Args:
        app: as `oro_framework.commands.loaded_host` takes it, for what depends on an app's settings.
    """
    raise NotImplementedError


@hookspec
def oro_templates() -> Sequence[Template]:
    """Declare what `oro new --template` can begin with; asked by that command alone."""
    raise NotImplementedError


@hookspec(firstresult=True)
def oro_backend(name: str) -> type[Backend] | None:
    """Return the backend class of that name, or None to let another plugin answer."""
    raise NotImplementedError


@hookspec
def oro_check(call: Call, permission: str) -> tuple[Verdict, str] | None:
    """Give a verdict with its reason, or None for no opinion; all are asked, deny wins.

    A plugin that implements this hook is always required: a broken one stops the host from starting.
    """
    raise NotImplementedError


@hookspec(firstresult=True)
def oro_prompt(host: Host) -> Prompt | None:
    """Return what asks the person for a permission in place of the desktop's own dialog; asked when first needed."""
    raise NotImplementedError


@hookspec(firstresult=True)
def oro_positions(host: Host) -> PositionProvider | None:
    """Return what tells where the machine is, in place of the desktop's own service."""
    raise NotImplementedError


@hookspec(firstresult=True)
def oro_navigate(window: Window, url: str, top_level: bool) -> str | None:
    """Return `allow`, `deny` or `external` for a navigation, or None for no opinion. GUI thread.

    `top_level` is False for a frame within the page. WebKitGTK does not say which it is, so both are asked about.
    """
    raise NotImplementedError


@hookspec(firstresult=True)
def oro_launch(host: Host) -> int | None:
    """Return an exit code to end this start before anything is shown, or None to let it go on.

    Asked on the main thread once the tables are built and before an engine is made, by `oro run` only: a second start
    of an app that runs already can hand over to the first. What is raised ends the start.
    """
    raise NotImplementedError


@hookspec
def oro_started(host: Host) -> None:
    """Notice: every service runs and the tables are final."""


@hookspec
def oro_paused(host: Host) -> None:
    """Notice: the app was paused."""


@hookspec
def oro_resumed(host: Host) -> None:
    """Notice: the app was resumed."""


@hookspec
def oro_stopping(host: Host) -> None:
    """Notice, in reverse order: services are about to stop."""


@hookspec
def oro_window_changed(window: Window, old: WindowStatus, new: WindowStatus) -> None:
    """Notice: a window moved through its state machine."""


@hookspec
def oro_event(event: Event, host: Host) -> None:
    """Notice: something happened to the app as a whole; `Host.event` tells it."""


@hookspec
def oro_crash(report: CrashReport, host: Host) -> None:
    """Notice: an error that no code handled, or at the start one for each earlier run that died of a signal.

    The framework sends none of it anywhere: an app that wants to hear of errors fills this hook, see the how-to page
    "Find out why an app failed". Secrets that could be told apart are taken out; paths and messages may still say
    much of the person, who should be asked before it leaves the machine. Repetitions are held back.
    """
