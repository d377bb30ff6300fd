"""Where pages store things is known before a parser is imported, and as the whole configuration has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from oro_framework.cli.app import describe, likely_isolated, load_config, storage_folder
from oro_framework.host.backends.page_storage import folder_of

NAMED = '[meta]\nbundle_identifier = "org.example.named"\n'
CASES: dict[str, tuple[dict[str, str], list[str], dict[str, str]]] = {
    "named": ({"oro.toml": NAMED}, [], {}),
    "flat": ({"oro.toml": 'meta_bundle_identifier = "org.example.flat"'}, [], {}),
    "table": ({"oro.toml": 'meta = { bundle_identifier = "org.example.table" }'}, [], {}),
    "another platform": ({"oro.toml": NAMED + '[mac.meta]\nbundle_identifier = "org.example.mac"\n'}, [], {}),
    "this platform": ({"oro.toml": NAMED + '[linux.meta]\nbundle_identifier = "org.example.linux"\n'}, [], {}),
    "remark": ({"oro.toml": '# bundle_identifier = "org.example.old"\n' + NAMED}, [], {}),
    "overridden": ({"oro.toml": NAMED, ".ororc": '[meta]\nbundle_identifier = "org.example.rc"\n'}, [], {}),
    "variable": ({"oro.toml": NAMED}, [], {"ORO_META_BUNDLE_IDENTIFIER": "org.example.variable"}),
    "command": ({"oro.toml": NAMED}, ["meta_bundle_identifier=org.example.command"], {}),
    "unnamed": ({"index.html": ""}, [], {}),
    "unnamed elsewhere": ({"index.html": "", ".ororc": '[app]\nresources = "www"\n', "www/index.html": ""}, [], {}),
    "memory": ({"oro.toml": NAMED + '[webview]\nstorage = "memory"\n'}, [], {}),
    "memory by command": ({"oro.toml": NAMED}, ["webview.storage=memory"], {}),
    "memory by variable": ({"oro.toml": NAMED}, [], {"ORO_WEBVIEW_STORAGE": "memory"}),
}


@pytest.mark.parametrize("case", CASES)
def test_the_folder_is_that_of_the_configuration(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files, command, variables = CASES[case]
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("ORO_WEBVIEW_STORAGE", "")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    for name, text in files.items():
        path = tmp_path / "app" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    app = describe(tmp_path / "app")
    settings = load_config(app, command).settings
    root = app.folder / str(settings["app_resources"])
    lasts = settings["webview_storage"] == "disk"
    expected = folder_of(settings["meta_bundle_identifier"], root) if lasts else None
    assert storage_folder(app, command) == expected


ISOLATED: dict[str, tuple[str, list[str]]] = {
    "not": (NAMED, []),
    "off": (NAMED + "[webview]\nisolated = false\n", []),
    "on": (NAMED + "[webview]\nisolated = true\n", []),
    "flat": (NAMED.replace("[meta]", "webview_isolated = true\n[meta]"), []),
    "command": (NAMED, ["webview_isolated=true"]),
}


@pytest.mark.parametrize("case", ISOLATED)
def test_isolation_is_that_of_the_configuration(case: str, tmp_path: Path) -> None:
    text, command = ISOLATED[case]
    (tmp_path / "oro.toml").write_text(text)
    app = describe(tmp_path)
    assert likely_isolated(app, command) == load_config(app, command).settings["webview_isolated"]
