"""An app whose page has inputs for files, and files to drag away."""

from __future__ import annotations

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from tests.desktop.app.app import Steering


@hookimpl
def oro_services() -> list[type[Service]]:
    return [Steering]
