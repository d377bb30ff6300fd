"""Triggers, commands that are bound by hand, and what is refused."""

from __future__ import annotations

import json
import shlex
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_shortcuts import plugin
from oro_shortcuts.by_hand import command_of, ids_of
from oro_shortcuts.trigger import MEDIA, Trigger

from oro_framework import hookimpl
from oro_framework.testing import open_host
from oro_framework.types import Event, Host

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("text", "portal", "said"),
    [
        ("Ctrl+Shift+K", "CTRL+SHIFT+k", "Ctrl+Shift+K"),
        ("shift + CommandOrControl + k", "CTRL+SHIFT+k", "Ctrl+Shift+K"),
        ("Super+Enter", "LOGO+Return", "Super+Enter"),
        ("Alt+,", "ALT+comma", "Alt+,"),
        ("F11", "F11", "F11"),
        ("MediaPlayPause", "XF86AudioPlay", "Mediaplaypause"),
        ("Ctrl+PageUp", "CTRL+Page_Up", "Ctrl+Pageup"),
    ],
)
def test_triggers_have_the_names_of_portals(text: str, portal: str, said: str) -> None:
    trigger = Trigger.parse(text)
    assert (trigger.portal, trigger.text) == (portal, said)
    assert Trigger.parse(trigger.text) == trigger


@pytest.mark.parametrize(
    "text", ["K", "Shift+K", "Ctrl", "Ctrl+K+L", "Ctrl+Nothing", "", "MediaStop+VolumeUp", "Space"]
)
def test_what_is_no_trigger_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(modifiers and one key|a key with Ctrl)"):
        Trigger.parse(text)


@given(st.text() | st.lists(st.sampled_from(["Ctrl", "Alt", "k", "F1", *MEDIA])).map("+".join))
def test_any_text_is_a_trigger_or_refused(text: str) -> None:
    try:
        trigger = Trigger.parse(text)
    except ValueError:
        return
    assert trigger.portal
    assert trigger.keysym


@given(st.text().filter(lambda id: "\0" not in id))
def test_a_command_that_is_bound_by_hand_names_its_shortcut(id: str) -> None:
    line = command_of(["/usr/bin/tea", "run"], id)
    assert ids_of(shlex.split(line)) == [id]


class Listener:
    """A plugin that keeps the events of the app."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Any]] = []

    @hookimpl
    def oro_event(self, event: Event, host: Host) -> None:
        self.heard.append((event.name, event.detail))


async def test_a_second_start_stands_for_its_shortcut() -> None:
    listener = Listener()
    async with open_host(plugin, listener) as opened:
        start = {"argv": ["--verbose", "--shortcut", "bar"], "cwd": "/"}
        opened.host.event(Event(name="applicationinstance", detail=start))
        used = {"id": "bar", "time": 0, "token": ""}
        told = [each for each in listener.heard if each[0] != "applicationinstance"]
        assert told == [("shortcutpress", used), ("shortcutrelease", used)]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ([], "Cannot bind shortcuts: each needs an id"),
        ([{"id": "", "description": "x"}], "Cannot bind shortcuts: each needs an id"),
        (
            [{"id": "bar", "description": "x", "trigger": "K"}],
            'Cannot bind "K" for "bar": it must be a key with Ctrl, Alt or Super: "k" alone is typed',
        ),
    ],
)
async def test_what_makes_no_shortcut_is_refused(wanted: list[dict[str, str]], said: str) -> None:
    async with open_host(plugin) as opened:
        err = (await opened.call("shortcuts.bind", shortcuts=json.dumps(wanted))).err
        assert (err["code"], err["message"]) == ("ERR_INVALID_ARG", said)


async def test_the_permission_is_needed() -> None:
    async with open_host(plugin, settings={"permissions_allow_shortcuts": False}) as opened:
        assert (await opened.call("shortcuts.bind", shortcuts="[]")).status == 403
        assert (await opened.call("shortcuts.list")).status == 403


async def test_a_shortcut_that_is_not_there_cannot_be_unbound() -> None:
    async with open_host(plugin) as opened:
        assert (await opened.call("shortcuts.unbind", id="bar")).status == 404
        assert (await opened.call("shortcuts.list")).data == {"shortcuts": []}
