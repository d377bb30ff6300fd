"""Have a WebKit context reach the network through a proxy. GUI thread."""

from __future__ import annotations

from gi.repository import WebKit2

from oro_framework.proxies import Proxy

__all__ = ("set_proxy",)

LOOPBACK = ("localhost", "*.localhost", "127.0.0.0/8", "::1")


def set_proxy(context: WebKit2.WebContext, proxy: Proxy | None) -> None:
    """Have a context use a proxy for all but this machine; without one, what the desktop is set to."""
    manager = context.get_website_data_manager()
    if proxy is None:
        manager.set_network_proxy_settings(WebKit2.NetworkProxyMode.DEFAULT, None)
        return
    settings = WebKit2.NetworkProxySettings.new(proxy.url, list(LOOPBACK))
    manager.set_network_proxy_settings(WebKit2.NetworkProxyMode.CUSTOM, settings)
