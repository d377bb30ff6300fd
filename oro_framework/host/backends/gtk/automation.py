"""Let WebKitWebDriver drive the views of WebKitGTK. GUI thread."""

from __future__ import annotations

import os
from collections.abc import Callable

from gi.repository import WebKit2

from oro_framework.host.backends.driving import Driving

__all__ = ("allow", "listen")


def listen(driving: Driving) -> None:
    """Have WebKit listen for its driver; before the first context is made."""
    os.environ["WEBKIT_INSPECTOR_SERVER"] = driving.address


def allow(context: WebKit2.WebContext, first: Callable[[], WebKit2.WebView]) -> None:
    """Allow a driver in a context, which begins with a view; WebKit takes one such context in a process."""

    def started(_context: WebKit2.WebContext, session: WebKit2.AutomationSession) -> None:
        information = WebKit2.ApplicationInfo()
        information.set_name("oro")
        information.set_version(WebKit2.get_major_version(), WebKit2.get_minor_version(), WebKit2.get_micro_version())
        session.set_application_info(information)
        session.connect("create-web-view", lambda _session: first())

    context.set_automation_allowed(True)
    context.connect("automation-started", started)
