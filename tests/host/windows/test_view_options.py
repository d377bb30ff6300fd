"""Where a view is, in pixels."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.backends.embedded.view import Box
from oro_framework.host.windows.view_options import Bounds, placement_of

numbers = st.floats(-1e5, 1e5)
sides = st.floats(0, 1e5)
boxes = st.builds(Bounds, numbers, numbers, sides, sides)


@given(boxes, st.none() | boxes, st.floats(0.25, 5), st.booleans())
def test_what_is_seen_is_a_part_of_the_view_and_of_its_clip(
    bounds: Bounds, clip: Bounds | None, zoom: float, visible: bool
) -> None:
    placement = placement_of(bounds, clip, zoom, visible)
    part = placement.box.meeting(placement.seen)
    assert part.width <= placement.box.width
    assert part.height <= placement.box.height
    assert placement.shown == (visible and part.width > 0 and part.height > 0)
    assert min(placement.seen.x, placement.seen.y) >= 0


def test_bounds_follow_the_zoom_without_gaps() -> None:
    assert Bounds(10, 20, 100, 50).pixels(1.5) == Box(15, 30, 150, 75)
    left, right = Bounds(0, 0, 33.4, 10).pixels(1.25), Bounds(33.4, 0, 33.4, 10).pixels(1.25)
    assert left.x + left.width == right.x
