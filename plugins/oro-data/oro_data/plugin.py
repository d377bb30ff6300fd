"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

from oro_data import settings
from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Host, Setting


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare `data_max_bytes`."""
    return settings.ALL


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that carries what JSON cannot."""
    from oro_data.service import Data

    return [Data]


@hookimpl
def oro_page_types(host: Host) -> Mapping[str, str]:
    """Declare the types of what codecs carry."""
    from oro_data.codecs import types_of

    return types_of(host)


@hookimpl
def oro_hookspecs() -> Sequence[ModuleType]:
    """Bring `oro_data_codecs`."""
    from oro_data import hookspecs

    return [hookspecs]
