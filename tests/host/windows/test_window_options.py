"""What a window is made with: what is asked, the settings, and the screen."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.configuration.colour import Colour
from oro_framework.host.configuration.config import Sources, load
from oro_framework.host.configuration.values import Length
from oro_framework.host.windows.window_options import Desktop, WindowOptions, within

DESKTOP = Desktop(1000, 800)
LENGTH = st.none() | st.builds(Length, st.integers(0, 999_999)) | st.builds(Length, st.integers(0, 100), st.just(True))


def settings(**given: Any) -> Any:
    return load(Sources(derived={"meta_bundle_identifier": "org.example.test", **given})).settings


PLAIN = settings()


@given(LENGTH, LENGTH, LENGTH, LENGTH, LENGTH, LENGTH)
def test_a_size_is_always_within_its_limits(
    width: Length | None,
    height: Length | None,
    min_width: Length | None,
    min_height: Length | None,
    max_width: Length | None,
    max_height: Length | None,
) -> None:
    options = WindowOptions(
        width=width,
        height=height,
        min_width=min_width,
        min_height=min_height,
        max_width=max_width,
        max_height=max_height,
    )
    spec = options.spec(PLAIN, DESKTOP, "")
    for size, least, most in (
        (spec.width, spec.min_width, spec.max_width),
        (spec.height, spec.min_height, spec.max_height),
    ):
        assert 1 <= least <= size <= 32767
        assert not most or size <= max(least, most)
        assert within(size, least, most) == size


def test_shares_are_of_the_screen_and_what_is_not_asked_is_set() -> None:
    known = settings(window_width="50%", window_min_height=90, window_max_width=700, window_frameless=True)
    spec = WindowOptions(height=Length(25, True)).spec(known, DESKTOP, "Mine")
    assert (spec.width, spec.height, spec.min_height, spec.max_width) == (500, 200, 90, 700)
    assert (spec.frameless, spec.title) == (True, "Mine")
    spec = WindowOptions(frameless=False, title="", width=Length(900)).spec(known, DESKTOP, "Mine")
    assert (spec.frameless, spec.title, spec.width) == (False, "", 700)


def test_no_least_size_is_hidden() -> None:
    spec = WindowOptions(width=Length(40), height=Length(30)).spec(PLAIN, DESKTOP, "")
    assert (spec.width, spec.height, spec.min_width, spec.min_height) == (40, 30, 1, 1)


def test_a_limit_as_large_as_the_screen_is_none() -> None:
    assert WindowOptions().spec(PLAIN, DESKTOP, "").max_width == 0
    assert WindowOptions(max_width=Length(999)).spec(PLAIN, DESKTOP, "").max_width == 999


def test_dark_desktops_have_colours_of_their_own() -> None:
    known = settings(window_background_color_light="#fff", window_background_color_dark="rgba(1, 2, 3, 1)")
    dark = Desktop(dark=True)
    assert WindowOptions().background(known, DESKTOP).hex == "#ffffff"
    assert WindowOptions().background(known, dark).hex == "#010203"
    assert WindowOptions(background_color_dark=Colour(9, 9, 9)).background(known, dark).hex == "#090909"
    assert WindowOptions(background_color_light=Colour(9, 9, 9)).background(PLAIN, dark).hex == "#090909"
    assert WindowOptions().background(PLAIN, dark).hex == "#ffffff"
