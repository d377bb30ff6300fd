"""The hook that other plugins implement for oro-data, beside those of `oro_framework.hookspecs`."""

from __future__ import annotations

from collections.abc import Sequence

from oro_data.codec import Codec
from oro_framework.hookspecs import hookspec

__all__ = ("oro_data_codecs",)


@hookspec
def oro_data_codecs() -> Sequence[Codec]:
    """Declare codecs of further types, which go before those of oro-data.

    Asked with the first value of a run that JSON cannot carry. In the page, `register()` of `oro:data` takes the other
    half.
    """
    raise NotImplementedError
