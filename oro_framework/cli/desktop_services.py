"""Services of Linux desktops on D-Bus: notifications, a keyring, tray icons, portals, positions, power."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from oro_framework.cli.finding import Finding

__all__ = ("SESSION", "SYSTEM", "Bus", "DesktopService", "ask", "examine_services")

PATIENCE = 3.0
"""Seconds to wait for the answer of a bus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bus:
    """The state of one bus."""

    running: frozenset[str] = frozenset()
    """Names owned by programs."""
    activatable: frozenset[str] = frozenset()
    """Names for which the bus starts a program."""
    error: str = ""
    """The reason why the bus cannot be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DesktopService:
    """A service of the desktop that a plugin or the host uses."""

    subject: str
    name: str
    used: str
    without: str
    mend: tuple[str, ...]


SESSION = (
    DesktopService(
        subject="notifications",
        name="org.freedesktop.Notifications",
        used="oro-notification shows them",
        without="nothing shows notifications: oro-notification answers NOT_SUPPORTED_ERR",
        mend=("desktops bring such a program; otherwise: sudo apt install dunst",),
    ),
    DesktopService(
        subject="keyring",
        name="org.freedesktop.secrets",
        used="oro-secrets keeps secrets in it",
        without="there is no Secret Service: oro-secrets answers NOT_SUPPORTED_ERR, unless KWallet runs",
        mend=("sudo apt install gnome-keyring, or have KeePassXC or KWallet offer one",),
    ),
    DesktopService(
        subject="tray",
        name="org.kde.StatusNotifierWatcher",
        used="icons beside the clock go there",
        without="nothing takes icons over D-Bus; an X11 tray of the old kind may show them all the same",
        mend=("GNOME: sudo apt install gnome-shell-extension-appindicator",),
    ),
    DesktopService(
        subject="portals",
        name="org.freedesktop.portal.Desktop",
        used="file dialogs are theirs; oro-power, oro-shortcuts and oro-desktop ask them",
        without="there are none: file dialogs are the toolkit's, oro-power asks the desktop's other services, "
        "oro-shortcuts has keys in X11 alone, oro-desktop tells no settings",
        mend=("sudo apt install xdg-desktop-portal, and the one of your desktop, such as xdg-desktop-portal-gnome",),
    ),
)
SYSTEM = (
    DesktopService(
        subject="positions",
        name="org.freedesktop.GeoClue2",
        used="oro-geolocation asks it",
        without="without GeoClue oro-geolocation answers POSITION_UNAVAILABLE, unless a plugin provides positions",
        mend=("sudo apt install geoclue-2.0",),
    ),
    DesktopService(
        subject="sleep and lock",
        name="org.freedesktop.login1",
        used="oro-power keeps the machine awake by it, and hears of sleep and lock",
        without="logind is not there: oro-power tells no page of sleep or lock",
        mend=("sudo apt install libpam-systemd, or elogind where there is no systemd",),
    ),
    DesktopService(
        subject="battery",
        name="org.freedesktop.UPower",
        used="oro-power asks it",
        without="UPower is not there: oro-power knows no battery",
        mend=("sudo apt install upower",),
    ),
)
NO_SESSION = ("log in to a desktop, or: dbus-run-session -- oro run",)


def examine_services(session: Bus, system: Bus) -> Iterator[Finding]:
    """Yield the findings about the services; an app runs without them. Sans-IO."""
    if session.error:
        detail = f"{session.error}; without it there are no notifications, no keyring and no icons over D-Bus"
        yield Finding(subject="session bus", state="warning", detail=detail, mend=NO_SESSION)
    else:
        yield Finding(subject="session bus", detail=f"{len(session.running)} names")
        for service in SESSION:
            yield _found(service, session)
    for service in SYSTEM:
        yield _found(service, system)


def _found(service: DesktopService, bus: Bus) -> Finding:
    if service.name in bus.running:
        return Finding(subject=service.subject, detail=f"{service.name} runs: {service.used}")
    if service.name in bus.activatable:
        return Finding(subject=service.subject, detail=f"{service.name} starts when it is needed: {service.used}")
    detail = f"{service.without} ({bus.error})" if bus.error else service.without
    return Finding(subject=service.subject, state="warning", detail=detail, mend=service.mend)


def ask(bus: Literal["SESSION", "SYSTEM"]) -> Bus:
    """Return the names on a bus; errors become part of the result."""
    try:
        from jeepney import new_method_call  # optional: plugins bring it
        from jeepney.bus_messages import message_bus
        from jeepney.io.blocking import open_dbus_connection
    except ImportError:
        return Bus(error="it cannot be asked: jeepney is not installed, which oro-notification brings")
    try:
        with open_dbus_connection(bus=bus) as connection:
            running, activatable = (
                frozenset(connection.send_and_get_reply(new_method_call(message_bus, name), timeout=PATIENCE).body[0])
                for name in ("ListNames", "ListActivatableNames")
            )
    except KeyError as error:
        return Bus(error=f"{error.args[0]} is not set")
    except FileNotFoundError:
        return Bus(error="there is no such bus")
    except Exception as error:
        return Bus(error=f"{type(error).__name__}: {error}")
    return Bus(running=running, activatable=activatable)
