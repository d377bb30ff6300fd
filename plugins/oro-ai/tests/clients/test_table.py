"""The table of clients and their jobs, in the how-to page, says what the tests beside this one try, and no more."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[3] / "docs" / "how-to" / "use-clients-of-other-ai-services.md"
JOBS = ("text", "form", "tool", "returned", "vectors")
BUNDLED = "test_npm.test_bundled_clients_do_in_a_page_what_they_do_elsewhere"
NPM = "test_npm.test_the_client_for_npm_does_in_a_page_what_it_does_elsewhere"
LITELLM = "test_frameworks.test_litellm_speaks_to_it_as_each_of_three_providers"
LANGCHAIN = "test_frameworks.test_langchain_chats_streams_calls_tools_and_gives_classes"
AGENTS = "test_frameworks.test_agents_call_a_function_tell_what_it_returned_and_answer"
PYDANTIC_AI = "test_frameworks.test_pydantic_ai_gives_classes_and_streams"
PYDANTIC_AI_ANTHROPIC = "test_frameworks.test_pydantic_ai_speaks_anthropics_api"
INSTRUCTOR = "test_frameworks.test_instructor_gives_the_class_that_was_asked_for"
INSTRUCTOR_ANTHROPIC = "test_frameworks.test_instructor_asks_by_anthropics_client"
ANTHROPIC_TOOLS = "test_anthropic.test_tools_are_called_whole_and_streamed_and_told_what_they_returned"
RESPONSES_TOOLS = "test_responses.test_tools_are_called_whole_and_streamed"
TRIED: dict[str, dict[str, str]] = {
    "openai (PyPI), chats": {
        "text": "test_openai.test_a_chat_whole_and_streamed_with_usage",
        "form": "test_openai.test_an_answer_is_parsed_into_the_class_that_was_asked_for",
        "tool": "test_frameworks.test_tools_that_are_allowed_and_named",
        "returned": "test_frameworks.test_a_model_is_told_what_a_tool_returned",
        "vectors": "test_openai.test_vectors_are_those_the_client_decodes",
    },
    "openai (PyPI), responses": {
        "text": "test_responses.test_a_response_whole_and_streamed",
        "form": "test_responses.test_an_answer_is_parsed_into_the_class_that_was_asked_for",
        "tool": RESPONSES_TOOLS,
        "returned": RESPONSES_TOOLS,
    },
    "openai (npm)": dict.fromkeys(JOBS, NPM),
    "ai by @ai-sdk/openai-compatible": dict.fromkeys(JOBS, BUNDLED),
    "ai by @ai-sdk/openai, chats and responses": dict.fromkeys(JOBS[:4], BUNDLED),
    "langchain-openai": {**dict.fromkeys(JOBS[:4], LANGCHAIN), "vectors": "test_frameworks.test_langchain_embeds"},
    "litellm as openai/…": dict.fromkeys(("text", "form", "tool", "vectors"), LITELLM),
    "litellm as anthropic/…": dict.fromkeys(JOBS[:3], LITELLM),
    "litellm as ollama_chat/…": dict.fromkeys(("text", "form", "vectors"), LITELLM),
    "instructor by openai": dict.fromkeys(("form", "tool"), INSTRUCTOR),
    "instructor by anthropic": dict.fromkeys(("form", "tool"), INSTRUCTOR_ANTHROPIC),
    "pydantic-ai, chats and responses": dict.fromkeys(JOBS[:3], PYDANTIC_AI),
    "pydantic-ai by anthropic": dict.fromkeys(("form", "tool"), PYDANTIC_AI_ANTHROPIC),
    "openai-agents, chats and responses": dict.fromkeys(JOBS[:4], AGENTS),
    "@anthropic-ai/sdk (npm)": dict.fromkeys(JOBS[:4], BUNDLED),
    "ollama (npm)": dict.fromkeys(("text", "form", "returned", "vectors"), BUNDLED),
    "anthropic (PyPI)": {
        "text": "test_anthropic.test_a_message_whole_and_streamed",
        "form": "test_anthropic.test_an_answer_has_the_form_that_was_asked_for",
        "tool": ANTHROPIC_TOOLS,
        "returned": ANTHROPIC_TOOLS,
    },
    "ollama (PyPI)": {
        "text": "test_ollama.test_a_chat_whole_and_streamed",
        "form": "test_ollama.test_an_answer_has_the_form_that_was_asked_for",
        "returned": "test_ollama.test_calls_that_were_made_are_told_of",
        "vectors": "test_ollama.test_texts_become_vectors",
    },
}
ROW = re.compile(r"^\| (.+?) \| ([✓–]) \| ([✓–]) \| ([✓–]) \| ([✓–]) \| ([✓–]) \|$", re.MULTILINE)


def test_the_page_says_what_is_tried() -> None:
    rows = ROW.findall(PAGE.read_text("utf-8"))
    said = {
        name.replace("`", ""): {job for job, mark in zip(JOBS, marks, strict=True) if mark == "✓"}
        for name, *marks in rows
    }
    assert said == {name: set(jobs) for name, jobs in TRIED.items()}


def test_what_is_tried_is_there() -> None:
    there = set()
    for path in HERE.glob("test_*.py"):
        names = [getattr(one, "name", "") for one in ast.parse(path.read_text("utf-8")).body]
        there |= {f"{path.stem}.{name}" for name in names}
    assert {test for jobs in TRIED.values() for test in jobs.values()} <= there
