"""Stands in for the portal GlobalShortcuts on a bus of the tests, as its documentation says, and for a person.

The person moves every shortcut that asks for `CTRL+SHIFT+k` to another key, keeps that over restarts, and declines
shortcuts whose description is `Refuse me`. `org.example.Desk` has them press keys.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from jeepney import DBusAddress, HeaderFields, MessageType, message_bus, new_error, new_method_return, new_signal
from jeepney.io.blocking import open_dbus_connection

NAME, ROOT = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
PORTAL = DBusAddress(ROOT, interface="org.freedesktop.portal.GlobalShortcuts")
MOVED = {"CTRL+SHIFT+k": "Press Control+Shift+L"}


class Portal:
    """The sessions, what is bound in them, and the keys a person chose."""

    def __init__(self, bus: Any, version: int) -> None:
        self.bus = bus
        self.version = version
        self.apps: dict[str, str] = {}
        self.sessions: dict[str, dict[str, Any]] = {}
        self.chosen: dict[tuple[str, str], str] = {}
        self.asked = 0
        self.configured = 0

    def run(self) -> None:
        """Answer calls."""
        while True:
            message = self.bus.receive()
            if message.header.message_type is MessageType.method_call:
                self.answer(message)

    def answer(self, message: Any) -> None:
        """Answer one call."""
        fields = message.header.fields
        method = getattr(self, f"on_{fields[HeaderFields.member]}", None)
        if method is None:
            self.bus.send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod", "s", ("no",)))
        else:
            method(message, fields[HeaderFields.sender], *message.body)

    def on_GetAll(self, message: Any, sender: str, interface: str) -> None:
        """Answer with the version, to an app that has said its name; engines ask for other portals."""
        if interface != PORTAL.interface:
            self.bus.send(new_error(message, "org.freedesktop.DBus.Error.UnknownInterface", "s", (interface,)))
            return
        assert sender in self.apps, "the app has to register first"
        self.bus.send(new_method_return(message, "a{sv}", ({"version": ("u", self.version)},)))

    def on_Register(self, message: Any, sender: str, app: str, options: Any) -> None:
        """Know an app by its name."""
        self.apps[sender] = app
        self.bus.send(new_method_return(message))

    def respond(self, message: Any, sender: str, options: Any, code: int, results: Any) -> None:
        """Answer with a request, and the request with its signal."""
        path = f"{ROOT}/request/{sender[1:].replace('.', '_')}/{options['handle_token'][1]}"
        self.bus.send(new_method_return(message, "o", (path,)))
        request = DBusAddress(path, interface="org.freedesktop.portal.Request")
        self.bus.send(new_signal(request, "Response", "ua{sv}", (code, results)))

    def on_CreateSession(self, message: Any, sender: str, options: Any) -> None:
        """Make a session."""
        path = f"{ROOT}/session/{sender[1:].replace('.', '_')}/{options['session_handle_token'][1]}"
        self.sessions[path] = {"app": self.apps[sender], "bound": None}
        self.respond(message, sender, options, 0, {"session_handle": ("s", path)})

    def on_BindShortcuts(self, message: Any, sender: str, path: str, shortcuts: Any, window: str, options: Any) -> None:
        """Bind the shortcuts of a session once, asking the person about those that are new."""
        session = self.sessions[path]
        assert session["bound"] is None, "a session is bound once"
        if any(described["description"][1] == "Refuse me" for _, described in shortcuts):
            self.respond(message, sender, options, 1, {})
            return
        new = [id for id, _ in shortcuts if (session["app"], id) not in self.chosen]
        self.asked += bool(new)
        for id, described in shortcuts:
            wanted = described.get("preferred_trigger", ("s", ""))[1]
            self.chosen.setdefault((session["app"], id), MOVED.get(wanted, f"Press {wanted}" if wanted else ""))
        session["bound"] = dict(shortcuts)
        self.respond(message, sender, options, 0, {"shortcuts": ("a(sa{sv})", self.told(path))})

    def told(self, path: str) -> Any:
        """Return the shortcuts of a session as the portal tells them."""
        session = self.sessions[path]
        return [
            (
                id,
                {
                    "description": described["description"],
                    "trigger_description": ("s", self.chosen[session["app"], id]),
                },
            )
            for id, described in session["bound"].items()
        ]

    def on_Close(self, message: Any, sender: str) -> None:
        """Close a session."""
        del self.sessions[message.header.fields[HeaderFields.path]]
        self.bus.send(new_method_return(message))

    def on_ConfigureShortcuts(self, message: Any, sender: str, path: str, window: str, options: Any) -> None:
        """Have the person give every shortcut of the session the key Pause."""
        assert path in self.sessions
        self.configured += 1
        for id in self.sessions[path]["bound"]:
            self.chosen[self.sessions[path]["app"], id] = "Press Pause"
        self.bus.send(new_method_return(message))
        self.bus.send(new_signal(PORTAL, "ShortcutsChanged", "oa(sa{sv})", (path, self.told(path))))

    def on_Use(self, message: Any, sender: str, id: str, time: int, token: str) -> None:
        """Press the keys of a shortcut and release them, in every session there is, and in one that is not."""
        for path in ("/org/freedesktop/portal/desktop/session/other", *self.sessions):
            for member in ("Activated", "Deactivated"):
                body = (path, id, time, {"activation_token": ("s", token)})
                self.bus.send(new_signal(PORTAL, member, "osta{sv}", body))
        self.bus.send(new_method_return(message))

    def on_Drop(self, message: Any, sender: str) -> None:
        """Close every session, as a portal does whose backend went."""
        for path in list(self.sessions):
            del self.sessions[path]
            self.bus.send(new_signal(DBusAddress(path, interface="org.freedesktop.portal.Session"), "Closed"))
        self.bus.send(new_method_return(message))

    def on_Known(self, message: Any, sender: str) -> None:
        """Tell the test everything."""
        bound = [sorted(session["bound"] or {}) for session in self.sessions.values()]
        known = {"bound": bound, "asked": self.asked, "configured": self.configured, "apps": list(self.apps.values())}
        self.bus.send(new_method_return(message, "s", (json.dumps(known),)))


with open_dbus_connection("SESSION") as bus:
    bus.send_and_get_reply(message_bus.RequestName(NAME))
    bus.send_and_get_reply(message_bus.RequestName("org.example.Desk"))
    Portal(bus, int(sys.argv[1])).run()
