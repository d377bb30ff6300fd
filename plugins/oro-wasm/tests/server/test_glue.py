"""Glue is found beside its module, and its functions have the types of its declarations."""

from __future__ import annotations

from pathlib import Path

from oro_wasm.server.glue import find, functions_of

DECLARATIONS = """/* tslint:disable */
export function greet(name: string, times?: number): string;
export declare function sum(values: Uint8Array): bigint;
export declare function nothing(): void;
export function initSync(module: any): any;
export declare const memory: WebAssembly.Memory;
export default function init(module_or_path?: any): Promise<any>;
"""


def test_functions_have_names_and_types() -> None:
    assert [(each.name, each.params, each.result) for each in functions_of(DECLARATIONS)] == [
        ("greet", (("name", "string"), ("times", "number")), "string"),
        ("sum", (("values", "Uint8Array"),), "bigint"),
        ("nothing", (), "void"),
    ]


def test_each_kind_of_glue_is_found_and_other_scripts_are_not(tmp_path: Path) -> None:
    (tmp_path / "app.js").write_text("export function greet() {}\nexport default function init() {}")
    (tmp_path / "app.d.ts").write_text(DECLARATIONS)
    (tmp_path / "script.js").write_text("var Module = {}")
    (tmp_path / "release.mjs").write_text("export const { add } = await instantiate()")
    found = find(tmp_path / "app_bg.wasm")
    assert found is not None
    assert (found.path.name, found.style, len(found.functions)) == ("app.js", "wasm-bindgen", 3)
    assert find(tmp_path / "script.wasm") is None
    other = find(tmp_path / "release.wasm")
    assert other is not None
    assert (other.path.name, other.style) == ("release.mjs", "module")
