"""Steps of zoom, ranges of pages, sheets of paper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.errors import InvalidArgument
from oro_framework.host.backends.page import ZOOM_STEPS, next_zoom, pages_of
from oro_framework.host.backends.page_keys import PAGE_KEYS, keys_beside
from oro_framework.host.configuration.menu import menu_bar
from oro_framework.host.windows.page_actions import paper_of, within_zoom

FACTORS = st.floats(ZOOM_STEPS[0], ZOOM_STEPS[-1])


@given(FACTORS)
def test_a_step_leads_to_the_nearest_factor_beyond(factor: float) -> None:
    above, below = next_zoom(factor, 1), next_zoom(factor, -1)
    assert above in ZOOM_STEPS
    assert below in ZOOM_STEPS
    assert above > factor or above == ZOOM_STEPS[-1]
    assert below < factor or below == ZOOM_STEPS[0]
    assert next_zoom(next_zoom(above, -1), 1) == above


def test_a_step_from_a_factor_that_an_engine_rounded_is_one_step() -> None:
    assert next_zoom(1.1000001, 1) == 1.25
    assert next_zoom(1.0999999, -1) == 1.0


@given(st.floats(allow_nan=False))
def test_a_zoom_is_within_what_engines_take(factor: float) -> None:
    assert ZOOM_STEPS[0] <= within_zoom(factor) <= ZOOM_STEPS[-1]


@given(st.lists(st.tuples(st.integers(1, 9999), st.integers(0, 99)), max_size=9))
def test_ranges_of_pages_are_read_as_they_are_written(ranges: list[tuple[int, int]]) -> None:
    text = ", ".join(f"{first}-{first + more}" if more else f"{first}" for first, more in ranges)
    assert pages_of(text) == tuple((first, first + more) for first, more in ranges)


@pytest.mark.parametrize("text", ["0", "3-1", "a", "1-", "-1", "1-2-3", "²", "1;2"])
def test_what_is_no_range_of_pages_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="pages such as"):
        pages_of(text)


def test_a_sheet_lies_and_has_its_margins() -> None:
    paper = paper_of(size="a5", landscape=True, margins=(1, 2, 3, 4), pages="2")
    assert (paper.width, paper.height) == (210, 148)
    assert (paper.margins, paper.pages) == ((1, 2, 3, 4), ((2, 2),))


@pytest.mark.parametrize("asked", [{"margins": 105}, {"margins": (0, 0, 0, -1)}, {"size": "A0"}, {"size": (0, 10)}])
def test_a_sheet_of_which_nothing_is_left_is_refused(asked: dict[str, object]) -> None:
    with pytest.raises(InvalidArgument, match="Cannot make a PDF"):
        paper_of(**asked)  # type: ignore[arg-type]


def test_keys_of_a_menu_bar_are_its_own_also_where_they_choose_nothing_now() -> None:
    assert list(keys_beside(())) == list(PAGE_KEYS)
    left = [each.chord for each in keys_beside(menu_bar("App:\n  Go: g\n  !Print: p\n  ---\n  None: _;"))]
    taken = [each.chord for each in PAGE_KEYS if each.chord not in left]
    assert [(chord.key, chord.modifiers) for chord in taken] == [("g", ("control",)), ("p", ("control",))]
