"""The routes `serviceWorker.storage.*`: the `sessionStorage` of a registration's workers."""

from __future__ import annotations

from typing import Any

from oro_framework.errors import NotFound
from oro_framework.service import route
from oro_framework.types import Call
from oro_sw.container import AreaChange, Container
from oro_sw.registrations.areas import Changes
from oro_sw.registrations.states import Registration
from oro_sw.settings import PERMISSION

__all__ = ("StorageRoutes",)


class StorageRoutes:
    """The values a registration keeps; every route raises NotFound for an id of none."""

    def __init__(self, container: Container) -> None:
        self._container = container

    @route("serviceWorker.storage", permission=PERMISSION)
    def storage(self, call: Call, *, id: str) -> dict[str, str]:
        """Return everything a registration keeps for as long as the app runs."""
        return self._area(id)

    @route("serviceWorker.storage.get", permission=PERMISSION)
    def storage_get(self, call: Call, *, id: str, key: str) -> dict[str, str | None]:
        """Return a value, null when there is none."""
        return {"value": self._area(id).get(key)}

    @route("serviceWorker.storage.set", permission=PERMISSION)
    def storage_set(self, call: Call, *, id: str, key: str, value: str) -> dict[str, Any]:
        """Keep a value.

        Raises:
            AreaFull: there is no room.
        """
        return self._change(id, {key: value})

    @route("serviceWorker.storage.remove", permission=PERMISSION)
    def storage_remove(self, call: Call, *, id: str, key: str) -> dict[str, Any]:
        """Forget a value, if there is one."""
        return self._change(id, {key: None})

    @route("serviceWorker.storage.clear", permission=PERMISSION)
    def storage_clear(self, call: Call, *, id: str) -> dict[str, Any]:
        """Forget every value."""
        return self._change(id, dict.fromkeys(self._area(id)))

    def _change(self, id: str, changes: Changes) -> dict[str, Any]:
        self._container.keep(self._registered(id), AreaChange(area="session", changes=dict(changes)))
        return {}

    def _area(self, id: str) -> dict[str, str]:
        return self._container.areas.session(self._registered(id).id).entries

    def _registered(self, id: str) -> Registration:
        found = self._container.registry.of_id(id)
        if found is None:
            raise NotFound(f'There is no service worker registration "{id[:40]}"')
        return found
