"""The model that is measured: SmolLM2-135M-Instruct as q4_0, the format CPUs are fastest with."""

from __future__ import annotations

import sys
from pathlib import Path

__all__ = ("quantised",)


def quantised(folder: Path) -> Path:
    """Return the model, fetched and made anew unless it is in the folder.

    Raises:
        RuntimeError: llama.cpp cannot make it.
        oro_ai.testing.Unavailable: it cannot be fetched.
    """
    target = folder / "SmolLM2-135M-Instruct.Q4_0-pure.gguf"
    if target.is_file():
        return target
    import llama_cpp.llama_cpp as C
    from oro_ai.testing import smollm2

    source, unfinished = smollm2(folder), target.with_suffix(".part")
    wanted = C.llama_model_quantize_default_params()
    wanted.ftype, wanted.allow_requantize = C.LLAMA_FTYPE_MOSTLY_Q4_0, True
    # The matrix that makes logits would else be q8_0, whose kernels take six times as long for two rows as for one.
    wanted.pure = True
    if C.llama_model_quantize(str(source).encode(), str(unfinished).encode(), wanted):
        raise RuntimeError(f'Cannot make "{target.name}": llama.cpp could not quantise "{source.name}"')
    return unfinished.rename(target)


if __name__ == "__main__":
    print(quantised(Path(sys.argv[1])))
