"""Which arithmetic the machine is fast in."""
import contextlib
import torch


def device() -> str:
    return "cuda" if torch.cuda.is_available() else "cpu"


def has_fast_bfloat16() -> bool:
    """A GPU, or a CPU that multiplies bfloat16 itself: many times faster than float32 there, slower elsewhere."""
    if torch.cuda.is_available():
        return True
    try:
        with open("/proc/cpuinfo") as file:
            flags = file.read()
        return "amx_bf16" in flags or "avx512_bf16" in flags
    except OSError:
        return False


def mixed_precision():
    """Autocast to bfloat16 where that is fast."""
    return torch.autocast(device(), torch.bfloat16) if has_fast_bfloat16() else contextlib.nullcontext()
