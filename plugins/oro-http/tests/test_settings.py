"""What `[http.ipc]` may say."""

from __future__ import annotations

import pytest
from oro_http import settings

from oro_framework.errors import ConfigError
from oro_framework.host.configuration.config import Sources, load
from oro_framework.types import Setting


@pytest.mark.parametrize(
    ("setting", "written", "meant"),
    [
        (settings.PORT, 8080, 8080),
        (settings.PORT, "8080", 8080),
        (settings.HOST, "[::1]", "::1"),
        (settings.PATH, "/a/b/", "/a/b"),
        (settings.SHARED_KEY, "", ""),
        (settings.SHARED_KEY, "x" * 8, "x" * 8),
        (settings.TIMEOUT_MS, 0, 0),
        (settings.STALL, "0.5", 0.5),
        (settings.ROUTES, "a.* b", ("a.*", "b")),
    ],
)
def test_what_is_meant(setting: Setting[object], written: object, meant: object) -> None:
    config = load(Sources(derived={setting.key: written})).declare(settings.ALL, owner="http")
    assert config.settings[setting] == meant


@pytest.mark.parametrize(
    ("setting", "written"),
    [
        *((settings.PORT, port) for port in (0, -1, 65536, True, "http", 1.5)),
        *((settings.HOST, host) for host in ("", " ", 1)),
        *((settings.PATH, path) for path in ("", "/", "ipc", "/a?b", "/a//b", "/a b", 1)),
        *((settings.SHARED_KEY, key) for key in ("short", "with a space", "ключ-ключ", 12345678)),
        *((settings.MAX_BODY, size) for size in (0, -1, "many")),
        *((settings.STALL, time) for time in (0, -1, "long", float("inf"))),
        (settings.TIMEOUT_MS, -1),
    ],
)
def test_what_is_refused(setting: Setting[object], written: object) -> None:
    with pytest.raises(ConfigError, match=setting.key):
        load(Sources(derived={setting.key: written})).declare(settings.ALL, owner="http")
