"""The files of an app that go in, and what its Python imports."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from oro_build.errors import BuildError
from oro_build.planning.app_files import app_files, import_statements, imported_modules
from oro_build.planning.bytecode import compiled
from oro_build.planning.distributions import size_of
from oro_build.planning.engine import choose_engine

from oro_framework.host.backends.choice import backend_class


@pytest.fixture
def app(tmp_path: Path) -> Path:
    for name in (
        "oro.toml",
        ".ororc",
        "index.html",
        "app.py",
        "tests/test_app.py",
        "build/old/app.js",
        "node_modules/tea/build/tea.js",
        "node_modules/.bin/tea",
        "venv/pyvenv.cfg",
        "venv/lib/x.py",
        "notes.log",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    return tmp_path


def names(app: Path, **how: list[str]) -> list[str]:
    return [path.relative_to(app).as_posix() for path in app_files(app, **how)]


def test_what_only_an_author_needs_stays_out(app: Path) -> None:
    assert names(app) == ["app.py", "index.html", "oro.toml", "node_modules/tea/build/tea.js"]


def test_an_app_says_what_goes_in_and_what_stays_out(app: Path) -> None:
    assert ".ororc" in names(app, include=[".ororc"])
    assert "tests/test_app.py" in names(app, include=["tests"])
    assert names(app, exclude=["node_modules", "*.html"]) == ["app.py", "oro.toml"]


def test_of_an_app_with_built_pages_only_these_go_in(app: Path) -> None:
    (app / "dist").mkdir()
    (app / "dist" / "index.html").write_text("")
    assert names(app, only=["dist"]) == ["app.py", "oro.toml", "dist/index.html"]


def test_imports_are_found_wherever_they_stand_but_those_of_the_app_itself(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("")
    file = tmp_path / "app.py"
    file.write_text("import helper, json\ndef later():\n    from email.mime import text\n    from . import x\n")
    found = import_statements([file], tmp_path)
    assert found == ["from email.mime import text", "import email.mime", "import json"]
    assert imported_modules(found) == ["email", "json"]


def test_python_that_cannot_be_read_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "app.py"
    file.write_text("x = (\n")
    with pytest.raises(BuildError, match=r"app\.py.*line 1"):
        compiled(file, tmp_path / "made")


def test_the_size_of_a_distribution_is_that_of_its_own_files() -> None:
    whole = size_of("anyio")
    assert 100_000 < whole < 10_000_000
    assert size_of("oro-otp") < 1_000_000, "an editable installation, whose files are in the checkout"
    assert size_of("typing-extensions") > 50_000, "a module beside those of others"


@pytest.mark.skipif(find_spec("PyQt6") is None, reason="Qt is of another binding here")
def test_a_part_of_a_package_that_others_share_is_not_all_of_it() -> None:
    assert size_of("PyQt6-sip") < 10_000_000 < size_of("PyQt6-Qt6")


@pytest.mark.skipif(sys.platform != "linux", reason="one of two engines is chosen on Linux alone")
@pytest.mark.parametrize(("kind", "engine"), [("webkit", "gtk"), ("chromium", "qt")])
def test_the_engine_an_app_is_made_for_goes_in_unless_another_is_asked_for(kind: str, engine: str) -> None:
    if backend_class(engine).missing():
        pytest.skip(f"{engine} is not installed")
    assert choose_engine("", kind) == (engine, "[webview] engine")
    assert choose_engine("headless", kind) == ("headless", "[build] engine")
