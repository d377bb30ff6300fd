"""Content types by file name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.resources.mime import content_type


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("/a/b.js", "text/javascript"),
        ("x.MJS", "text/javascript"),
        ("x.cjs", "text/javascript"),
        ("index.html", "text/html"),
        ("x.wasm", "application/wasm"),
        ("x.jsonld", "application/ld+json"),
        ("x.ts", "application/typescript"),
        ("x.ico", "image/vnd.microsoft.icon"),
        ("x.woff2", "application/font-woff2"),
        ("x.otf", "application/x-font-opentype"),
        ("x.oga", "audio/ogg"),
        ("x.mp3", "audio/mp3"),
        ("x.ogv", "video/ogg"),
        ("x.pdf", "application/pdf"),
        ("x.tar.gz", "application/gzip"),
        ("x.unheard-of", "application/octet-stream"),
        ("noextension", "application/octet-stream"),
        (".html", "application/octet-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_content_type(name: str, kind: str) -> None:
    assert content_type(name) == kind


@given(st.text())
def test_any_name_has_one(name: str) -> None:
    assert content_type(name).isprintable()
    assert "/" in content_type("x." + name.replace("/", ""))
