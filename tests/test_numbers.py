"""Numbers of settings: read from what TOML and variables give, or refused with what was expected."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.numbers import above_zero, positive, whole

ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(), st.lists(st.integers())
)


@given(st.integers(0, 10**15 - 1))
def test_whole_numbers_are_read_from_themselves_and_their_text(number: int) -> None:
    assert whole(number) == whole(str(number)) == number


@given(ANYTHING)
def test_anything_gives_a_number_of_its_kind_or_is_refused(value: Any) -> None:
    with contextlib.suppress(ValueError):
        assert 0 <= whole(value) == int(value)
    with contextlib.suppress(ValueError):
        assert 1 <= positive(value) == int(value)
    with contextlib.suppress(ValueError):
        assert 0 < above_zero(value) < float("inf")


@pytest.mark.parametrize("value", [0, "0", -1, "-1", True, False, 1.0, "1.0", "", " 1", "1_0", "١", None, 10**15])
def test_what_is_no_whole_number_above_zero_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="a whole number above 0"):
        positive(value)


@pytest.mark.parametrize(("value", "seconds"), [(1, 1.0), ("0.5", 0.5), (1e-3, 0.001)])
def test_seconds_may_be_parts(value: Any, seconds: float) -> None:
    assert above_zero(value) == seconds


@pytest.mark.parametrize("value", [0, -0.0, "-1", "nan", float("inf"), True, None, "soon", 10**400])
def test_what_is_no_time_to_wait_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="a number of seconds above 0"):
        above_zero(value)
