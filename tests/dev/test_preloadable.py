"""Modules that the next process of an app has from the one it is forked from."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from oro_framework.dev.preloadable import preloadable

LIBRARY = """
class Late:
    \"\"\"Fails when anything is asked of it, as settings do that are read at their first use.\"\"\"

    def __getattribute__(self, name):
        raise RuntimeError(name)

    __class__ = property(lambda self: self.anything)

    def __call__(self):
        pass

value = 1
late = Late()
"""


def test_the_app_and_engines_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path / "app"))
    monkeypatch.syspath_prepend(str(tmp_path / "lib"))
    for folder, name, text in (
        ("app", "their_app", "class Shop: pass\n"),
        ("lib", "plain_library", LIBRARY),
        ("lib", "user_of_app", "from their_app import Shop\n"),
        ("lib", "user_of_user", "import user_of_app\n"),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / f"{name}.py").write_text(text)
    for name in ("plain_library", "user_of_user"):
        __import__(name)
    monkeypatch.setitem(sys.modules, "gi.repository.Gtk", ModuleType("gi.repository.Gtk"))
    found = preloadable(tmp_path / "app")
    for name in ("their_app", "plain_library", "user_of_app", "user_of_user"):
        monkeypatch.delitem(sys.modules, name)
    assert "plain_library" in found
    assert not {"their_app", "user_of_app", "user_of_user", "gi.repository.Gtk", "__main__"} & set(found)
