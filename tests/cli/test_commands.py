"""What the commands of plugins are given."""

from __future__ import annotations

from pathlib import Path

import pytest

from oro_framework.commands import loaded_host
from oro_framework.errors import UsageError


def test_the_host_of_an_app_has_its_settings_and_what_outweighs_them(tmp_path: Path) -> None:
    (tmp_path / "oro.toml").write_text('[meta]\nbundle_identifier = "org.example.commands"\ntitle = "Theirs"\n')
    host = loaded_host(str(tmp_path))
    assert (host.bundle, host.root) == ("org.example.commands", tmp_path)
    assert loaded_host(str(tmp_path), ["meta_version=5.0"]).settings["meta_version"] == "5.0"
    assert host.service("fs") is None, "nothing runs"


def test_without_an_app_there_is_a_host_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert loaded_host().root == tmp_path
    with pytest.raises(UsageError, match="there is no such file or folder"):
        loaded_host("nowhere")
