"""The folders of builds: for fetched toolchains, for records of builds, and for caches of tools."""

from __future__ import annotations

from pathlib import Path

from oro_wasm.folders import cache_folder

__all__ = ("build_records", "tool_caches", "toolchains")


def toolchains() -> Path:
    """Return the folder of the toolchains that were fetched."""
    return cache_folder().with_name("wasm-toolchains")


def build_records() -> Path:
    """Return the folder of the records of builds, which belongs to the user alone."""
    return cache_folder().with_name("wasm-builds")


def tool_caches() -> Path:
    """Return the folder in which tools cache what they make on the way."""
    return cache_folder().with_name("wasm-tools")
