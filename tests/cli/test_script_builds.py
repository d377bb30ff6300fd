"""`oro dev` builds the scripts of a checkout's modules anew when a module changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from oro_framework.cli.script_builds import bundles_of_checkout, refresh
from oro_framework.host.resources.bundle import Bundle


def checkout(tmp_path: Path, program: str) -> Bundle:
    """Make a workspace with one plugin, whose modules `program` puts together."""
    folder = tmp_path / "plugins" / "oro-x" / "oro_x" / "js"
    maker = tmp_path / "js-api" / "vendor" / "plugins.mjs"
    for path, text in ((folder / "x.js", "export default 1\n"), (maker, program)):
        path.parent.mkdir(parents=True)
        path.write_text(text)
    return Bundle.of_package(folder)


MAKES = """
import { mkdirSync, writeFileSync } from 'node:fs'
mkdirSync(process.argv[2] + '/../bundle', { recursive: true })
writeFileSync(process.argv[2] + '/../bundle/made', 'x.js')
"""


def test_scripts_are_built_once_for_one_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = checkout(tmp_path, MAKES)
    refresh(bundle)
    refresh(bundle)
    assert bundle.changed() == ""
    assert capsys.readouterr().err.count("built the scripts") == 1


def test_a_build_that_fails_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = checkout(tmp_path, "throw new Error('no such package')")
    refresh(bundle)
    assert "Cannot build the scripts" in capsys.readouterr().err
    assert bundle.changed() == "made"


def test_a_checkout_has_scripts_of_the_framework_and_of_its_plugins() -> None:
    names = [bundle.sources.parent.name for bundle in bundles_of_checkout()]
    assert names[0] == "js-api"
    assert {"oro_fs", "oro_node"} <= set(names[1:])
