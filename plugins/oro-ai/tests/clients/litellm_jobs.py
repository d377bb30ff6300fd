"""A program: LiteLLM's main jobs, as one of the providers it knows.

python litellm_jobs.py PROVIDER ADDRESS
"""

from __future__ import annotations

import sys
from typing import Any

import litellm


def main(provider: str, address: str) -> None:
    """Chat, whole and streamed."""
    base = f"{address}/v1" if provider == "openai" else address
    asked: dict[str, Any] = {"model": f"{provider}/random", "api_base": base, "api_key": "none", "num_retries": 0}
    asked |= {"messages": [{"role": "user", "content": "Say hello"}], "temperature": 0, "max_tokens": 8}
    whole: Any = litellm.completion(**asked)
    assert whole.usage.completion_tokens == 8, whole
    chunks: Any = litellm.completion(**asked, stream=True)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert text == whole.choices[0].message.content, (text, whole)


if __name__ == "__main__":
    main(*sys.argv[1:])
