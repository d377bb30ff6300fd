"""Stands in for a desktop on a bus of the tests: logind, UPower, a session manager, a screen saver, a portal.

Run with the names of the parts there are. It does what their documented interfaces say, and `org.example.Desk` has it
do what a person or a machine would.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import sys
from typing import Any

from jeepney import DBusAddress, HeaderFields, MessageType, message_bus, new_error, new_method_return, new_signal
from jeepney.io.blocking import open_dbus_connection

LOGIND, SESSION = "/org/freedesktop/login1", "/org/freedesktop/login1/session/_31"
UPOWER, BATTERY = "/org/freedesktop/UPower", "/org/freedesktop/UPower/devices/DisplayDevice"
PORTAL = "/org/freedesktop/portal/desktop"
NAMES = {
    "logind": "org.freedesktop.login1",
    "upower": "org.freedesktop.UPower",
    "session-manager": "org.gnome.SessionManager",
    "screen-saver": "org.freedesktop.ScreenSaver",
    "portal": "org.freedesktop.portal.Desktop",
}
PROPERTIES: dict[tuple[str, str], dict[str, tuple[str, Any]]] = {
    (LOGIND, "org.freedesktop.login1.Manager"): {"InhibitDelayMaxUSec": ("t", 5_000_000)},
    (LOGIND + "/user/_0", "org.freedesktop.login1.User"): {"Display": ("(so)", ("1", SESSION))},
    (SESSION, "org.freedesktop.login1.Session"): {"LockedHint": ("b", False), "IdleHint": ("b", False)},
    (UPOWER, "org.freedesktop.UPower"): {
        "OnBattery": ("b", False),
        "LidIsClosed": ("b", False),
        "LidIsPresent": ("b", True),
    },
    (BATTERY, "org.freedesktop.UPower.Device"): {
        "IsPresent": ("b", True),
        "Percentage": ("d", 80.0),
        "State": ("u", 1),
        "TimeToEmpty": ("x", 0),
        "TimeToFull": ("x", 1800),
    },
    (PORTAL, "org.freedesktop.portal.Inhibit"): {"version": ("u", 3)},
}


class Desk:
    """The parts that were asked for, and who holds what."""

    def __init__(self, connection: Any, parts: list[str]) -> None:
        self._bus = connection
        self._parts = parts
        self._held: dict[object, str] = {}
        self._last = 0
        self._chooser = selectors.DefaultSelector()
        self._chooser.register(connection.sock, selectors.EVENT_READ)
        self._registered: list[str] = []
        self._answered: list[str] = []

    def run(self) -> None:
        """Answer calls, and notice descriptors that are closed."""
        while True:
            for key, _ in self._chooser.select():
                if key.fileobj is self._bus.sock:
                    self._receive()
                else:
                    self._chooser.unregister(key.fileobj)
                    os.close(int(key.fd))
                    del self._held[key.fd]

    def _receive(self) -> None:
        while True:
            try:
                message = self._bus.receive(timeout=0)
            except TimeoutError:
                return
            if message.header.message_type is MessageType.method_call:
                self._answer(message)

    def _answer(self, message: Any) -> None:
        fields = message.header.fields
        member, interface = fields[HeaderFields.member], fields.get(HeaderFields.interface, "")
        path = fields[HeaderFields.path]
        if member == "GetAll":
            known = PROPERTIES.get((path, message.body[0]), {})
            self._bus.send(new_method_return(message, "a{sv}", (known,)))
            return
        method = getattr(self, f"{interface.replace('.', '_')}_{member}", None)
        if method is None:
            self._bus.send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod", "s", (member,)))
            return
        answer = method(message, *message.body)
        self._bus.send(new_method_return(message, *answer) if answer else new_method_return(message))

    def _hold(self, text: str) -> int:
        self._last += 1
        self._held[f"cookie {self._last}"] = text
        return self._last

    # -- logind ----------------------------------------------------------------------------------------------

    def org_freedesktop_login1_Manager_Inhibit(self, message: Any, what: str, who: str, why: str, mode: str) -> Any:
        ours, theirs = os.pipe()
        self._held[ours] = f"logind {what} {mode}: {who}, {why}"
        self._chooser.register(ours, selectors.EVENT_READ)
        self._bus.send(new_method_return(message, "h", (theirs,)))
        os.close(theirs)
        raise Answered

    def org_freedesktop_login1_Manager_GetSessionByPID(self, message: Any, number: int) -> Any:
        return self._none(message, "org.freedesktop.login1.NoSessionForPID")

    def org_freedesktop_login1_Manager_GetUser(self, message: Any, number: int) -> Any:
        return "o", (LOGIND + "/user/_0",)

    def _none(self, message: Any, name: str) -> Any:
        self._bus.send(new_error(message, name, "s", ("there is none",)))
        raise Answered

    # -- the session -----------------------------------------------------------------------------------------

    def org_gnome_SessionManager_Inhibit(self, message: Any, who: str, window: int, why: str, flags: int) -> Any:
        return "u", (self._hold(f"session manager {flags}: {who}, {why}"),)

    def org_gnome_SessionManager_Uninhibit(self, message: Any, cookie: int) -> None:
        del self._held[f"cookie {cookie}"]

    def org_freedesktop_ScreenSaver_Inhibit(self, message: Any, who: str, why: str) -> Any:
        return "u", (self._hold(f"screen saver: {who}, {why}"),)

    def org_freedesktop_ScreenSaver_UnInhibit(self, message: Any, cookie: int) -> None:
        del self._held[f"cookie {cookie}"]

    def org_freedesktop_ScreenSaver_GetActive(self, message: Any) -> Any:
        return "b", (False,)

    # -- the portal ------------------------------------------------------------------------------------------

    def org_freedesktop_host_portal_Registry_Register(self, message: Any, app: str, options: Any) -> None:
        self._registered.append(app)

    def _request(self, message: Any, options: Any, results: Any) -> str:
        """Answer a request as portals do: its path first, then the signal."""
        sender = message.header.fields[HeaderFields.sender][1:].replace(".", "_")
        path = f"{PORTAL}/request/{sender}/{options['handle_token'][1]}"
        self._bus.send(new_method_return(message, "o", (path,)))
        address = DBusAddress(path, interface="org.freedesktop.portal.Request")
        self._bus.send(new_signal(address, "Response", "ua{sv}", (0, results)))
        return path

    def org_freedesktop_portal_Inhibit_Inhibit(self, message: Any, window: str, flags: int, options: Any) -> Any:
        path = self._request(message, options, {})
        self._held[path] = f"portal {flags}: {options['reason'][1]}"
        raise Answered

    def org_freedesktop_portal_Request_Close(self, message: Any) -> None:
        del self._held[message.header.fields[HeaderFields.path]]

    def org_freedesktop_portal_Inhibit_CreateMonitor(self, message: Any, window: str, options: Any) -> Any:
        self._session = f"{PORTAL}/session/1/{options['session_handle_token'][1]}"
        self._request(message, options, {"session_handle": ("s", self._session)})
        raise Answered

    def org_freedesktop_portal_Inhibit_QueryEndResponse(self, message: Any, session: str) -> None:
        self._answered.append(session)

    # -- what tests have it do -------------------------------------------------------------------------------

    def org_example_Desk_Known(self, message: Any) -> Any:
        known = {"held": sorted(self._held.values()), "registered": self._registered, "answered": self._answered}
        return "s", (json.dumps(known),)

    def org_example_Desk_Prepare(self, message: Any, what: str, before: bool) -> None:
        manager = DBusAddress(LOGIND, interface="org.freedesktop.login1.Manager")
        self._bus.send(new_signal(manager, f"PrepareFor{what}", "b", (before,)))

    def org_example_Desk_Set(self, message: Any, path: str, interface: str, values: Any) -> None:
        PROPERTIES[path, interface].update(values)
        changed = DBusAddress(path, interface="org.freedesktop.DBus.Properties")
        self._bus.send(new_signal(changed, "PropertiesChanged", "sa{sv}as", (interface, values, [])))

    def org_example_Desk_Lock(self, message: Any, member: str) -> None:
        session = DBusAddress(SESSION, interface="org.freedesktop.login1.Session")
        self._bus.send(new_signal(session, member))

    def org_example_Desk_Save(self, message: Any, active: bool) -> None:
        saver = DBusAddress("/org/freedesktop/ScreenSaver", interface="org.freedesktop.ScreenSaver")
        self._bus.send(new_signal(saver, "ActiveChanged", "b", (active,)))

    def org_example_Desk_State(self, message: Any, state: Any) -> None:
        portal = DBusAddress(PORTAL, interface="org.freedesktop.portal.Inhibit")
        self._bus.send(new_signal(portal, "StateChanged", "oa{sv}", (self._session, state)))


class Answered(Exception):
    """The call was answered already."""


class Careful(Desk):
    """A desk whose methods may answer by themselves."""

    def _answer(self, message: Any) -> None:
        with contextlib.suppress(Answered):
            super()._answer(message)


with open_dbus_connection("SESSION", enable_fds=True) as bus:
    for part in sys.argv[1:]:
        bus.send_and_get_reply(message_bus.RequestName(NAMES[part]))
    bus.send_and_get_reply(message_bus.RequestName("org.example.Desk"))
    Careful(bus, sys.argv[1:]).run()
