"""JSON schemas into grammars, by the converter that comes with llama-cpp-python.

The converter passes over what it does not know; an answer would then not be held to what was asked for. So a schema is
first put into the words it knows (`oro_ai.grammar.strict`), and one that cannot be is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from oro_ai.errors import BadGrammar
from oro_ai.grammar.scalars import RULE, NotStrict
from oro_ai.grammar.strict import strict

__all__ = ("checked", "grammar_of", "rules_of")

LARGEST = 1 << 18
"""Characters of a grammar."""
DEEPEST = 500
"""Groups within groups of a grammar; llama.cpp reads them by recursion, which ends the process where its stack ends."""
_NO_GROUPS = re.compile(r'"(?:\\.|[^"\\])*"|\[(?:\\.|[^\]\\])*\]|#[^\n]*')
_CHARACTER = r'[^"\\] |'
_PRINTED = r'[^"\\\x00-\x1F\x7F] |'
"""What JSON has in its texts: the converter would have control characters, too."""


def grammar_of(schema: Mapping[str, Any]) -> str:
    """Return a grammar whose texts are JSON the schema allows.

    Raises:
        BadGrammar: the schema is none, is too large, or says what no grammar can hold to.
    """
    return rules_of({"root": schema})


def rules_of(schemas: Mapping[str, Mapping[str, Any]]) -> str:
    """Return rules of one grammar, with one for each of several schemas: its texts are JSON the schema allows.

    Args:
        schemas: JSON schemas by the names of their rules; `root` is alone, for its parts have its rules' names.

    Raises:
        BadGrammar: a schema is none, they are too large, or one says what no grammar can hold to.
    """
    return _rules(json.dumps(schemas))


@lru_cache(maxsize=64)
def _rules(given: str) -> str:
    schemas = json.loads(given)
    try:
        said, references = strict(*schemas.values())
        text = _converted(dict(zip(schemas, said, strict=True)), references)
    except NotStrict as error:
        raise BadGrammar(f"the schema cannot be held to: {error}") from error
    except Exception as error:
        # The converter asserts and indexes what it finds; whatever it raises, the schema is the reason.
        raise BadGrammar(f"the schema cannot be used ({type(error).__name__}: {error})") from error
    return checked(text)


def checked(grammar: str) -> str:
    """Return a grammar that llama.cpp may be given.

    Raises:
        BadGrammar: it is too large, or its groups are too deep.
    """
    if len(grammar) > LARGEST:
        raise BadGrammar(f"it has {len(grammar)} characters, and {LARGEST} are allowed")
    depth = 0
    for character in _NO_GROUPS.sub("", grammar):
        depth += (character == "(") - (character == ")")
        if depth > DEEPEST:
            raise BadGrammar(f"its groups are deeper than {DEEPEST}")
    return grammar


def _converted(schemas: Mapping[str, Mapping[str, Any]], references: Mapping[str, Any]) -> str:
    from llama_cpp.llama_grammar import SchemaConverter

    class Converter(SchemaConverter):  # type: ignore[misc]
        """Knows rules that are written out, and how backslashes are quoted."""

        def _format_literal(self, literal: str) -> str:
            escaped = literal.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
            return f'"{escaped}"'

        def visit(self, schema: Mapping[str, Any], name: str) -> str:
            if (rule := schema.get(RULE)) is not None:
                return str(self._add_rule(name or "root", f"({rule}) space"))
            return str(super().visit(schema, name))

    converter = Converter(prop_order={}, allow_fetch=False, dotall=False, raw_pattern=False)
    converter._refs.update(references)
    for name, schema in schemas.items():
        rule = converter.visit(schema, "" if name == "root" else name)
        # What is made once for all, such as any number, has a rule of its own name.
        converter._rules.setdefault(name, rule)
    return str(converter.format_grammar()).replace(_CHARACTER, _PRINTED)
