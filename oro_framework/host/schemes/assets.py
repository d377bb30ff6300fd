"""What answers the app's own schemes, put together."""

from __future__ import annotations

from msgspec import Struct

from oro_framework.host.requests.cross_origin import PublicAssets
from oro_framework.host.resources.modules import ModuleTable
from oro_framework.host.resources.mounts import MountTable
from oro_framework.host.schemes.node import NodeApp
from oro_framework.host.schemes.oro import OroApp

__all__ = ("Assets",)


class Assets(Struct, frozen=True):
    """What answers the app's own schemes."""

    oro: OroApp
    node: NodeApp
    mounted: MountTable
    modules: ModuleTable
    public: PublicAssets
    """What documents of other origins may have."""
