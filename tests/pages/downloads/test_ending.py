"""An app that ends gives up what is on its way, and leaves nothing of it, in every engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines

PAGE = """<!doctype html><title>ending</title><script>
const heard = ({ detail }) => {
  if (detail.received === 0) return
  removeEventListener('download', heard)
  console.log('RECEIVED ' + detail.state)
  fetch('ipc://application.exit?value=3')
}
addEventListener('download', heard)
addEventListener('load', () => { location.href = '/files/endless' })
</script>"""

TOML = """
[meta]
bundle_identifier = "org.example.downloads"
[webview]
downloads_folder = "saved"
"""


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_nothing_stays_of_what_was_not_done(engine: str, oro_engines: Engines, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "oro.toml").write_text(TOML)
    (tmp_path / "app.py").symlink_to(Path(__file__).with_name("app.py"))
    code, output = oro_engines.run(engine, tmp_path)
    assert (code, "RECEIVED running" in output) == (3, True), output
    assert "Traceback" not in output, output
    assert list((tmp_path / "saved").iterdir()) == []
