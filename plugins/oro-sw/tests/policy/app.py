"""The app of these tests: pages whose policy forbids `eval`, said by a header of theirs or by themselves."""

from __future__ import annotations

from collections.abc import Sequence

from oro_framework.hookspecs import hookimpl
from oro_framework.types import Host, Mount, Receive, Scope, Send

POLICY = "default-src 'none'; script-src 'self'; connect-src 'self' ipc:"
PAGE = "<!doctype html><meta charset=utf-8>%s<title>policy</title><script src=first.js></script>"
FIRST = """
window.said = (() => {
  try {
    return (0, eval)('"eval is allowed"')
  } catch {
    return [navigator.serviceWorker, caches, typeof navigator.serviceWorker.register].join(' ')
  }
})()
window.registered = navigator.serviceWorker.getRegistrations().then((list) => list.length)
"""
WORKER = """
addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('fetch', (event) => {
  if (event.request.url.endsWith('/hello')) event.respondWith(new Response('hello'))
})
"""
RESOURCES = {
    "/header.html": ("text/html", PAGE % ""),
    "/meta.html": ("text/html", PAGE % f'<meta http-equiv="content-security-policy" content="{POLICY}">'),
    "/first.js": ("text/javascript", FIRST),
    "/sw.js": ("text/javascript", WORKER),
}


async def _app(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] != "http":
        return
    path = "/" + scope["path"].rpartition("/")[2]
    kind, text = RESOURCES.get(path, ("text/plain", ""))
    headers = [(b"content-type", kind.encode()), (b"service-worker-allowed", b"/")]
    if path == "/header.html":
        headers.append((b"content-security-policy", POLICY.encode()))
    status = 200 if text else 404
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


@hookimpl
def oro_mounts(host: Host) -> Sequence[Mount]:
    return [Mount(path="/policy", app=_app)]
