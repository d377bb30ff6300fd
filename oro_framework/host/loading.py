"""Loading a host: plugins are found and asked, and the tables are built from what they declare. No loop, no thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from oro_framework.builtin import BUILTIN
from oro_framework.consent import Prompt
from oro_framework.errors import ConfigError
from oro_framework.host import assets, protected_paths
from oro_framework.host.configuration import settings as names
from oro_framework.host.inner import RunningHost
from oro_framework.host.permissions.answers import Answers, answers_path
from oro_framework.host.permissions.consent import Consent
from oro_framework.host.permissions.grants import Permissions, State, Verdicts, grants_of
from oro_framework.host.plugins.discovery import Found, discover
from oro_framework.host.plugins.loaded import Selection
from oro_framework.host.plugins.safe_mode import safe
from oro_framework.host.plugins.tables import Tables, by_name, checked, collect
from oro_framework.host.requests.router import Router
from oro_framework.host.window_callbacks import WindowCallbacks
from oro_framework.host.windows.navigation import NavigationPolicy
from oro_framework.host.windows.window_table import Windows
from oro_framework.types import Call, Setting, Settings, StartCondition, Verdict

__all__ = ("declare", "find_plugins", "service_enabled")


def find_plugins(
    host: RunningHost,
    plugins: Sequence[tuple[str, object]],
    found: Sequence[Found] | None,
    *,
    thorough: bool = True,
) -> None:
    """Register the host's own plugins, those that are given, and those of the installed ones that the app uses.

    Args:
        host: whose plugins they are to be.
        plugins: further plugins by name; they are required.
        found: installed plugins; discovered by entry point when None.
        thorough: import every one; else those that have a record with the first call to one of their routes.

    Raises:
        PluginUnavailable: a required plugin, or one that guards the app, is missing or broken.
    """
    settings = host.settings
    for name, builtin in BUILTIN:
        host.plugins.add_builtin(name, builtin)
    if settings[names.WEBVIEW_ISOLATED]:
        from oro_framework.builtin import private_files  # few apps are isolated

        host.plugins.add_builtin("private_files", private_files)
    for name, plugin in plugins:
        host.plugins.add(name, plugin, last=False)
    selection = Selection(
        enabled=settings[names.PLUGINS_ENABLED],
        disabled=settings[names.PLUGINS_DISABLED],
        required=settings[names.PLUGINS_REQUIRED],
    )
    found = discover() if found is None else found
    if settings[names.PLUGINS_SAFE_MODE]:
        selection = safe(selection, found, host.log)
    host.plugins.add_found(found, selection, by_record=not thorough, holds=partial(_holds, host))


def _holds(host: RunningHost, condition: StartCondition) -> bool:
    """Return whether a condition about the app's configuration or files holds."""
    setting, files = condition.setting, condition.files
    keys = host.config.keys() if setting else set()
    if any(key.startswith(setting) if setting.endswith("_") else key == setting for key in keys):
        return True
    return bool(files) and next(host.root.glob(files), None) is not None


def declare(host: RunningHost, focus_moved: Callable[[], None], *, thorough: bool = True) -> None:
    """Ask the plugins what they declare, and build everything of a host that rests on it.

    Args:
        host: the host.
        focus_moved: called when the keyboard focus has moved to a window of the app, or away from one.
        thorough: read the hints of all routes now, those of installed plugins too.

    Raises:
        PluginUnavailable: a required plugin, or one that guards the app, is broken.
        ConfigError: a plugin's setting has a value of the wrong type.
    """
    _declare_settings(host)
    host.answers = Answers(answers_path(host.bundle), host.log)
    host.path_guard = protected_paths.build(host)
    host.tables = _tables(host, thorough)
    host.permissions = Permissions(
        host.origin,
        by_name(host.tables.permissions),
        grants_of(host.settings),
        _verdicts(host),
        host.answers.get,
    )
    host.consent = Consent(
        host.permissions, host.answers, partial(_prompt, host), partial(_permission_changed, host), host.log
    )
    host.assets = assets.build(host)
    if (cookies := host.assets.mounted.cookies) is not None:
        # Few apps mount any.
        from oro_framework.builtin.mounted_sockets import socket_routes
        from oro_framework.builtin.page_cookies import cookie_routes

        host.add_routes("core", [*socket_routes(), *cookie_routes(cookies)])
    schemes = {"oro", "node", "ipc", "npm", "socket", *host.tables.schemes}
    policy = host.navigation = NavigationPolicy(schemes, host.settings[names.WEBVIEW_NAVIGATOR_POLICIES_ALLOWED])
    host.windows_manager = Windows(host, host.threads, WindowCallbacks(host, policy, focus_moved), host.queued)
    host.permissions.profile_of = host.windows_manager.profile_of
    host.permissions.guest_of = host.windows_manager.guest_of


def _declare_settings(host: RunningHost) -> None:
    for info, answer in host.plugins.ask("oro_settings"):
        declared = host.plugins.charge(info, "oro_settings", partial(checked, answer, Setting, "oro_settings")) or []
        try:
            host.config = host.config.declare(declared, owner=info.name)
        except ConfigError:
            raise
        except Exception as error:
            host.plugins.fail(info, "oro_settings", error)
        info.settings = [setting.key for setting in declared]


def _tables(host: RunningHost, thorough: bool) -> Tables:
    def guard(call: Call, permission: str) -> None:
        host.permissions.guard(call, permission)

    tables = host.tables = Tables(Router(guard, host.settings[names.IPC_MAX_BODY]))
    enabled = partial(service_enabled, host.settings)
    for declared in collect(host.plugins, host, enabled, host.log, thorough=thorough):
        try:
            tables.merge(declared)
        except Exception as error:
            host.plugins.fail(declared.info, "conflict", error)
    return tables


def service_enabled(settings: Settings, service: str) -> bool:
    """Return whether the service of a name is switched on."""
    return bool(settings.family(names.FEATURES.key).get(service, True))


def _verdicts(host: RunningHost) -> Verdicts | None:
    """Return what asks plugins for their verdicts about a call; None where no plugin gives any."""
    if not host.plugins.implements("oro_check"):
        return None

    def verdicts(call: Call, permission: str) -> list[tuple[str, tuple[Verdict, str]]]:
        answers = host.plugins.ask("oro_check", call=call, permission=permission)
        return [(info.name, verdict) for info, verdict in answers]

    return verdicts


def _prompt(host: RunningHost) -> Prompt | None:
    """Return the prompt for the person: that of the first plugin, else the desktop's dialog where windows are shown."""
    for _, prompt in host.plugins.ask("oro_prompt", host=host):
        return prompt  # type: ignore[no-any-return]
    from oro_framework.host.windows.dialog_prompt import dialog_prompt  # most starts ask nothing

    return dialog_prompt(host.backend, host.windows_manager)


def _permission_changed(host: RunningHost, origin: str, permission: str, state: State) -> None:
    if origin == host.origin:
        host.emit("permissionchange", {"name": permission, "state": state})
        for window in host.windows if state != "granted" else ():
            window.act("forget_grants", permission)
