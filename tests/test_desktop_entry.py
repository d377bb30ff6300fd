"""Desktop entries, read by GLib: what it would run is what was meant."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.desktop_entry import desktop_entry, entry_value

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@pytest.fixture(scope="module")
def glib() -> Any:
    pytest.importorskip("gi", reason="needs PyGObject, which reads entries as desktops do")
    from gi.repository import GLib

    return GLib


def read(glib: Any, text: str, key: str) -> str:
    file = glib.KeyFile.new()
    data = glib.Bytes.new(text.encode())
    assert file.load_from_bytes(data, glib.KeyFileFlags.NONE)
    value: str = file.get_string("Desktop Entry", key)
    return value


@given(st.lists(TEXT, max_size=5))
def test_a_command_arrives_as_it_was(glib: Any, arguments: list[str]) -> None:
    command = [sys.executable, *arguments]
    line = read(glib, desktop_entry("App", command), "Exec")
    _, parsed = glib.shell_parse_argv(line)
    assert [argument.replace("%%", "%") for argument in parsed] == command


@given(TEXT.filter(lambda value: not value.startswith(("\f", "\v"))))
def test_a_value_arrives_as_it_was(glib: Any, value: str) -> None:
    text = desktop_entry("App", ["app"], {"Comment": value})
    assert read(glib, text, "Comment") == value
    assert read(glib, text, "Name") == "App"


def test_an_entry_is_read() -> None:
    text = desktop_entry("App", ["app", "a b"], {"Hidden": "true"}, "%u") + "[Other]\nName=x\nLast=y\n"
    assert entry_value(text, "Exec") == 'app "a b" %u'
    assert entry_value(text, "Hidden") == "true"
    assert entry_value(text, "Name") == "App"
    assert entry_value(text, "Last") is None


@given(TEXT)
def test_any_value_is_read_back(value: str) -> None:
    assert entry_value(desktop_entry("App", ["app"], {"Comment": value}), "Comment") == value
