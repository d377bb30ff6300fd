"""A module beside the app's own plugin, which imports one that nothing else does."""

import colorsys


def red() -> list[float]:
    return list(colorsys.rgb_to_hsv(1, 0, 0))
