"""The apps behind the app's own schemes."""

from __future__ import annotations

from msgspec import Struct

from oro_framework.host.npm.app_packages import AppPackages
from oro_framework.host.requests.cross_origin import PublicAssets
from oro_framework.host.resources.modules import ModuleTable
from oro_framework.host.resources.mounts import MountTable
from oro_framework.host.schemes.node import NodeApp
from oro_framework.host.schemes.oro import OroApp

__all__ = ("Assets",)


class Assets(Struct, frozen=True):
    """The apps behind the app's own schemes, and their tables."""

    oro: OroApp
    node: NodeApp
    socket: NodeApp | None
    """The app behind `socket:`, where `compat_socket` is on."""
    mounted: MountTable
    modules: ModuleTable
    public: PublicAssets
    """The assets that documents of other origins may load."""
    packages: AppPackages

    @property
    def has_mounts(self) -> bool:
        """Return whether an app is mounted in the origin, to which pages have WebSockets, and cookies from it."""
        return bool(self.mounted)
