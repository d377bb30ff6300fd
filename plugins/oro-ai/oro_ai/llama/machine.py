"""The processor features and devices that llama.cpp computes with."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import msgspec

from oro_ai.llama.binding import C, start, variant
from oro_ai.llama.ggml import each_of, function_of

__all__ = ("Device", "Machine", "machine")

_GPU, _INTEGRATED = 1, 2
"""Types of devices of ggml that are graphics cards."""
_WITHOUT_GPU = {"BLAS", "CPU", "RPC"}
"""Backends of ggml that compute on no graphics card of this machine."""
_NO_FEATURES = ("OPENMP", "LLAMAFILE", "REPACK", "KLEIDIAI", "ACCELERATE")
"""Names that llama.cpp lists beside features of processors: parts that it was compiled with."""


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """A device that llama.cpp was compiled for and found."""

    name: str
    description: str
    gpu: bool
    free: int
    """Bytes of its memory that are free."""
    total: int


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """The processor and GPUs that llama.cpp computes with."""

    features: tuple[str, ...]
    """The features of the processor that its code uses, such as `AVX2`."""
    variant: str
    """The variant of the library that was chosen for the processor, such as `haswell`; empty where there is but one."""
    parts: tuple[str, ...]
    """Parts that it was compiled with, such as `OPENMP`."""
    devices: tuple[Device, ...]
    offloads: bool
    """True if it was compiled for GPUs."""


def machine() -> Machine:
    """Return what llama.cpp computes with."""
    start()
    names = list(_enabled(C.llama_print_system_info().decode("utf-8", "replace")))
    return Machine(
        features=tuple(name for name in names if name not in _NO_FEATURES),
        variant=variant(),
        parts=tuple(name for name in names if name in _NO_FEATURES),
        devices=tuple(_devices()),
        offloads=not {*_backends()} <= _WITHOUT_GPU,
    )


def _enabled(text: str) -> Iterator[str]:
    """Yield the names that `CPU : AVX2 = 1 | FMA = 0 | …` says are in use."""
    for backend in text.split("|"):
        name, _, value = backend.rpartition(":")[2].partition("=")
        if value.strip() == "1":
            yield name.strip()


def _backends() -> Iterator[str]:
    """Yield the names of the backends that are part of it, such as `CPU` and `CUDA`, with or without a device."""
    try:
        name = function_of(C._lib, "ggml_backend_reg_name", ctypes.c_char_p, ctypes.c_void_p)
        backends = list(each_of(C._lib, "reg"))
    except AttributeError:  # as in `_devices`
        return
    for backend in backends:
        yield (name(backend) or b"").decode("utf-8", "replace")


def _devices() -> Iterator[Device]:
    library = C._lib
    try:
        name, description, kind, memory = (
            function_of(library, "ggml_backend_dev_name", ctypes.c_char_p, ctypes.c_void_p),
            function_of(library, "ggml_backend_dev_description", ctypes.c_char_p, ctypes.c_void_p),
            function_of(library, "ggml_backend_dev_type", ctypes.c_int, ctypes.c_void_p),
            function_of(
                library, "ggml_backend_dev_memory", None, ctypes.c_void_p, *[ctypes.POINTER(ctypes.c_size_t)] * 2
            ),
        )
        devices = list(each_of(library, "dev"))
    except AttributeError:  # a library whose parts are not found through it, as on Windows
        return
    for device in devices:
        free, total = ctypes.c_size_t(), ctypes.c_size_t()
        memory(device, ctypes.byref(free), ctypes.byref(total))
        yield Device(
            name=(name(device) or b"").decode("utf-8", "replace"),
            description=(description(device) or b"").decode("utf-8", "replace"),
            gpu=kind(device) in (_GPU, _INTEGRATED),
            free=free.value,
            total=total.value,
        )
