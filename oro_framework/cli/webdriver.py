"""`oro webdriver`: serves W3C WebDriver, so that Selenium, WebdriverIO and others drive apps."""

from __future__ import annotations

import signal

import click

from oro_framework.cli import terminal
from oro_framework.errors import Broken

__all__ = ("webdriver",)


@click.command(short_help="Let Selenium, WebdriverIO and other WebDriver clients drive apps")
@click.option("--port", type=click.IntRange(0, 65535), default=4444, show_default=True, help="0 takes a free one.")
def webdriver(port: int) -> None:
    """Serve W3C WebDriver at a port of the loopback interface, until Ctrl+C.

    A session starts the app that its capabilities name, and ends it:

    "oro:options": {"app": "FOLDER or built program", "args": […], "env": {…}, "backend": "gtk" or "qt"}

    WebKitWebDriver drives WebKitGTK, chromedriver QtWebEngine; both are Debian's: apt install webkit2gtk-driver
    chromium-driver. ORO_WEBKITWEBDRIVER and ORO_CHROMEDRIVER name others.
    """
    from oro_framework.webdriver.server import WebDriverServer  # other commands do not need it

    try:
        server = WebDriverServer(port)
    except OSError as error:
        raise Broken(f"Cannot listen at port {port}: {error.strerror}; name another by --port") from None
    terminal.warn("Every program and user of this machine can start and drive apps here")
    click.echo(f"http://127.0.0.1:{server.server_port}")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        server.serve_forever()
    finally:
        server.server_close()
