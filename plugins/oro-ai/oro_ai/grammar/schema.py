"""Convert JSON schemas into grammars with the converter of llama-cpp-python.

The converter ignores keywords it does not know, so that an answer might violate the schema. Therefore a schema is
first reduced to the keywords it supports (`oro_ai.grammar.strict`), and refused if that is impossible.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from oro_ai.bindings import PREBUILT, required_bindings
from oro_ai.errors import BadGrammar
from oro_ai.grammar.scalars import RULE, NotStrict
from oro_ai.grammar.strict import strict

__all__ = ("checked", "grammar_of", "rules_of")

LARGEST = 1 << 18
"""The most characters of a grammar."""
DEEPEST = 500
"""The deepest nesting of groups; llama.cpp parses them recursively, and a stack overflow would end the process."""
_NO_GROUPS = re.compile(r'"(?:\\.|[^"\\])*"|\[(?:\\.|[^\]\\])*\]|#[^\n]*')
_CHARACTER = r'[^"\\] |'
_PRINTED = r'[^"\\\x00-\x1F\x7F] |'
"""The characters of JSON strings; the converter's own rule also allows control characters."""


def grammar_of(schema: Mapping[str, Any]) -> str:
    """Return a grammar for the JSON texts that the schema allows.

    Raises:
        BadGrammar: the schema is invalid, too large, or cannot be expressed in a grammar.
    """
    return rules_of({"root": schema})


def rules_of(schemas: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the rules of a grammar for several schemas, each rule for the JSON texts its schema allows.

    Args:
        schemas: JSON schemas by the names of their rules. `root` must be alone, as names of its parts have no prefix.

    Raises:
        BadGrammar: a schema is invalid or cannot be expressed in a grammar, or they are too large.
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
        # The converter asserts and indexes without checks; any exception it raises is caused by the schema.
        raise BadGrammar(f"the schema cannot be used ({type(error).__name__}: {error})") from error
    return checked(text)


def checked(grammar: str) -> str:
    """Return a grammar if it is safe to pass to llama.cpp.

    Raises:
        BadGrammar: the grammar is too large, or its groups are nested too deep.
    """
    if len(grammar) > LARGEST:
        raise BadGrammar(f"it has {len(grammar)} characters, and {LARGEST} are allowed")
    depth = 0
    for character in _NO_GROUPS.sub("", grammar):
        depth += (character == "(") - (character == ")")
        if depth > DEEPEST:
            raise BadGrammar(f"its groups are deeper than {DEEPEST}")
    return grammar


def _converter() -> Any:
    if required_bindings() == PREBUILT:
        from oro_llama.llama_cpp.llama_grammar import SchemaConverter
    else:
        from llama_cpp.llama_grammar import SchemaConverter
    return SchemaConverter


def _converted(schemas: Mapping[str, Mapping[str, Any]], references: Mapping[str, Any]) -> str:
    SchemaConverter = _converter()

    class Converter(SchemaConverter):  # type: ignore[misc, valid-type]
        """The converter, with support for rules given as text and for quoted backslashes."""

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
        # Rules shared by all schemas, such as the rule of any number, keep their own names.
        converter._rules.setdefault(name, rule)
    return str(converter.format_grammar()).replace(_CHARACTER, _PRINTED)
