"""Content types by file name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.resources.mime import content_type, known_types, lookup


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
        ("x.mp3", "audio/mpeg"),
        ("x.ogv", "video/ogg"),
        ("x.pdf", "application/pdf"),
        ("x.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("x.m4a", "audio/mp4"),
        ("x.tgz", "application/gzip"),
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


def test_apps_look_up_the_name_they_know() -> None:
    assert (lookup("x.mp3"), known_types()[".mp3"]) == ("audio/mp3", "audio/mp3")
    assert lookup("/a/x.PNG") == known_types()[".png"] == "image/png"


def test_the_types_are_those_of_the_package() -> None:
    root = Path(__file__).parents[3]
    package = json.loads((root / "js-api" / "package.json").read_text("utf-8"))
    database = root / "js-api" / "node_modules" / "mime-db" / "db.json"
    if not database.is_file():
        pytest.skip("the packages of js-api are not installed")
    assert package["devDependencies"]["mime-types"]
    known = {kind for kind, row in json.loads(database.read_text("utf-8")).items() if row.get("extensions")}
    made = json.loads((root / "oro_framework" / "host" / "resources" / "mime_types.json").read_text("utf-8"))
    assert set(made.values()) <= known
    assert len(made) > 1000
