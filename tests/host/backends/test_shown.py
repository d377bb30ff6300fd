"""Values of a page, as the script of the engines writes them out; run by Node."""

from __future__ import annotations

import json
import subprocess
from importlib import resources

import pytest

SCRIPT = resources.files("oro_framework.host.backends.webkit").joinpath("shown.js").read_text("utf-8").strip()


def shown(expression: str) -> str:
    """Return the text of a value."""
    program = f"const {{ parts }} = ({SCRIPT})(); console.log(JSON.stringify(parts([{expression}])))"
    done = subprocess.run(["node", "-e", program], capture_output=True, text=True, timeout=30, check=True)
    return " ".join(text for _, text in json.loads(done.stdout))


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("'plain', { a: 1, 'b-c': 'it\\'s' }", "plain { a: 1, 'b-c': \"it's\" }"),
        ("[1, [2, [3, [4, [5]]]]], -0, 10n, Symbol('x')", "[ 1, [ 2, [ 3, [ 4, [Array(1)] ] ] ] ] -0 10n Symbol(x)"),
        ("new Map([['a', new Set([1])]]), null, undefined", "Map(1) { 'a' => Set(1) { 1 } } null undefined"),
        ("class Foo {}, () => 1, new (class Bar { a = 1 })()", "[class Foo] [Function (anonymous)] Bar { a: 1 }"),
        ("(() => { const a = { get b () { throw 1 } }; a.self = a; return a })()", "{ b: [Getter], self: [Circular] }"),
        ("'half is 50%% of %s'", "half is 50%% of %s"),
        ("'%s is %d%% %o%c!', 'half', 50, { a: 1 }, 'color: red', 'rest'", "half is 50% { a: 1 }! rest"),
        ("new Date(0), /x/g, Object.create(null)", "1970-01-01T00:00:00.000Z /x/g [Object: null prototype] {}"),
        ("new Proxy({}, { ownKeys () { throw new Error('no') } })", "[Object]"),
        ("'\\u001b[31mred', ['\\u001b[31m']", "\x1b[31mred [ '\\x1b[31m' ]"),
    ],
)
def test_values_are_written_out(expression: str, text: str) -> None:
    assert shown(expression) == text


def test_what_is_long_is_cut() -> None:
    lines = shown("Array.from({ length: 1000 }, (_, i) => i)").splitlines()
    assert lines[0] == "Array(1000) ["
    assert lines[-2].endswith("... 900 more items")
    assert max(map(len, lines)) < 100


def test_errors_have_stacks_and_causes() -> None:
    text = shown("Object.assign(new TypeError('wrong', { cause: new Error('why') }), { code: 'E1' })")
    assert text.startswith("TypeError: wrong\n    at ")
    assert "    [cause]: Error: why\n        at " in text
    assert "    [code]: 'E1'" in text
