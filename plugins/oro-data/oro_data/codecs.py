"""The codecs of an app, and the types of what they carry."""

from __future__ import annotations

from oro_data.arrays import Arrays, Scalars
from oro_data.codec import Codecs
from oro_data.pictures import Figures, Images
from oro_data.tables import TABLE, Tables
from oro_framework.types import Host

__all__ = ("codecs_of", "types_of")


def codecs_of(host: Host) -> Codecs:
    """Return those of plugins, then those of oro-data."""
    brought = [codec for answer in host.ask_plugins("oro_data_codecs") for codec in answer]
    return Codecs([*brought, Arrays(), Scalars(), Tables(), Images(), Figures()])


def types_of(host: Host) -> dict[str, str]:
    """Return the TypeScript types of all that crosses, by the class; readers of batches cross as streams."""
    return {"pyarrow.RecordBatchReader": f"AsyncIterable<{TABLE}>", **codecs_of(host).types()}
