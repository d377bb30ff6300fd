"""Packages whose build the rule of `lacks.py` cannot find out, each with the reason. Data alone."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ("KNOWN",)

KNOWN: Mapping[str, tuple[str, str]] = {
    "@lit/reactive-element": ("browser", "its build for Node renders without a document"),
    "abort-controller": ("browser", "fetch() of engines takes no signals but their own"),
    "axios": ("browser", "in a page its Node build sends with XMLHttpRequest what that cannot: bodies of form-data"),
    "depd": ("node", "its browser build warns of nothing"),
    "ejs": ("node", "its browser build reads no files of templates"),
    "engine.io-client": ("node", "its Node build speaks WebSocket and HTTP by sockets, without the page's CORS"),
    "engine.io-parser": (
        "node",
        "engine.io gives it Buffers, of which its browser build makes Blobs",
    ),
    "less": ("node", "its browser build compiles the style sheets of the page and reads no files"),
    "lit-html": ("browser", "its build for Node renders without a document"),
    "sass": ("node", "its other build reads no files: compile() throws there"),
    "socket.io-client": ("node", "it stands on engine.io-client, of which the Node build is taken"),
    "superagent": ("node", "its browser build knows neither pipe(), buffer() nor agents"),
    "typeorm": ("node", "its browser build leaves out the drivers of servers"),
    "vue": ("node", "its browser build leaves templates to a bundler; the other compiles them"),
}
"""The build, `node` or `browser`, and its reason, by the name of the package."""
