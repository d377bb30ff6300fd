"""Types of the framework in one module: declarations of plugins, parameters of routes, and their answers.

`Host`, `Window` and `Service` are the whole interface a plugin may rely on; the classes behind them are private.
"""

from __future__ import annotations

from oro_framework.answers import ByteStream, EventStream, FileResponse, Push, Response, ServerEvent
from oro_framework.asgi import ASGIApp, Headers, Message, Receive, Scope, Send, WSGIApp
from oro_framework.declarations import (
    Choice,
    Event,
    HostMount,
    Module,
    Mount,
    PageEvent,
    Permission,
    Preload,
    Route,
    Scheme,
    Setting,
    StartCondition,
    Template,
    Verdict,
)
from oro_framework.interfaces import (
    AsyncioLoop,
    Call,
    Choices,
    Clipboard,
    Duplex,
    Host,
    Power,
    Settings,
    Window,
    WindowStatus,
)

__all__ = (
    "ASGIApp",
    "AsyncioLoop",
    "ByteStream",
    "Call",
    "Choice",
    "Choices",
    "Clipboard",
    "Duplex",
    "Event",
    "EventStream",
    "FileResponse",
    "Headers",
    "Host",
    "HostMount",
    "Message",
    "Module",
    "Mount",
    "PageEvent",
    "Permission",
    "Power",
    "Preload",
    "Push",
    "Receive",
    "Response",
    "Route",
    "Scheme",
    "Scope",
    "Send",
    "ServerEvent",
    "Setting",
    "Settings",
    "StartCondition",
    "Template",
    "Verdict",
    "WSGIApp",
    "Window",
    "WindowStatus",
)
