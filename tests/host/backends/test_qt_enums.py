"""Classes that modules of qtpy give have the members of their enums, as they have without what saves a start time."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from oro_framework.host.backends.qt.requirements import binding
from oro_framework.testing import engines

pytestmark = pytest.mark.skipif("qt" not in engines(), reason="there is no QtWebEngine")

MODULES = ("qtpy.QtCore", "qtpy.QtGui", "qtpy.QtWidgets")
SAVING = "from oro_framework.host.backends.qt.enums import promote_at_first_use; promote_at_first_use()\n"
SCRIPT = f"""
import json
from importlib import import_module
found = {{}}
for module in map(import_module, {MODULES!r}):
    for name in dir(module):
        if name.startswith("Q"):
            cls = getattr(module, name)
            found[f"{{module.__name__}}.{{name}}"] = [member for member in dir(cls) if member[0].isupper()]
print(json.dumps(found))
"""


def run(script: str) -> str:
    """Return what a script writes that uses Qt as an app does."""
    environment = {**os.environ, "QT_API": (binding() or "").lower()}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_class_has_the_members_that_qtpy_gives_it() -> None:
    saved, whole = json.loads(run(SAVING + SCRIPT)), json.loads(run(SCRIPT))
    assert len(whole) > 500
    assert saved.keys() == whole.keys()
    assert not {name for name, members in whole.items() if not set(members) <= set(saved[name])}


@pytest.mark.parametrize(
    "script",
    [
        "from qtpy.QtWidgets import QMessageBox; print(QMessageBox.Ok is QMessageBox.StandardButton.Ok)",
        "from qtpy import QtCore; print(QtCore.QEvent.Move is QtCore.QEvent.Type.Move)",
        "from qtpy.QtCore import *; print(QEvent.Move is QEvent.Type.Move)",
        "from qtpy.QtCore import Qt; print(Qt.MidButton is Qt.MouseButton.MiddleButton)",
        "from qtpy.QtGui import QColorSpace as a; from qtpy import QtGui as b; print(a.SRgb is b.QColorSpace.SRgb)",
    ],
)
def test_a_member_is_that_of_its_enum(script: str) -> None:
    assert run(SAVING + script) == run(script)
