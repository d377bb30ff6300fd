"""`socket.ini` gives the flat keys that `oro.toml` gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.errors import ConfigError
from oro_framework.host.configuration.config import Sources, load
from oro_framework.host.configuration.ini import parse

TEXT = """\
; a comment
# another
name = "plain"
[meta]
bundle_identifier = org.example.a
title = "A; b"   ; the title
version = 1.0.0
[window]
width = 50%
[.0.client]
id = 7
[webview]
headers[] = X-A: 1
headers[] = X-B: 2
[webview.navigator.mounts]
$HOME/some.folder = /music
[build]
env[] = HOME
env[] = 'LANG'
empty =
[linux.window]
height = 300
"""


def test_sections_lists_quotes_and_comments() -> None:
    values = {key: entry.value for key, entry in parse(TEXT).entries.items()}
    assert values == {
        "name": "plain",
        "meta_bundle_identifier": "org.example.a",
        "meta_title": "A; b",
        "meta_version": "1.0.0",
        "window_width": "50%",
        "window_0_client_id": "7",
        "webview_headers": "X-A: 1\nX-B: 2",
        "webview_navigator_mounts_$HOME/some.folder": "/music",
        "build_env": "HOME LANG",
        "build_empty": "",
        "linux_window_height": "300",
    }


def test_a_place_is_named() -> None:
    assert parse("[a]\nb = 1", "socket.ini").entries["a_b"].source == "socket.ini:2"
    with pytest.raises(ConfigError, match=r"socket\.ini:2: expected"):
        parse("[a]\nnonsense")


def test_it_is_weaker_than_oro_toml_and_typed_as_its_settings_are() -> None:
    files = [("socket.ini", TEXT), ("oro.toml", '[meta]\ntitle = "B"\n')]
    settings = load(Sources(files=files, platform="linux")).settings
    assert settings["meta_title"] == "B"
    assert settings["window_height"].amount == 300
    assert settings["window_width"].percent
    assert settings["build_env"] == ("HOME", "LANG")


@given(st.text())
def test_any_text_gives_entries_or_says_which_line_is_wrong(text: str) -> None:
    try:
        found = parse(text).entries
    except ConfigError:
        with pytest.raises(ConfigError, match=r"socket\.ini:"):
            parse(text)
    else:
        assert all(isinstance(entry.value, str) for entry in found.values())
