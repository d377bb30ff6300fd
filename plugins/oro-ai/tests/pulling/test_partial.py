"""What an answer means for a file of which there is a beginning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_ai.errors import CannotPull
from oro_ai.pulling.partial import Beginning, Plan, headers_for, plan, validator

HAVE = Beginning(10, '"a"')
RANGES = st.text() | st.from_regex(r"bytes [0-9]{1,3}-[0-9]{1,3}/([0-9]{1,3}|\*)", fullmatch=True)


def test_only_a_file_that_is_known_to_be_the_same_is_gone_on_from() -> None:
    assert headers_for(HAVE) == {"accept-encoding": "identity", "range": "bytes=10-", "if-range": '"a"'}
    assert headers_for(Beginning(10, "", "0" * 64)) == {"accept-encoding": "identity", "range": "bytes=10-"}
    for other in (Beginning(), Beginning(10, ""), Beginning(0, '"a"')):
        assert "range" not in headers_for(other)


def test_a_weak_tag_says_nothing_and_a_date_does() -> None:
    assert validator({"etag": '"a"', "last-modified": "then"}) == '"a"'
    assert validator({"etag": 'W/"a"', "last-modified": "then"}) == "then"
    assert validator({}) == ""


def test_answers() -> None:
    assert plan("x", 200, {"content-length": "30"}, HAVE) == Plan(0, 30)
    assert plan("x", 200, {}, HAVE) == Plan(0, None)
    assert plan("x", 206, {"content-range": "bytes 10-29/30"}, HAVE) == Plan(10, 30)
    assert plan("x", 206, {"content-range": "bytes 10-29/*"}, HAVE) == Plan(10, None)
    assert plan("x", 416, {"content-range": "bytes */10"}, HAVE) == Plan(10, 10, whole=True)
    assert plan("x", 416, {"content-range": "bytes */5"}, HAVE) == Plan(0, None, anew=True)


@pytest.mark.parametrize(("status", "reason"), [(404, "no such file"), (401, "who asks"), (500, "status 500")])
def test_refusals_say_why(status: int, reason: str) -> None:
    with pytest.raises(CannotPull, match=reason):
        plan("x", status, {}, HAVE)


def test_what_is_compressed_is_refused() -> None:
    with pytest.raises(CannotPull, match="compressed"):
        plan("x", 200, {"content-encoding": "gzip"}, HAVE)


@given(
    st.integers(100, 599),
    st.fixed_dictionaries({}, optional={"content-range": RANGES, "content-length": st.text()}),
    st.builds(Beginning, st.integers(0, 99), st.sampled_from(["", '"a"'])),
)
def test_bytes_are_never_put_where_they_do_not_belong(status: int, headers: dict[str, str], have: Beginning) -> None:
    try:
        found = plan("x", status, headers, have)
    except CannotPull:
        return
    assert found.offset in (0, have.size)
    if found.offset and not found.whole:
        assert status == 206
        assert headers["content-range"].startswith(f"bytes {have.size}-")
