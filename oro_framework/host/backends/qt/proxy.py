"""Have QtWebEngine reach the network through a proxy, which it reads when it begins. GUI thread."""

from __future__ import annotations

from qtpy.QtNetwork import QNetworkProxy

from oro_framework.proxies import Proxy

__all__ = ("set_proxy",)


def set_proxy(proxy: Proxy) -> None:
    """Have every profile use a proxy; Chromium leaves out what is on this machine by itself."""
    kinds = QNetworkProxy.ProxyType
    kind = kinds.HttpProxy if proxy.kind == "http" else kinds.Socks5Proxy
    QNetworkProxy.setApplicationProxy(QNetworkProxy(kind, proxy.host, proxy.port))
