"""Declarations of this distribution to the host."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from oro_framework.errors import Broken
from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Host, Permission, Setting
from oro_single_instance import settings
from oro_single_instance.service import SingleInstance


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare `single_instance_enabled`."""
    return settings.ALL


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `single_instance`."""
    return [Permission(name="single_instance", description="Know what every start of the app was told, and where.")]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that hears of further starts."""
    return [SingleInstance]


@hookimpl
def oro_launch(host: Host) -> int | None:
    """Become the app, or hand over to the one that runs and end with 0."""
    if not host.settings[settings.ENABLED]:
        return None
    from oro_single_instance.claim import CLAIMS, folder_of
    from oro_single_instance.launch import claim_or_hand_over
    from oro_single_instance.message import Start

    folder = folder_of(host.bundle)
    try:
        claimed = claim_or_hand_over(folder, Start(list(host.arguments), os.getcwd()))
    except OSError as error:
        raise Broken(f'Cannot find other starts of the app in "{folder}": {error.strerror}') from error
    if claimed is None:
        return 0
    CLAIMS[host] = claimed
    return None
