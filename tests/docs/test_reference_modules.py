"""The reference of a module has what its type declarations and their comments say."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import build_js
import pytest
import reference_modules

DECLARED = """\
/**
 * Tea, and pots for it.
 *
 *     const pot = new Pot(2)
 *     await pot.brew('green')
 *
 * Pots of Map<string, Tea> are not offered.
 * @module
 */
/**
 * Find out how long a kind of tea takes.
 * @param {string} kind
 * @param {number} [degrees] of the water, 80 unless given
 * @returns {number} seconds
 * @throws {RangeError} when the water boils
 */
export declare function time(kind: string, degrees?: number): number;
export declare const CUPS = 12;
/** A pot. */
export declare class Pot {
    constructor(litres: number);
    /** @returns {Promise<void>} once it is warm */
    warm(): Promise<void>;
    /** @internal */
    empty(): void;
    private _water;
}
export type Kind = import('./kinds.js').Kind;
export * as default from './tea.js';
export { spout } from './spout.js';
"""
KINDS = """\
/** A kind of tea. */
export type Kind = {
    /** as merchants have it */
    name: string;
};
"""
SPOUT = """\
/** Spouts and handles. */
export declare function spout(): void;
"""
SPOUT_SCRIPT = """\
/** Spouts and handles. */

import './kinds.js'

export function spout () {}
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the page of a module."""
    folder = tmp_path_factory.mktemp("reference")
    types, scripts = folder / "dts", folder / "js"
    types.mkdir()
    scripts.mkdir()
    (types / "tea.d.ts").write_text(DECLARED)
    (types / "kinds.d.ts").write_text(KINDS)
    (types / "spout.d.ts").write_text(SPOUT)
    (scripts / "spout.js").write_text(SPOUT_SCRIPT)
    asked = [{"name": "tea", "from": "oro-tea", "file": str(types / "tea.d.ts")}]
    command = ["node", str(build_js.REFERENCE / "write.mjs"), str(folder)]
    subprocess.run(command, input=json.dumps(asked).encode(), check=True, timeout=60)
    return Path(folder / "tea.md").read_text()


def test_a_function_has_its_signature_its_parameters_and_its_errors(page: str) -> None:
    assert page.split("### `time`")[1].split("\n## ")[0] == (
        "\n\n```ts\ntime(kind: string, degrees?: number): number\n```\n\n"
        "Find out how long a kind of tea takes.\n\n"
        "- `degrees`: of the water, 80 unless given\n- returns seconds\n- throws when the water boils\n"
    )


def test_an_example_is_a_block_of_code_and_angle_brackets_stay(page: str) -> None:
    assert "```js\nconst pot = new Pot(2)\nawait pot.brew('green')\n```" in page
    assert r"Pots of Map\<string, Tea> are not offered." in page


def test_a_class_has_its_public_members(page: str) -> None:
    assert "#### `Pot.constructor`\n\n```ts\nnew Pot(litres: number)\n```" in page
    assert "#### `Pot.warm`\n\n```ts\nwarm(): Promise<void>\n```\n\nReturns once it is warm." in page
    assert "empty" not in page
    assert "_water" not in page


def test_a_type_of_another_module_is_described_where_it_is_exported(page: str) -> None:
    assert "### `Kind`\n\n```ts\ntype Kind = {\n  /** as merchants have it */\n  name: string;\n}" in page


def test_the_comment_of_a_file_is_not_that_of_its_first_function(page: str) -> None:
    assert "spout(): void" in page
    assert "Spouts and handles" not in page


def test_a_constant_without_a_comment_is_a_line(page: str) -> None:
    assert "- `CUPS: 12`" in page


def test_every_module_of_the_list_has_declarations_to_read() -> None:
    described = list(reference_modules.described())
    assert {"fs", "ipc", "window", "container"} <= {each.name for each in described}
    assert {each.group for each in described} <= set(reference_modules.GROUPS)
