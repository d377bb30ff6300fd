"""The panel and a site in a plain browser, over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from .browser import CHROMIUM, page_of
from .conftest import adding
from .serving import serving

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")]

ECHO = """#include <stdio.h>
int main(int argc, char **argv) { char line[99];
while (fgets(line, sizeof line, stdin)) { printf("heard %s", line); fflush(stdout); } return 3; }
"""
GLUE = """let wasm
export default async function init({ module_or_path }) {
  wasm = (await WebAssembly.instantiateStreaming(fetch(module_or_path))).instance.exports
}
export function greet(name, times) { console.log('greeted'); return `Hello ${name} `.repeat(wasm.add(times, 0)) }
"""
DECLARATIONS = (
    "export function greet(name: string, times: number): string;\nexport default function init(a: any): any;\n"
)


def test_a_program_reads_typed_lines_and_a_failed_build_is_shown(tmp_path: Path) -> None:
    source = tmp_path / "project" / "echo.c"
    source.parent.mkdir()
    source.write_text(ECHO)
    with serving(source) as server, page_of(tmp_path / "profile") as page:
        page.loads(f"http://localhost:{server.port}/")
        page.until("!document.querySelector('#line').disabled")
        page.evaluate(
            "document.querySelector('#line').value = 'one'; document.querySelector('#typing').requestSubmit()"
        )
        page.until("document.querySelector('#output').textContent.includes('heard one')")
        source.write_text(ECHO.replace("return 3", "return missing"))
        assert page.until("document.querySelector('.source .here')?.textContent").endswith("return missing; }")
        source.write_text(ECHO.replace("return 3", "return 0"))
        page.until("document.querySelector('#trouble').hidden && document.documentElement.dataset.version === '2'")
        page.until("!document.querySelector('#line').disabled")
        page.evaluate("document.querySelector('#end').click()")
        page.until("document.querySelector('#output').textContent.includes('ended with exit code 0')")


def test_functions_of_glue_take_and_give_values_of_javascript(tmp_path: Path) -> None:
    module = tmp_path / "app_bg.wasm"
    module.write_bytes(adding(0))
    (tmp_path / "app.js").write_text(GLUE)
    (tmp_path / "app.d.ts").write_text(DECLARATIONS)
    with serving(module) as server, page_of(tmp_path / "profile") as page:
        page.loads(f"http://localhost:{server.port}/")
        page.until("document.querySelector('#call-greet')")
        page.evaluate(
            "for (const [at, value] of ['you', '2'].entries()) {"
            "  const input = document.querySelector(`#input-greet-${at}`)"
            "; input.value = value; input.dispatchEvent(new Event('input')) }"
            "document.querySelector('#call-greet').click()"
        )
        said = page.until("document.querySelector('[data-function=greet] .result').textContent")
        assert said == '"Hello you Hello you "'
        page.until("document.querySelector('#output').textContent.includes('greeted')")
        (tmp_path / "app.js").write_text(GLUE.replace("Hello", "Goodbye"))
        page.until("document.documentElement.dataset.version === '2'")
        assert page.evaluate("document.querySelector('#input-greet-0').value") == "you"
        page.evaluate("document.querySelector('#call-greet').click()")
        page.until("document.querySelector('[data-function=greet] .result').textContent.includes('Goodbye you')")


def test_a_site_loads_again_when_a_file_changes(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("<!doctype html><h1>one</h1>")
    with serving(site) as server, page_of(tmp_path / "profile") as page:
        page.loads(f"http://localhost:{server.port}/")
        assert page.evaluate("document.querySelector('h1').textContent") == "one"
        (site / "index.html").write_text("<!doctype html><h1>two</h1>")
        page.heard("Page.loadEventFired")
        assert page.evaluate("document.querySelector('h1').textContent") == "two"
