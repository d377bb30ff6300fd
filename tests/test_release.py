"""A release has one version everywhere, and files in an order that installers can use at any moment."""

from __future__ import annotations

from pathlib import Path

import pytest
import release_files
import release_versions

from oro_framework import __version__


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a workspace of a framework and two plugins."""
    folder = tmp_path / "checkout"
    for place in ("", "plugins/oro-a", "plugins/oro-b"):
        (folder / place).mkdir(parents=True)
        text = '[project]\nname = "x"\nversion = "0.1.9"\ndependencies = ["oro-framework>=0.1,<0.2"]\n'
        (folder / place / "pyproject.toml").write_text(text)
    template = folder / "oro_framework" / "cli" / "templates" / "plugin"
    template.mkdir(parents=True)
    (template / "pyproject.toml").write_text('version = "0.1.0"\ndependencies = ["oro-framework>=0.1,<0.2"]\n')
    (folder / "oro_framework" / "__init__.py").write_text('__version__ = "0.1.9"\n')
    monkeypatch.setattr(release_versions, "ROOT", folder)
    return folder


def test_all_packages_have_the_version_of_the_framework() -> None:
    assert release_versions.current() == __version__


def test_a_version_is_written_wherever_it_stands(workspace: Path) -> None:
    release_versions.write("0.2.0")
    assert release_versions.current() == "0.2.0"
    text = (workspace / "plugins" / "oro-b" / "pyproject.toml").read_text()
    assert "oro-framework>=0.2,<0.3" in text
    template = (workspace / "oro_framework/cli/templates/plugin/pyproject.toml").read_text()
    assert template == 'version = "0.1.0"\ndependencies = ["oro-framework>=0.2,<0.3"]\n'
    assert (workspace / "oro_framework" / "__init__.py").read_text() == '__version__ = "0.2.0"\n'


@pytest.mark.parametrize("version", ["0.1.9", "0.1.8", "1", "0.2.0rc1", ""])
def test_a_version_that_cannot_be_is_refused(version: str, workspace: Path) -> None:
    with pytest.raises(ValueError, match=r"is not newer|is no version"):
        release_versions.write(version)
    assert release_versions.current() == "0.1.9"


def test_packages_of_several_versions_are_no_release(workspace: Path) -> None:
    path = workspace / "plugins" / "oro-a" / "pyproject.toml"
    path.write_text(path.read_text().replace("0.1.9", "0.1.8"))
    with pytest.raises(ValueError, match="several versions"):
        release_versions.current()


def test_the_framework_is_published_before_what_needs_it(tmp_path: Path) -> None:
    names = ["oro_wasm-1-py3-none-any.whl", "oro_ai-1.tar.gz"]
    names += ["oro_framework-1-py3-none-any.whl", "oro_framework-1.tar.gz", "oro_llama-2-py3-none-linux.whl"]
    for name in names:
        (tmp_path / name).touch()
    order = [path.name for path in release_files.in_order(tmp_path)]
    assert order[0] == "oro_llama-2-py3-none-linux.whl"
    assert {*order[1:3]} == {"oro_framework-1-py3-none-any.whl", "oro_framework-1.tar.gz"}
    assert order[3:] == ["oro_ai-1.tar.gz", "oro_wasm-1-py3-none-any.whl"]
