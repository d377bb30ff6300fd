"""Conditional and range requests: RFC 9110 case by case, and any text at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.resources.conditional import CONDITIONAL, Plan, Validators, plan

HAVE = Validators('"abc"', 784111777)
DATE = "Sun, 06 Nov 1994 08:49:37 GMT"
BEFORE = "Sun, 06 Nov 1994 08:49:36 GMT"
AFTER = "Sun, 06 Nov 1994 08:49:38 GMT"


def test_the_date_is_written_as_http_wants_it() -> None:
    assert HAVE.last_modified == DATE


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"if-none-match": '"abc"'}, 304),
        ({"if-none-match": 'W/"abc"'}, 304),
        ({"if-none-match": '"x", W/"y" , "abc"'}, 304),
        ({"if-none-match": "*"}, 304),
        ({"if-none-match": '"x"'}, 200),
        ({"if-none-match": "abc"}, 200),
        ({"if-none-match": '"x"', "if-modified-since": DATE}, 200),
        ({"if-modified-since": DATE}, 304),
        ({"if-modified-since": AFTER}, 304),
        ({"if-modified-since": BEFORE}, 200),
        ({"if-modified-since": "Sunday, 06-Nov-94 08:49:37 GMT"}, 304),
        ({"if-modified-since": "Sun Nov  6 08:49:37 1994"}, 304),
        ({"if-modified-since": "yesterday"}, 200),
        ({"if-match": '"abc"'}, 200),
        ({"if-match": "*"}, 200),
        ({"if-match": 'W/"abc"'}, 412),
        ({"if-match": '"x"'}, 412),
        ({"if-match": '"abc"', "if-unmodified-since": BEFORE}, 200),
        ({"if-unmodified-since": DATE}, 200),
        ({"if-unmodified-since": BEFORE}, 412),
        ({"if-unmodified-since": "never"}, 200),
        ({"if-match": '"x"', "if-none-match": '"abc"'}, 412),
    ],
)
def test_conditions(headers: dict[str, str], status: int) -> None:
    for method in ("GET", "HEAD"):
        planned = plan(method, headers, HAVE, 10)
        assert planned == (Plan(200, 0, 10) if status == 200 else Plan(status, 0, 0))


@pytest.mark.parametrize(
    ("value", "offset", "length", "said"),
    [
        ("bytes=0-0", 0, 1, "bytes 0-0/10"),
        ("bytes=2-5", 2, 4, "bytes 2-5/10"),
        ("bytes=2-", 2, 8, "bytes 2-9/10"),
        ("bytes=2-99", 2, 8, "bytes 2-9/10"),
        ("bytes=-3", 7, 3, "bytes 7-9/10"),
        ("bytes=-99", 0, 10, "bytes 0-9/10"),
        ("Bytes= 2-5 ", 2, 4, "bytes 2-5/10"),
        ("bytes=9-" + "9" * 5000, 9, 1, "bytes 9-9/10"),
    ],
)
def test_one_range_is_a_part(value: str, offset: int, length: int, said: str) -> None:
    assert plan("GET", {"range": value}, HAVE, 10) == Plan(206, offset, length, said)


@pytest.mark.parametrize("value", ["bytes=10-", "bytes=10-20", "bytes=-0", "bytes=" + "9" * 5000 + "-"])
def test_a_range_outside_is_416_with_the_size(value: str) -> None:
    assert plan("GET", {"range": value}, HAVE, 10) == Plan(416, 0, 0, "bytes */10")


@pytest.mark.parametrize(
    "value",
    ["bytes=0-1,3-4", "bytes=5-2", "bytes=-", "bytes=a-b", "items=0-1", "", "bytes=--1", "bytes=+1-2", "bytes=١-٢"],
)
def test_what_is_not_one_range_gets_the_whole(value: str) -> None:
    assert plan("GET", {"range": value}, HAVE, 10) == Plan(200, 0, 10)


def test_an_empty_representation_has_no_parts() -> None:
    assert plan("GET", {"range": "bytes=0-"}, HAVE, 0).status == 416
    assert plan("GET", {"range": "bytes=-5"}, HAVE, 0) == Plan(200, 0, 0)


def test_head_has_no_ranges() -> None:
    assert plan("HEAD", {"range": "bytes=2-5"}, HAVE, 10) == Plan(200, 0, 10)


@pytest.mark.parametrize(
    ("value", "status"),
    [('"abc"', 206), ('W/"abc"', 200), ('"x"', 200), (DATE, 206), (BEFORE, 200), (AFTER, 200), ("junk", 200)],
)
def test_if_range_wants_the_very_same(value: str, status: int) -> None:
    assert plan("GET", {"range": "bytes=2-5", "if-range": value}, HAVE, 10).status == status


def test_an_unknown_date_matches_nothing() -> None:
    unknown = Validators('"abc"', -1)
    assert plan("GET", {"if-modified-since": AFTER}, unknown, 10).status == 200
    assert plan("GET", {"range": "bytes=2-5", "if-range": BEFORE}, unknown, 10).status == 200
    assert plan("GET", {"if-unmodified-since": BEFORE}, unknown, 10).status == 200


VALUES = st.one_of(
    st.text(alphabet=st.characters(max_codepoint=255), max_size=40),
    st.sampled_from([DATE, BEFORE, AFTER, '"abc"', 'W/"abc"', "*", "bytes=0-", "bytes=-1", "bytes=3-4", '"a", "abc"']),
)


@given(
    st.dictionaries(st.sampled_from([*sorted(CONDITIONAL), "if-range", "accept"]), VALUES),
    st.sampled_from(["GET", "HEAD"]),
    st.integers(0, 50),
)
def test_any_headers_give_a_plan_inside_the_representation(headers: dict[str, str], method: str, size: int) -> None:
    planned = plan(method, headers, HAVE, size)
    assert planned.status in (200, 206, 304, 412, 416)
    assert 0 <= planned.offset <= planned.offset + planned.length <= size
    assert (planned.content_range is not None) == (planned.status in (206, 416))
    if planned.status == 206:
        last = planned.offset + planned.length - 1
        assert planned.content_range == f"bytes {planned.offset}-{last}/{size}"
    if planned.status in (304, 412, 416):
        assert planned.length == 0


@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 20))
def test_a_range_names_the_bytes_a_slice_would(first: int, last: int, size: int) -> None:
    whole = bytes(range(size))
    planned = plan("GET", {"range": f"bytes={first}-{last}"}, HAVE, size)
    part = whole[planned.offset : planned.offset + planned.length]
    if first > last:
        assert part == whole
    else:
        assert part == whole[first : last + 1]
