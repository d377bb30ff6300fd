"""llama-cpp-python itself, in process: `python -m benchmarks.ai.raw MODEL THREADS`."""

from __future__ import annotations

import json
import sys
import time

from oro_ai.testing.bare import loading_as_ours

from benchmarks.ai.asking import PROMPTS, TOKENS


def main(model: str, threads: int) -> None:
    """Generate from each prompt and print the tokens per second after the first, and the processor time of one (µs)."""
    from llama_cpp import Llama

    sizes = {"n_ctx": 2048, "n_batch": 128, "n_threads": threads, "n_threads_batch": threads}
    with loading_as_ours():
        llama = Llama(model, **sizes, flash_attn=True, verbose=False)
    count, seconds, processor = 0, 0.0, 0.0
    for prompt in (PROMPTS[-1], *PROMPTS):
        llama.reset()
        tokens = llama.tokenize(prompt.encode())
        stream = llama.generate(tokens, top_k=40, top_p=0.95, min_p=0.05, temp=0.8, repeat_penalty=1.0)
        next(stream)
        began, spent = time.perf_counter(), time.thread_time()
        for _ in range(TOKENS - 1):
            next(stream)
        seconds += time.perf_counter() - began
        processor += time.thread_time() - spent
        count += TOKENS - 1
    print(json.dumps({"single": count / seconds, "processor_time": processor / count * 1e6}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
