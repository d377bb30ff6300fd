"""Views where there is no engine, and what routes refuse before there is one."""

from __future__ import annotations

import json

import pytest

from oro_framework.testing import open_host

pytestmark = pytest.mark.anyio

SITE = "https://site.example/"
SETTINGS = {"permissions_allow_views": True}


async def test_a_backend_without_views_says_so() -> None:
    async with open_host(settings=SETTINGS) as app:
        reply = await app.call("window.views.add", url=SITE)
        assert reply.err["code"] == "NOT_SUPPORTED_ERR"
        assert (await app.call("window.views.list")).data == []
        assert not app.host.windows_manager.claims.views


async def test_views_need_a_permission_that_apps_grant() -> None:
    async with open_host() as app:
        reply = await app.call("window.views.add", url=SITE)
        assert reply.status == 403
        assert "permissions_allow_views = true would grant it" in reply.err["message"]


async def test_a_site_beyond_the_scope_is_refused() -> None:
    async with open_host(settings={**SETTINGS, "permissions_views_sites": ["*.example.com:443"]}) as app:
        for url in (SITE, "http://a.example.com/", "https://example.com/", "https://a.example.com:8443/"):
            assert (await app.call("window.views.add", url=url)).status == 403
        assert (await app.call("window.views.add", url="https://a.example.com/")).err["code"] == "NOT_SUPPORTED_ERR"


async def test_options_are_checked_and_unknown_views_are_not_found() -> None:
    async with open_host(settings=SETTINGS) as app:
        assert "rights" in (await app.call("window.views.add", url=SITE, rights=json.dumps(["fs"]))).err["message"]
        assert (await app.call("window.views.add", url=SITE, rights="fs")).status == 400
        assert (await app.call("window.views.add", url=SITE, width=-1)).status == 400
        for route in ("place", "lift", "load", "reload", "back", "forward", "stop", "focus", "close"):
            reply = await app.call(f"window.views.{route}", id="1", url=SITE if route == "load" else None)
            assert reply.err["code"] == "NOT_FOUND_ERR", route
        assert (await app.call("window.views.post", id="1", value="{")).status == 400
