"""What pages of real engines see of the app's life: focus, pause and resume, and the time between stop and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from oro_framework.testing.engines import Engines, engines

pytestmark = pytest.mark.webview

PAGE = """
<!doctype html><title>Life</title>
<script type="module">
import application from 'oro:application'
const heard = (name) => new Promise((resolve) => addEventListener(name, resolve, { once: true }))
addEventListener('applicationstop', () => {
  const began = performance.now()
  const tick = () => {
    console.log('stopping', Math.floor(performance.now() - began))
    setTimeout(tick)
  }
  tick()
})
for (const name of ['focus', 'blur', 'applicationpause', 'applicationresume']) {
  addEventListener(name, () => console.log(name, document.hasFocus()))
}
const blurred = heard('blur')
const other = await application.createWindow({ index: 1, path: 'other.html', width: 300, height: 200 })
await blurred
await other.close()
console.log('closed')
if (location.search === '?minimize') {
  const window = await application.getCurrentWindow()
  const paused = heard('applicationpause')
  await window.minimize()
  await paused
  const resumed = heard('applicationresume')
  await window.restore()
  await resumed
}
await application.exit(3)
</script>
"""
OTHER = "<!doctype html><title>Other</title>"


@pytest.fixture(scope="module")
def running() -> Iterator[Engines]:
    made = Engines()
    yield made
    made.close()


@pytest.mark.parametrize("engine", engines())
def test_focus_is_mirrored_and_nothing_is_paused_between_windows(engine: str, running: Engines, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "other.html").write_text(OTHER)
    code, output = running.run(engine, tmp_path)
    assert code == 3, output
    assert "blur false" in output
    assert "applicationpause" not in output
    spoke = re.findall(r"stopping \d+", output)
    assert len(spoke) > 1, "pages have 256 ms from when they hear of the end"


def test_a_minimised_app_pauses_and_resumes_its_services_when_asked(running: Engines, tmp_path: Path) -> None:
    if "qt" not in engines():
        pytest.skip("without a window manager, GTK's windows do not become icons")
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "other.html").write_text(OTHER)
    arguments = ("--set", "webview_root=/index.html?minimize", "--set", "lifecycle_desktop_always_running=false")
    code, output = running.run("qt", tmp_path, *arguments)
    assert code == 3, output
    assert output.index("applicationpause") < output.index("applicationresume") < output.index("stopping")
