"""A plugin-driven desktop runtime: the face is a web page, the body is Python."""

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service, route
from oro_framework.types import Call, Host, Response, Window

__all__ = ("Call", "Host", "Response", "Service", "Window", "__version__", "hookimpl", "route")

__version__ = "0.1.0"
