"""What is put into pages, and where: read back by a parser, and for any bytes."""

from __future__ import annotations

import codecs
import json
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.resources.html import PLACEHOLDER, Documents, charset_of

IMPORTS = {"oro:fs": "oro://b/oro/fs.js"}
DOCUMENTS = Documents({"imports": IMPORTS}, ("mail",))
MAP = b'<script type="importmap">{"imports":{"oro:fs":"oro://b/oro/fs.js"}}</script>'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"<!doctype html><html><head>", b"<title>x</title></head></html>"),
        (b"<!DOCTYPE html>\n<HTML lang='a>b'>\n <HEAD data-x=\"</head>\">", b"<meta charset=utf-8>"),
        (b"<!doctype html><!-- <head> --><head>", b"</head>"),
        (b"<head\n>", b"x"),
        (b"<html>", b"<body>x</body></html>"),
        (b"<html>", b"<header>not a head</header>"),
        (b"<!doctype html>\n", b"<p>x <head>too late</head>"),
        (b"", b"text <head>"),
        (b"", b"<body>"),
        (b"", b""),
        (b"  ", b"<script>'<head>'</script>"),
        (codecs.BOM_UTF8, b"hello"),
        (codecs.BOM_UTF8 + b"<!doctype html><head>", b""),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC \"a\" \"b\"><html xmlns='x'><head>", b""),
        (b"<html", b""),
        (b"<!doctype html>", b"<html class='unclosed"),
        (b"", b"\xff\xfe\xfd"[1:]),
    ],
)
def test_the_map_goes_where_the_head_begins(before: bytes, after: bytes) -> None:
    if before == b"<html":
        before, after = b"", b"<html"
    assert DOCUMENTS.prepare(before + after) == before + MAP + after


@pytest.mark.parametrize(
    "theirs",
    [
        b'<script type="importmap">{"imports":{}}</script>',
        b"<script type=importmap>{}</script >",
        b"<SCRIPT data-a='>' TYPE='importmap' nonce=x>{}</SCRIPT\n>",
        b'<script type="importmap">{}</script><p><script type="importmap">{}</script>',
        b'<script type="importmap">{"imports":{"a":"<!--"}}</script>',
    ],
)
def test_maps_of_the_page_come_first(theirs: bytes) -> None:
    before = b"<head><!-- <script type=importmap></script> --><script>'<script type=importmap>'</script>"
    assert DOCUMENTS.prepare(before + theirs + b"<body>") == before + theirs + MAP + b"<body>"


@pytest.mark.parametrize(
    "other",
    [
        b"<!-- <script type=importmap>{}</script> -->",
        b"<script>'<script type=\"importmap\">'</script>",
        b"<script data-type=importmap></script>",
        b"<script type=importmaps></script>",
        b"<title><script type=importmap></script></title>",
        b"<p title='<script type=importmap></script>'>",
        b"<scripture type=importmap></scripture>",
    ],
)
def test_what_only_looks_like_a_map_is_none(other: bytes) -> None:
    assert DOCUMENTS.prepare(b"<head>" + other) == b"<head>" + MAP + other


@pytest.mark.parametrize(
    "meta",
    [
        b'<meta name="runtime-preload-injection" content="disabled">',
        b"<META CONTENT=disabled data-x='>' NAME=runtime-preload-injection />",
        b"<meta\nname = 'runtime-preload-injection'\ncontent = 'disabled'>",
    ],
)
def test_a_page_may_opt_out(meta: bytes) -> None:
    page = b"<!doctype html><head>" + meta + b"{{protocol_handlers}}</head>"
    assert DOCUMENTS.prepare(page) == page


@pytest.mark.parametrize(
    "meta",
    [
        b'<!-- <meta name="runtime-preload-injection" content="disabled"> -->',
        b'<meta name="runtime-preload-injection" content="auto">',
        b'<meta name="other" content="disabled"> runtime-preload-injection',
        b'<script>\'<meta name="runtime-preload-injection" content="disabled">\'</script>',
    ],
)
def test_only_the_meta_itself_opts_out(meta: bytes) -> None:
    assert MAP in DOCUMENTS.prepare(b"<head>" + meta)


def test_the_placeholder_becomes_the_schemes() -> None:
    page = DOCUMENTS.prepare(b"<head><meta content='connect-src {{protocol_handlers}} x; {{protocol_handlers}}'>")
    assert page.count(b"mail: node: npm:") == 2
    assert b"{{" not in page


def test_the_map_cannot_end_its_own_script() -> None:
    page = Documents({"imports": {"</script><script>": "<!--\u2028☃"}}).prepare(b"")
    text = page.removeprefix(b'<script type="importmap">').removesuffix(b"</script>")
    assert b"<" not in text
    assert json.loads(text) == {"imports": {"</script><script>": "<!--\u2028☃"}}


def test_the_map_may_carry_a_nonce() -> None:
    assert DOCUMENTS.prepare(b"", "abc123") == MAP.replace(b'"importmap"', b'"importmap" nonce="abc123"')


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_left_alone(encoding: str) -> None:
    page = "\ufeff<!doctype html><head></head>".encode(encoding)
    assert DOCUMENTS.prepare(page) == page
    assert charset_of(page) == "utf-16"


@pytest.mark.parametrize(
    ("page", "charset"),
    [
        (b"<meta charset=utf-8>", "utf-8"),
        (b"<META CHARSET = 'Windows-1252'>", "windows-1252"),
        (b'<meta http-equiv="content-type" content="text/html; charset=iso-8859-2">', "iso-8859-2"),
        (b"<meta charset=utf-16>", "utf-8"),
        (codecs.BOM_UTF8 + b"<meta charset=windows-1252>", "utf-8"),
        ("<p>Grüße".encode(), "utf-8"),
        ("<p>Grüße".encode("latin-1"), None),
        (b" " * 2000 + b"\xff<meta charset=windows-1252>", None),
        (b"", "utf-8"),
    ],
)
def test_the_encoding_is_announced(page: bytes, charset: str | None) -> None:
    assert charset_of(page) == charset


class Scripts(HTMLParser):
    """Gathers import maps as a parser sees them."""

    def __init__(self) -> None:
        super().__init__()
        self.maps: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and ("type", "importmap") in attrs

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.maps.append(data)


PIECES = [
    "<!doctype html>", "<html>", "<html a='>'>", "<head>", "</head>", "<body>", "<p>", " ", "text", "<!-- c -->",
    "<!--", "<title>t</title>", "<script>1</script>", "<meta charset=utf-8>", "<style>a{}</style>", "\n", "</html>",
    "☃",
]  # fmt: skip


@given(st.lists(st.sampled_from([piece for piece in PIECES if piece != "<!--"]), max_size=12))
def test_a_parser_finds_exactly_one_map(pieces: list[str]) -> None:
    parser = Scripts()
    parser.feed(DOCUMENTS.prepare("".join(pieces).encode()).decode())
    assert [json.loads(text) for text in parser.maps] == [{"imports": IMPORTS}]


@given(st.one_of(st.binary(), st.lists(st.sampled_from([*PIECES, "<script type=importmap>", "'", '"', "<", ">"]))))
def test_any_bytes_come_out_whole(raw: bytes | list[str]) -> None:
    page = raw if isinstance(raw, bytes) else "".join(raw).encode()
    prepared = DOCUMENTS.prepare(page)
    assert prepared.replace(MAP, b"", 1) == page.replace(PLACEHOLDER, b"mail: node: npm:")
    charset_of(page)


@pytest.mark.parametrize(
    "page",
    [
        b'<script "' * 200_000,
        b"<script '" * 200_000 + b"importmap",
        b"<meta " * 200_000 + b"runtime-preload-injection",
        b"<!--" * 200_000 + b"importmap",
        b"<script>" * 200_000 + b"importmap",
        b"<html " * 200_000,
        b"<!" * 200_000,
        b"<title>" + b"</title" * 200_000 + b"importmap",
        b"<a '" * 200_000 + b"importmap",
        b'<a b="' * 200_000 + b"importmap",
    ],
    ids=range(10),
)
def test_odd_pages_take_no_longer_than_others(page: bytes) -> None:
    assert len(DOCUMENTS.prepare(page)) == len(page) + len(MAP)
