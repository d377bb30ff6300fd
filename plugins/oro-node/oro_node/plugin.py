"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Window
from oro_node.crypto.certificate_routes import Certificates
from oro_node.crypto.service import Crypto


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the services that answer `crypto.*`."""
    return [Crypto, Certificates]


@hookimpl
def oro_csp(window: Window) -> Mapping[str, Iterable[str]]:
    """Allow pages to compile the parser of `oro:http`, which is WebAssembly."""
    return {"script-src": ["'wasm-unsafe-eval'"]}
