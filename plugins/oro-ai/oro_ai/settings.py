"""The configuration keys oro-ai reads."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from oro_ai.choices import CACHE_TYPES, LOAD_MODES, SPLITS
from oro_framework.numbers import positive, whole
from oro_framework.types import Setting

__all__ = (
    "ALL",
    "CACHE_TYPE",
    "CONCURRENCY",
    "CONTEXT_SIZE",
    "DEFAULT_MAX_TOKENS",
    "DEFAULT_MIN_P",
    "DEFAULT_MODEL",
    "DEFAULT_TEMPERATURE",
    "DEFAULT_TOP_K",
    "DEFAULT_TOP_P",
    "EMBED_MAX_TOTAL_BYTES",
    "GPU_LAYERS",
    "GPU_MAIN",
    "GPU_SHARES",
    "GPU_SPLIT",
    "HARD_MAX_TOKENS",
    "HUB_URL",
    "IDLE",
    "KV_LOG",
    "KV_LOG_INTERVAL",
    "LOAD_MODE",
    "LOOKUP",
    "LORA_PATH",
    "MAX_BODY",
    "MAX_MEDIA_BODY",
    "MAX_PROMPT_BYTES",
    "MEMORY",
    "MODEL_PATH",
    "N_BATCH",
    "N_THREADS",
    "N_UBATCH",
    "POOL_CAPACITY",
    "PROCESS",
    "PROCESS_MEMORY",
    "PROJECTOR",
    "PROMPT_CACHE",
    "QUEUE",
    "RATE_BURST",
    "RATE_RPS",
    "REGISTRY_URL",
    "ROUTE_METRICS",
    "ROUTE_METRICS_RECENT",
    "ROUTE_METRICS_TOP",
    "RPC_WORKERS",
    "SERVER_PREFIX",
    "SHARED_MODELS",
    "SPEECH_BYTES",
    "SPEECH_MODEL",
    "SPEECH_SECONDS",
    "STALL",
    "UPSTREAMS",
)


_ENDPOINT = re.compile(r"(\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}")


def layers(value: Any) -> int:
    """Parse a number of layers; -1 for all.

    Raises:
        ValueError: the value is not such a number.
    """
    try:
        return -1 if str(value) == "-1" else whole(value)
    except ValueError:
        raise ValueError("a whole number, 0 or more, or -1 for all") from None


def one_of(names: tuple[str, ...]) -> Callable[[Any], str]:
    """Return a parser for one of some names."""

    def read(value: Any) -> str:
        if value not in names:
            raise ValueError(f"one of {', '.join(names)}")
        return str(value)

    return read


def shares(value: Any) -> tuple[float, ...]:
    """Parse the parts of GPUs, as a list of numbers; a text is split at commas.

    Raises:
        ValueError: the value is no such list.
    """
    try:
        parts = tuple(float(each) for each in (value.split(",") if isinstance(value, str) else value))
    except (TypeError, ValueError):
        parts = (-1.0,)
    if any(not 0 <= part < math.inf for part in parts):
        raise ValueError("a list of numbers, 0 or more")
    return parts


def endpoints(value: Any) -> tuple[str, ...]:
    """Parse the places of workers, as a list of texts; a text is split at commas.

    Raises:
        ValueError: the value is no such list.
    """
    parts = [each.strip() for each in value.split(",")] if isinstance(value, str) else value
    if not isinstance(parts, (list, tuple)) or not all(
        isinstance(each, str) and _ENDPOINT.fullmatch(each) for each in parts
    ):
        raise ValueError('a list of places, each HOST:PORT such as "10.0.0.2:50052"')
    return tuple(parts)


def as_written(value: Any) -> Any:
    """Return a value as it is; the tables of upstreams are checked as wholes."""
    return value


def between(lowest: float, highest: float) -> Callable[[Any], float]:
    """Return a parser for a number in a range, ends included."""

    def read(value: Any) -> float:
        try:
            number = lowest - 1 if isinstance(value, bool) else float(value)
        except (TypeError, ValueError):
            number = lowest - 1
        if not lowest <= number <= highest:
            raise ValueError(f"a number from {lowest:g} to {highest:g}")
        return number

    return read


def process(value: Any) -> str:
    """Parse the place where models are computed.

    Raises:
        ValueError: it is no such place.
    """
    if value in ("child", "app"):
        return str(value)
    raise ValueError('"child" or "app"')


def prefix(value: Any) -> str:
    """Parse a path of the app's origin; normalize it to one leading and no trailing slash.

    Raises:
        ValueError: the value is not a text, or is the root.
    """
    if isinstance(value, str) and (path := value.strip("/")) and "//" not in path:
        return f"/{path}"
    raise ValueError('a path such as "/ai/llama"')


def base(value: Any) -> str:
    """Parse the URL of a server; remove a trailing slash.

    Raises:
        ValueError: the value is not an http or https URL.
    """
    if isinstance(value, str) and value.startswith(("http://", "https://")):
        return value.rstrip("/")
    raise ValueError('an address such as "https://example.org"')


_probability = between(0, 1)

MAX_BODY = 1 << 20
"""The most bytes of a request's JSON; not configurable."""
MAX_MEDIA_BODY = 16 << 20
"""The same of requests that may have images and audio."""

PROCESS = Setting(
    "ai_process",
    process,
    "child",
    "Where models are computed: in a process of their own, whose end the app survives, or in the app's",
)
PROCESS_MEMORY = Setting(
    "ai_process_memory", whole, 0, "MiB that process may address, models included; 0 is no limit (not on Windows)"
)
SERVER_PREFIX = Setting("ai_llm_server_prefix", prefix, "/ai/llama", "Where in the app's origin the endpoints are")
DEFAULT_MODEL = Setting("ai_llm_default_model", str, "", "Model of requests that name none, loaded when it is needed")
CONCURRENCY = Setting("ai_llm_rate_limit_concurrency", positive, 4, "Sequences one model generates at the same time")
QUEUE = Setting("ai_llm_rate_limit_queue", whole, 64, "Requests that wait while as many are computed; more are refused")
RATE_RPS = Setting("ai_llm_rate_limit_rps", between(0, 1e6), 0.0, "Requests per second; 0 is no limit")
RATE_BURST = Setting(
    "ai_llm_rate_limit_burst", whole, 0, "Requests that may come at once; 0 is as many as a second lets in"
)
DEFAULT_MAX_TOKENS = Setting("ai_llm_default_max_tokens", positive, 128, "Tokens generated where a request names none")
DEFAULT_TEMPERATURE = Setting(
    "ai_llm_default_temperature", between(0, 5), 0.8, "Temperature where a request names none"
)
DEFAULT_TOP_P = Setting("ai_llm_default_top_p", _probability, 0.95, "top_p where a request names none")
DEFAULT_TOP_K = Setting("ai_llm_default_top_k", whole, 40, "top_k where a request names none; 0 is no limit")
DEFAULT_MIN_P = Setting("ai_llm_default_min_p", _probability, 0.05, "min_p where a request names none")
HARD_MAX_TOKENS = Setting("ai_llm_hard_max_tokens", whole, 0, "Most tokens any request gets; 0 is what a context holds")
MAX_PROMPT_BYTES = Setting("ai_llm_max_prompt_bytes", positive, 131072, "Bytes of a prompt")
EMBED_MAX_TOTAL_BYTES = Setting(
    "ai_llm_embed_max_total_bytes", positive, 1 << 20, "Bytes of all inputs of one embedding"
)
POOL_CAPACITY = Setting("ai_llm_pool_capacity", whole, 2, "Contexts kept warm per model and size")
MODEL_PATH = Setting(
    "ai_llm_model_path",
    str,
    "",
    "Folder of models; relative to the app's",
    env=("ORO_AI_LLM_MODEL_PATH", "AI_LLM_MODEL_PATH"),
)
LORA_PATH = Setting(
    "ai_llm_lora_path",
    str,
    "",
    "Folder of LoRA adapters; relative to the app's",
    env=("ORO_AI_LLM_LORA_PATH", "AI_LLM_LORA_PATH"),
)
PROJECTOR = Setting(
    "ai_llm_projector_path",
    str,
    "",
    "File of the projector by which models read images or audio, where none is beside the model; relative to the app's",
)
HUB_URL = Setting("ai_llm_hub_url", base, "https://huggingface.co", "Where `oro ai pull ORG/REPO` finds models")
REGISTRY_URL = Setting(
    "ai_llm_registry_url", base, "https://registry.ollama.ai", "Where `oro ai pull NAME:TAG` finds models"
)
SHARED_MODELS = Setting(
    "ai_llm_shared_models",
    bool,
    False,
    "Let the app load models of the user's own folder, and of Ollama, LM Studio and the hub's cache, where they lie",
)
LOAD_MODE = Setting(
    "ai_llm_load_mode",
    one_of(LOAD_MODES),
    "auto",
    'How files get into memory: "mmap" maps them, "mlock" keeps them from being swapped out, "direct" passes the '
    "system's cache",
)
CACHE_TYPE = Setting(
    "ai_llm_cache_type",
    one_of(tuple(CACHE_TYPES)),
    "f16",
    'Type of the numbers in caches; "q8_0" takes half the memory of "f16", "q4_0" a quarter',
)
MEMORY = Setting("ai_llm_memory", whole, 0, "MiB that models take together; idle ones leave for another. 0 is no limit")
IDLE = Setting(
    "ai_llm_idle_seconds", whole, 0, "Seconds after which a model that no request used leaves memory; 0 is never"
)
LOOKUP = Setting(
    "ai_llm_lookup_tokens", whole, 0, "Tokens guessed ahead from the text so far (prompt lookup); 0 guesses none"
)
PROMPT_CACHE = Setting(
    "ai_llm_prompt_cache", whole, 0, "MiB on disk for prompts that a later run need not read again; 0 keeps none"
)
GPU_SPLIT = Setting("ai_llm_gpu_split", one_of(SPLITS), "layer", "How GPUs share a model")
GPU_MAIN = Setting("ai_llm_gpu_main", whole, 0, "Number of the GPU that has a model whole, where GPUs share none")
_NO_SHARES: tuple[float, ...] = ()
GPU_SHARES = Setting(
    "ai_llm_gpu_shares", shares, _NO_SHARES, "Parts of a model that GPUs have, such as [3, 1]; else by memory"
)
_NO_WORKERS: tuple[str, ...] = ()
RPC_WORKERS = Setting(
    "ai_llm_rpc_workers", endpoints, _NO_WORKERS, "llama.cpp's RPC workers that hold layers of models, as HOST:PORT"
)
GPU_LAYERS = Setting("ai_llm_gpu_layer_count", layers, 0, "Layers of a model the GPU holds; -1 is all of them")
N_THREADS = Setting("ai_llm_n_threads", whole, 0, "Threads that compute; 0 is one less than there are cores")
N_BATCH = Setting("ai_llm_context_n_batch", positive, 128, "Most tokens one step of a context decodes")
N_UBATCH = Setting("ai_llm_context_n_ubatch", whole, 0, "Most tokens computed at once; 0 is as n_batch")
CONTEXT_SIZE = Setting("ai_llm_context_size", whole, 0, "Tokens all sequences of a model hold together; 0 is by model")
STALL = Setting("ai_llm_stall_ms", positive, 80, "Milliseconds the prompts of others should hold up a running stream")
KV_LOG = Setting("ai_llm_debug_kv_log", bool, False, "Log how caches are cleared")
KV_LOG_INTERVAL = Setting("ai_llm_debug_kv_log_interval_ms", whole, 5000, "Milliseconds between two such lines")
ROUTE_METRICS = Setting("ai_llm_debug_route_metrics", bool, False, "Count requests by endpoint in the health answer")
ROUTE_METRICS_RECENT = Setting(
    "ai_llm_debug_route_metrics_recent_ms", whole, 300000, "Milliseconds a request counts as recent"
)
ROUTE_METRICS_TOP = Setting("ai_llm_debug_route_metrics_top_k", positive, 32, "Endpoints counted, the busiest first")
SPEECH_MODEL = Setting(
    "ai_whisper_default_model", str, "", "Model of speech of requests that name none; else the only one there is"
)
SPEECH_SECONDS = Setting("ai_whisper_max_seconds", positive, 3600, "Seconds of audio of one request")
SPEECH_BYTES = Setting("ai_whisper_max_bytes", positive, 128 << 20, "Bytes of audio of one request; at most 512 MiB")
UPSTREAMS = Setting(
    "ai_upstreams_",
    as_written,
    "",
    "a server that speaks OpenAI's API: its url, key, models and headers, timeout, retries and order",
    pattern=True,
)

ALL: tuple[Setting[Any], ...] = (
    PROCESS,
    PROCESS_MEMORY,
    SERVER_PREFIX,
    DEFAULT_MODEL,
    CONCURRENCY,
    QUEUE,
    RATE_RPS,
    RATE_BURST,
    DEFAULT_MAX_TOKENS,
    DEFAULT_TEMPERATURE,
    DEFAULT_TOP_P,
    DEFAULT_TOP_K,
    DEFAULT_MIN_P,
    HARD_MAX_TOKENS,
    MAX_PROMPT_BYTES,
    EMBED_MAX_TOTAL_BYTES,
    POOL_CAPACITY,
    MODEL_PATH,
    LORA_PATH,
    PROJECTOR,
    HUB_URL,
    REGISTRY_URL,
    SHARED_MODELS,
    LOAD_MODE,
    CACHE_TYPE,
    MEMORY,
    IDLE,
    LOOKUP,
    PROMPT_CACHE,
    GPU_LAYERS,
    GPU_SPLIT,
    GPU_MAIN,
    GPU_SHARES,
    RPC_WORKERS,
    N_THREADS,
    N_BATCH,
    N_UBATCH,
    CONTEXT_SIZE,
    STALL,
    KV_LOG,
    KV_LOG_INTERVAL,
    ROUTE_METRICS,
    ROUTE_METRICS_RECENT,
    ROUTE_METRICS_TOP,
    SPEECH_MODEL,
    SPEECH_SECONDS,
    SPEECH_BYTES,
    UPSTREAMS,
)
