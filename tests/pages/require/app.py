"""A plugin with modules and without a script of them, as those of others are."""

from collections.abc import Iterator
from pathlib import Path

from oro_framework import hookimpl
from oro_framework.types import Module

FILES = {
    "words": """/** Words, counted. */
import { add, total } from './words/count.js'

export { add, total }
export default add // and no line end: export""",
    "words/count": """export let total = 0

export function add (text) {
  total += text.split(' ').length
  return total
}
""",
    "plain": "globalThis.plain = { export: 1 }\n",
}


@hookimpl
def oro_modules() -> Iterator[Module]:
    folder = Path(__file__).parent / "modules"
    for name, text in FILES.items():
        file = folder / f"{name}.js"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        yield Module(name=name, path=file)
