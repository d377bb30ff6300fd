"""Stands in for GeoClue on a bus of the tests: tells two places to a client that did everything it must."""

from __future__ import annotations

import sys
from typing import Any

from jeepney import DBusAddress, MessageType, message_bus, new_error, new_method_return, new_signal
from jeepney.io.blocking import open_dbus_connection

NAME = "org.freedesktop.GeoClue2"
CLIENT = DBusAddress("/org/freedesktop/GeoClue2/Client/1", bus_name=NAME, interface=f"{NAME}.Client")
PLACES: dict[str, dict[str, tuple[str, Any]]] = {
    f"/org/freedesktop/GeoClue2/Location/{number}": {
        "Latitude": ("d", 48.0 + number),
        "Longitude": ("d", -3.5),
        "Accuracy": ("d", 10.0),
        "Altitude": ("d", -sys.float_info.max),
        "Speed": ("d", 1.5),
        "Heading": ("d", -1.0),
        "Description": ("s", ""),
        "Timestamp": ("(tt)", (1700000000, 250000)),
    }
    for number in (1, 2)
}
given: dict[str, Any] = {}


def answer(connection: Any, message: Any) -> None:
    """Answer one call."""
    member, path = message.header.fields[3], message.header.fields[1]
    if member == "GetClient":
        connection.send(new_method_return(message, "o", (CLIENT.object_path,)))
    elif member == "Set":
        given[message.body[1]] = message.body[2][1]
        connection.send(new_method_return(message))
    elif member == "GetAll" and path in PLACES:
        connection.send(new_method_return(message, "a{sv}", (PLACES[path],)))
    elif member == "Start" and given == {"DesktopId": "org.example.test", "RequestedAccuracyLevel": 8}:
        connection.send(new_method_return(message))
        old = "/"
        for new in PLACES:
            connection.send(new_signal(CLIENT, "LocationUpdated", "oo", (old, new)))
            old = new
    else:
        connection.send(new_error(message, f"{NAME}.Error.AccessDenied", "s", (f"{member} with {given}",)))


with open_dbus_connection("SESSION") as bus:
    bus.send_and_get_reply(message_bus.RequestName(NAME))
    while True:
        if (call := bus.receive()).header.message_type is MessageType.method_call:
            answer(bus, call)
