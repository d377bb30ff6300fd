"""`oro dev` of every template for Vite: the page is Vite's, in the app's origin, and changes without loading again."""

from __future__ import annotations

from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines

from .dev import PACKAGES, Dev, made

pytestmark = [
    pytest.mark.webview,
    pytest.mark.skipif(not PACKAGES.is_dir(), reason="set-up fetches the packages of npm"),
]

COMPONENTS = {"react": "App.tsx", "vue": "App.vue", "svelte": "App.svelte", "solid": "App.tsx"}
KEEP_STATE = ("react", "vue")
"""Those whose components keep what they hold when they change; the others begin the component anew."""
LOAD_AGAIN = ("solid",)
"""Those whose page loads again after a mistake."""
RUNS = [("react", "gtk"), ("react", "qt"), ("vue", "gtk"), ("svelte", "qt"), ("solid", "gtk")]
GREET = """
(() => {
  const form = document.querySelector('form')
  if (!form || globalThis.marker) return globalThis.marker
  globalThis.marker = 'first'
  form.querySelector('input').value = 'Ada'
  form.requestSubmit()
  return globalThis.marker
})()
"""


@pytest.mark.parametrize(("template", "engine"), RUNS)
def test_changes_reach_the_page(template: str, engine: str, oro_engines: Engines, tmp_path: Path) -> None:
    if engine not in engines():
        pytest.skip(f"{engine} is not here")
    dev = Dev(made(tmp_path / "app", template), engine, oro_engines)
    try:
        component = f"src/{COMPONENTS[template]}"
        assert dev.until("[vite] connected") is not None
        assert dev.ask("document.querySelector('form') && location.origin") == "oro://com.example.app"
        assert dev.ask(GREET) == "first"
        assert dev.ask("document.querySelector('output').textContent.match(/Hello, Ada!/)?.[0]")

        dev.edit(component, "in one window", "as edited")
        told = "document.querySelector('p').textContent.includes('as edited') && "
        kept = "[globalThis.marker, /Ada/.test(document.querySelector('output').textContent)]"
        assert dev.ask(told + kept) == ["first", template in KEEP_STATE]

        dev.edit("src/style.css", "h1 {", "h1 {\n  text-transform: uppercase;")
        style = "getComputedStyle(document.querySelector('h1')).textTransform === 'uppercase'"
        assert dev.ask(f"{style} && globalThis.marker") == "first"

        dev.edit(component, "as edited", "as edited {{{ <")
        assert dev.ask("document.querySelector('vite-error-overlay') && globalThis.marker") == "first"
        dev.edit(component, "as edited {{{ <", "as mended")
        if template in LOAD_AGAIN:
            dev.until("[vite] connected")
        assert dev.ask("document.querySelector('p')?.textContent.includes('as mended')")
    finally:
        code = dev.end()
    assert code == 0, "".join(dev.heard)
