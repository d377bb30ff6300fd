"""Every signal that an engine sends for a page in a view is known, with what becomes of it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from oro_framework.testing import engines

GTK = """
import gi
gi.require_version("WebKit2", "4.1")
from gi.repository import GObject, WebKit2
from oro_framework.host.backends.gtk.embedded import SIGNALS
print(sorted(set(GObject.signal_list_names(WebKit2.WebView)) - set(SIGNALS)))
"""
QT = """
import os
from oro_framework.host.backends.qt.requirements import binding
os.environ["QT_API"] = binding().lower()
from qtpy.QtWebEngineCore import QWebEnginePage
from oro_framework.host.backends.qt.embedded import SIGNALS
meta = QWebEnginePage.staticMetaObject
methods = [meta.method(number) for number in range(meta.methodOffset(), meta.methodCount())]
kind = type(methods[0].methodType()).Signal
found = {bytes(each.name().data()).decode() for each in methods if each.methodType() == kind}
print(sorted(name for name in found - set(SIGNALS) if not name.startswith("_q_")))
"""


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_every_signal_is_known(engine: str) -> None:
    script = {"gtk": GTK, "qt": QT}[engine]
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr
