"""Messages of pages to the console, as the script of the engines writes them."""

from __future__ import annotations

import json

import pytest

from oro_framework.host.backends.interface.console import ConsoleMessage, Part


def written(at: str = "", **others: object) -> str:
    return json.dumps(
        {"level": "warn", "parts": [[0, "a text"], [1, "{ a: 1 }"]], "at": at, "uncaught": False} | others
    )


@pytest.mark.parametrize(
    ("at", "place"),
    [
        ("at f (oro://app/a.js:3:14)", ("oro://app/a.js", 3, 14)),
        ("at oro://app/index.html:12:5", ("oro://app/index.html", 12, 5)),
        ("at native code", ("", 0, 0)),
        ("", ("", 0, 0)),
    ],
)
def test_a_message_has_parts_and_a_place(at: str, place: tuple[str, int, int]) -> None:
    message = ConsoleMessage.read(written(at))
    assert (message.level, message.text) == ("warn", "a text { a: 1 }")
    assert message.parts == (Part("a text"), Part("{ a: 1 }", is_value=True))
    assert (message.url, message.line, message.column) == place


@pytest.mark.parametrize("text", ["hello", "[]", "{}", '{"parts": 3}', '{"parts": [1], "at": ""}', "[" * 100_000])
def test_what_is_no_message_is_a_text(text: str) -> None:
    assert ConsoleMessage.read(text).text == text


def test_an_unknown_level_is_a_log() -> None:
    assert ConsoleMessage.read(written(level="shout")).level == "log"
    assert ConsoleMessage.plain("shout", "text").level == "log"
