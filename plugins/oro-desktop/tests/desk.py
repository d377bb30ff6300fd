"""Stands in for a desktop on a bus of the tests: the portal `Settings`, and a dock that reads what is on icons.

Run with the names of the parts there are. `org.example.Desk` has the person change a setting, and tells what the dock
shows.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import open_dbus_connection

NAMES = {"portal": "org.freedesktop.portal.Desktop", "dock": "com.canonical.Unity"}
PORTAL = DBusAddress("/org/freedesktop/portal/desktop", interface="org.freedesktop.portal.Settings")
LAUNCHER = "com.canonical.Unity.LauncherEntry"
SETTINGS: dict[str, dict[str, tuple[str, Any]]] = {
    "org.freedesktop.appearance": {
        "color-scheme": ("u", 1),
        "accent-color": ("(ddd)", (0.2, 0.4, 1.0)),
        "contrast": ("u", 0),
    },
    "org.gnome.desktop.interface": {
        "text-scaling-factor": ("d", 1.25),
        "enable-animations": ("b", True),
        "font-name": ("s", "Cantarell 11"),
    },
    "org.example.other": {"secret": ("s", "none of ours")},
}


class Desk:
    """What the person set, and what the dock shows by the sender of its signals."""

    def __init__(self, bus: Any) -> None:
        self.bus = bus
        self.shown: dict[str, Any] = {}
        self.told: list[Any] = []

    def run(self) -> None:
        """Answer calls, and hear signals."""
        while True:
            message = self.bus.receive()
            if message.header.message_type is MessageType.method_call:
                self.answer(message)
            elif message.header.message_type is MessageType.signal:
                self.hear(message)

    def answer(self, message: Any) -> None:
        """Answer one call."""
        method = getattr(self, f"on_{message.header.fields[HeaderFields.member]}", None)
        if method is None:
            self.bus.send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod", "s", ("no",)))
        else:
            answer = method(*message.body)
            self.bus.send(new_method_return(message, *answer) if answer else new_method_return(message))

    def hear(self, message: Any) -> None:
        """Show what a program says of its icon, until it leaves the bus."""
        fields = message.header.fields
        if fields[HeaderFields.member] == "Update":
            uri, properties = message.body
            self.shown[fields[HeaderFields.sender]] = [uri, {name: value for name, (_, value) in properties.items()}]
            self.told.append(self.shown[fields[HeaderFields.sender]])
        elif fields[HeaderFields.member] == "NameOwnerChanged" and not message.body[2]:
            self.shown.pop(message.body[0], None)

    def on_GetAll(self, interface: str) -> Any:
        """Tell the version of the portal."""
        return "a{sv}", ({"version": ("u", 2)} if interface == PORTAL.interface else {},)

    def on_Register(self, app: str, options: Any) -> None:
        """Know an app by its name."""

    def on_ReadAll(self, namespaces: list[str]) -> Any:
        """Tell settings."""
        return "a{sa{sv}}", ({name: values for name, values in SETTINGS.items() if name in namespaces},)

    def on_Change(self, space: str, key: str, value: Any) -> None:
        """Have the person change a setting."""
        SETTINGS.setdefault(space, {})[key] = value
        self.bus.send(new_signal(PORTAL, "SettingChanged", "ssv", (space, key, value)))

    def on_Dock(self) -> None:
        """Start the dock."""
        self.bus.send_and_get_reply(message_bus.RequestName(NAMES["dock"]))

    def on_Known(self) -> Any:
        """Tell the test what the dock shows, and everything it was told."""
        return "s", (json.dumps({"shown": list(self.shown.values()), "told": self.told}),)


with open_dbus_connection("SESSION") as bus:
    for rule in (
        MatchRule(type="signal", interface=LAUNCHER),
        MatchRule(type="signal", sender="org.freedesktop.DBus", member="NameOwnerChanged"),
    ):
        bus.send_and_get_reply(message_bus.AddMatch(rule))
    for part in sys.argv[1:]:
        bus.send_and_get_reply(message_bus.RequestName(NAMES[part]))
    bus.send_and_get_reply(message_bus.RequestName("org.example.Desk"))
    Desk(bus).run()
