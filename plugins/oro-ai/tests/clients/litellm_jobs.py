"""A program: LiteLLM's main jobs, as one of the providers it knows.

python litellm_jobs.py PROVIDER ADDRESS
"""

from __future__ import annotations

import json
import sys
from typing import Any

import litellm

LEVEL = {
    "type": "object",
    "properties": {"level": {"type": "integer", "minimum": 1, "maximum": 9}},
    "required": ["level"],
    "additionalProperties": False,
}
TOOL = {"type": "function", "function": {"name": "set_level", "description": "Set the level", "parameters": LEVEL}}


def main(provider: str, address: str) -> None:
    """Chat, whole and streamed; answer in a form; call a tool; embed where the provider does."""
    base = f"{address}/v1" if provider == "openai" else address
    asked: dict[str, Any] = {"model": f"{provider}/random", "api_base": base, "api_key": "none", "num_retries": 0}
    asked |= {"messages": [{"role": "user", "content": "Say hello"}], "temperature": 0, "max_tokens": 8}
    whole: Any = litellm.completion(**asked)
    assert whole.usage.completion_tokens == 8, whole
    chunks: Any = litellm.completion(**asked, stream=True)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert text == whole.choices[0].message.content, (text, whole)
    asked["max_tokens"] = 400
    form = {"type": "json_schema", "json_schema": {"name": "level", "schema": LEVEL, "strict": True}}
    shaped: Any = litellm.completion(**asked, response_format=form)
    assert json.loads(shaped.choices[0].message.content)["level"] in range(1, 10), shaped
    if provider != "ollama_chat":  # whose API cannot require a call
        called: Any = litellm.completion(**asked, tools=[TOOL], tool_choice="required", parallel_tool_calls=False)
        (call,) = called.choices[0].message.tool_calls
        assert json.loads(call.function.arguments)["level"] in range(1, 10), called
    if provider != "anthropic":  # whose API has no vectors
        model = "ollama/random" if provider == "ollama_chat" else asked["model"]
        found: Any = litellm.embedding(model=model, input=["one", "two"], api_base=base, api_key="none")
        assert [len(one["embedding"]) for one in found.data] == [64, 64], found


if __name__ == "__main__":
    main(*sys.argv[1:])
