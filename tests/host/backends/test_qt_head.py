"""No layout lets Qt see a range its body cannot satisfy; what the envelope carries, the page reads back."""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from oro_framework.host.backends.qt.head import HEAD_HEADER, byte_range, encode_head, is_script, layout
from oro_framework.host.requests.reply import Head

LENGTHS = st.integers(0, 1 << 40)
RANGES = st.one_of(
    st.text(max_size=40),
    st.builds("bytes={}-{}".format, LENGTHS, st.one_of(LENGTHS, st.just(""))),
    st.builds("bytes=-{}".format, LENGTHS),
    st.builds("bytes={}-{},{}-{}".format, LENGTHS, LENGTHS, LENGTHS, LENGTHS),
)
NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,12}", fullmatch=True)
VALUES = st.text(st.characters(max_codepoint=255), max_size=40)
HEADS = st.builds(Head, st.integers(100, 599), st.lists(st.tuples(NAMES, VALUES), max_size=6))


@given(asked=RANGES, length=LENGTHS, status=st.sampled_from([200, 206, 404, 416]), conditional=st.booleans())
def test_no_range_past_the_end_reaches_qt(asked: str, length: int, status: int, conditional: bool) -> None:
    found = layout(Head(status, ()), length, asked, conditional)
    if found.sized:
        assert byte_range(asked, found.total) is not None
        assert status == 200
        assert not conditional


@given(first=LENGTHS, length=st.integers(1, 1 << 30), more=LENGTHS, asked=RANGES)
def test_a_part_is_sized_only_where_qt_would_cut_the_same(first: int, length: int, more: int, asked: str) -> None:
    total = first + length + more
    head = Head(206, (("content-range", f"bytes {first}-{first + length - 1}/{total}"),))
    found = layout(head, length, asked, False)
    if found.sized:
        assert byte_range(asked, found.total) == (first, first + length - 1)
        assert (found.start, found.total) == (first, total)
    wanted = layout(head, length, f"bytes={first}-{first + length - 1}", False)
    assert (wanted.sized, wanted.start, wanted.total) == (True, first, total)


@pytest.mark.parametrize(
    "asked", ["bytes=-5", " bytes = -1", "bytes=5-3", "bytes=100-", "bytes=0-1,3-4", "lines=1-2", ""]
)
def test_what_qt_would_cut_wrongly_is_not_left_to_it(asked: str) -> None:
    assert not layout(Head(200, ()), 100, asked, False).sized


def test_without_a_range_the_size_is_told() -> None:
    assert layout(Head(404, ()), 7, None, True).total == 7


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("bytes=0-0", (0, 0)),
        ("bytes=90-", (90, 99)),
        ("bytes=90-200", (90, 99)),
        ("bytes=-30", (70, 99)),
        ("bytes=-300", (0, 99)),
        ("bytes=-0", None),
        ("bytes=-", None),
        ("bytes=99-98", None),
        ("bytes=100-", None),
        ("bytes=" + "9" * 30 + "-", None),
        ("octets=1-2", None),
    ],
)
def test_ranges(header: str, found: tuple[int, int] | None) -> None:
    assert byte_range(header, 100) == found


@given(HEADS, st.booleans())
def test_headers_come_back_as_they_were(head: Head, cut: bool) -> None:
    assume(all(name != HEAD_HEADER for name, _ in head.headers))
    encoded = encode_head(head, cut)
    names = {name.decode() for name in encoded.headers}
    sent = {name.decode(): b", ".join(values).decode("latin-1").lower() for name, values in encoded.headers.items()}
    sent["content-type"] = encoded.content_type.decode("latin-1").lower()
    assert all(b"\n" not in value and b"\r" not in value for values in encoded.headers.values() for value in values)
    status = 0
    if HEAD_HEADER in names:
        envelope = sent.pop(HEAD_HEADER)
        status, _, changed = json.loads(envelope)
        sent.update(dict(changed))
    assert status == (0 if cut or head.status == 200 else head.status if head.status >= 200 else 500)
    for name in {name for name, _ in head.headers} - ({"content-range", "content-length"} if cut else set()):
        joined = ", ".join(value for key, value in head.headers if key == name)
        assert sent[name] == "".join(" " if (ord(c) < 32 and c != "\t") or ord(c) == 127 else c for c in joined)


@given(HEADS)
def test_what_qt_lowers_does_no_harm(head: Head) -> None:
    envelope = encode_head(head).headers.get(HEAD_HEADER.encode(), [b"[]"])[0]
    assert json.loads(envelope) == json.loads(envelope.lower())


@pytest.mark.parametrize("status", [0, 99, 199, 600, 999])
def test_a_status_outside_http_is_a_server_error(status: int) -> None:
    assert json.loads(encode_head(Head(status, ())).headers[b"x-oro-head"][0])[0] == 500


def test_a_plain_answer_needs_no_envelope() -> None:
    encoded = encode_head(Head(200, (("content-type", "application/json"), ("cache-control", "no-store"))))
    assert encoded.content_type == b"application/json"
    assert encoded.headers == {b"cache-control": [b"no-store"]}


@pytest.mark.parametrize(
    ("status", "content_type", "script"),
    [
        (200, "text/javascript", True),
        (200, "application/javascript; charset=utf-8", True),
        (200, "Text/JavaScript", True),
        (404, "text/javascript", False),
        (200, "application/json", False),
        (200, "text/javascripture", False),
    ],
)
def test_scripts(status: int, content_type: str, script: bool) -> None:
    assert is_script(Head(status, (("content-type", content_type),))) is script
