"""Stands in for the portal `FileChooser` on a bus of the tests, and for a person.

`org.example.Desk.Answer` says what the person chooses next: 0 and addresses, 1 for nothing, 2 where the portal fails.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from jeepney import DBusAddress, HeaderFields, MessageType, message_bus, new_error, new_method_return, new_signal
from jeepney.io.blocking import open_dbus_connection

ROOT = "/org/freedesktop/portal/desktop"
CHOOSER = "org.freedesktop.portal.FileChooser"


class Portal:
    """What was asked, and what the person answers."""

    def __init__(self, bus: Any) -> None:
        self.bus = bus
        self.apps: list[str] = []
        self.asked: list[Any] = []
        self.answer: tuple[int, list[str]] = (1, [])

    def run(self) -> None:
        """Answer calls."""
        while True:
            message = self.bus.receive()
            if message.header.message_type is MessageType.method_call:
                method = getattr(self, f"on_{message.header.fields[HeaderFields.member]}", self.on_other)
                method(message, *message.body)

    def on_other(self, message: Any, *_: Any) -> None:
        """Refuse what it does not know."""
        self.bus.send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod", "s", ("no",)))

    def on_GetAll(self, message: Any, interface: str) -> None:
        """Tell the version; engines ask for other portals."""
        if interface == CHOOSER:
            self.bus.send(new_method_return(message, "a{sv}", ({"version": ("u", 4)},)))
        else:
            self.on_other(message)

    def on_Register(self, message: Any, app: str, options: Any) -> None:
        """Know an app by its name."""
        self.apps.append(app)
        self.bus.send(new_method_return(message))

    def on_OpenFile(self, message: Any, window: str, title: str, options: Any) -> None:
        """Show a dialog, in which the person answers at once."""
        fields = message.header.fields
        plain = {
            name: value if isinstance(value, (str, bool, list)) else list(value) for name, (_, value) in options.items()
        }
        token = plain.pop("handle_token")
        self.asked.append([fields[HeaderFields.member], window, title, plain])
        path = f"{ROOT}/request/{fields[HeaderFields.sender][1:].replace('.', '_')}/{token}"
        self.bus.send(new_method_return(message, "o", (path,)))
        code, uris = self.answer
        request = DBusAddress(path, interface="org.freedesktop.portal.Request")
        self.bus.send(new_signal(request, "Response", "ua{sv}", (code, {"uris": ("as", uris)})))

    on_SaveFile = on_OpenFile

    def on_Answer(self, message: Any, code: int, uris: list[str]) -> None:
        """Note what the person answers next."""
        self.answer = (code, uris)
        self.bus.send(new_method_return(message))

    def on_Known(self, message: Any) -> None:
        """Tell the test what was asked since it last wanted to know."""
        self.bus.send(new_method_return(message, "s", (json.dumps({"apps": self.apps, "asked": self.asked}),)))
        self.asked = []


with open_dbus_connection("SESSION") as bus:
    if sys.argv[1:] != ["absent"]:
        bus.send_and_get_reply(message_bus.RequestName("org.freedesktop.portal.Desktop"))
    bus.send_and_get_reply(message_bus.RequestName("org.example.Desk"))
    Portal(bus).run()
