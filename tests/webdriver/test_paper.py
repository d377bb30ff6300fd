"""What clients say of paper becomes what the host prints, or an error with the name of the specification."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.windows.page_actions import paper_of
from oro_framework.webdriver.errors import WebDriverError
from oro_framework.webdriver.paper import paper_options

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["width", "top", "x"]), inner),
    max_leaves=6,
)
NAMES = ("orientation", "scale", "background", "page", "margin", "pageRanges", "shrinkToFit")


def test_without_options_it_is_a_sheet_of_letter() -> None:
    paper = paper_of(**paper_options({}))
    assert (paper.width, paper.height) == pytest.approx((215.9, 279.4))
    assert (paper.margins, paper.background) == ((10.0,) * 4, False)


def test_pages_are_numbers_and_ranges() -> None:
    assert paper_of(**paper_options({"pageRanges": [1, "3-4"]})).pages == ((1, 1), (3, 4))


@given(st.dictionaries(st.sampled_from(NAMES), JSON))
def test_other_values_are_refused_as_the_specification_says(body: dict[str, Any]) -> None:
    with suppress(WebDriverError):
        assert paper_options(body).keys() == {"size", "margins", "landscape", "background", "pages"}


@pytest.mark.parametrize("scale", [0.5, 2])
def test_a_scale_is_unsupported(scale: float) -> None:
    with pytest.raises(WebDriverError, match="as large as they are"):
        paper_options({"scale": scale})
