"""Reports of errors: the app's own frames, with the lines around them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oro_framework.dev import page_reports, python_reports
from oro_framework.dev.page_reports import PageError
from oro_framework.dev.sources import Sources

ORIGIN = "oro://org.example.app"


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    return Sources(tmp_path, tmp_path, ORIGIN)


def raised(folder: Path, text: str) -> BaseException:
    """Return what a module of the app raises."""
    file = folder / "app.py"
    file.write_text(text)
    try:
        exec(compile(text, str(file), "exec"), {})
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def test_frames_of_the_app_have_their_lines(tmp_path: Path, sources: Sources) -> None:
    error = raised(tmp_path, "import json\n\ndef read():\n    return json.loads('{')\n\nread()\n")
    report = python_reports.report_of("A task failed", error, sources)
    assert report.message.startswith("json.decoder.JSONDecodeError: Expecting property name")
    assert not report.frames[0].own
    assert report.place is not None
    assert (report.place.file, report.place.line, report.place.function) == ("app.py", 4, "read")
    assert [line.number for line in report.place.excerpt] == [2, 3, 4, 5, 6]


def test_an_error_of_syntax_has_its_line(tmp_path: Path, sources: Sources) -> None:
    file = tmp_path / "app.py"
    file.write_text("def broken(:\n    pass\n")
    with pytest.raises(SyntaxError) as found:
        compile(file.read_text(), str(file), "exec")
    place = python_reports.report_of("Cannot begin anew", found.value, sources).place
    assert place is not None
    assert (place.file, place.line) == ("app.py", 1)


def test_a_cause_is_named(tmp_path: Path, sources: Sources) -> None:
    error = raised(tmp_path, "try:\n    {}['a']\nexcept KeyError as e:\n    raise ValueError('no a') from e\n")
    assert python_reports.report_of("x", error, sources).hint == "caused by KeyError: 'a'"


def test_a_place_in_a_built_script_is_that_of_its_source(tmp_path: Path, sources: Sources) -> None:
    found = {"version": 3, "sources": ["../src/a.ts"], "sourcesContent": ["one\ntwo\n"], "mappings": "AACA"}
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "a.js").write_text("built()\n//# sourceMappingURL=a.js.map\n")
    (tmp_path / "dist" / "a.js.map").write_text(json.dumps(found))
    error = PageError(kind="error", message="Error: no", stack=f"Error: no\n    at f ({ORIGIN}/dist/a.js:1:1)")
    (frame,) = page_reports.report_of(error, sources, 0).frames
    assert (frame.file, frame.line, frame.own) == (f"{ORIGIN}/src/a.ts", 2, True)
    assert [line.text for line in frame.excerpt] == ["one", "two"]


@pytest.mark.parametrize("path", ["../secret.js", "/etc/passwd", "missing.js", "%2e%2e/secret.js"])
def test_files_outside_of_the_pages_are_not_read(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.js").write_text("secret")
    (tmp_path / "www").mkdir()
    sources = Sources(tmp_path / "www", tmp_path / "www", ORIGIN)
    assert sources.file_of(f"{ORIGIN}/{path}") is None


def test_libraries_are_not_the_app(tmp_path: Path, sources: Sources) -> None:
    assert sources.is_own(tmp_path / "lib" / "a.js")
    assert not sources.is_own(tmp_path / "node_modules" / "a" / "a.js")
    assert not sources.is_own(Path("/usr/lib/python3/a.py"))
