"""Writes and reads model files with the packages that define the formats.

tensor_files.py write KIND FILE SEED: random tensors, as KIND says.
tensor_files.py print KIND FILE: one line per tensor, its name, shape, and values
as the 32-bit patterns of the nearest floats, in hexadecimal.
"""

import json
import pathlib
import sys

import numpy

SHAPES = {"wte": (27, 16), "wpe": (16, 16), "lm_head": (27, 16)}
SHAPES.update({f"layer0.attn_w{c}": (16, 16) for c in "qkvo"})
SHAPES.update({"layer0.mlp_fc1": (64, 16), "layer0.mlp_fc2": (16, 64)})


def random_tensors(dtype, seed):
    random = numpy.random.default_rng(seed)
    tensors = {}
    for name, shape in SHAPES.items():
        values = random.normal(size=shape) * 2.0 ** random.integers(-20, 6, size=shape)
        values.flat[:6] = [0, -0.0, 6.1e-5, 5.96e-8, 65504, -1.5]  # the corners of F16
        tensors[name] = values.astype(dtype)
    return tensors


def bfloat16(tensors):
    """The upper halves of F32: what torch stores as BF16, written without torch."""
    return {k: (v.view(numpy.uint32) >> 16).astype(numpy.uint16) for k, v in tensors.items()}


def save_bfloat16(tensors, file):
    header, data = {}, b""
    for name, halves in bfloat16(tensors).items():
        piece = halves.tobytes()
        offsets = [len(data), len(data) + len(piece)]
        header[name] = {"dtype": "BF16", "shape": list(halves.shape), "data_offsets": offsets}
        data += piece
    text = json.dumps(header).encode()
    pathlib.Path(file).write_bytes(len(text).to_bytes(8, "little") + text + data)


def write(kind, file, seed):
    container, _, dtype = kind.partition("-")
    if container == "safetensors" and dtype == "bf16":
        return save_bfloat16(random_tensors("<f4", seed), file)
    tensors = random_tensors(dtype, seed)
    if container == "safetensors":
        from safetensors.numpy import save_file

        save_file(tensors, file)
    elif container == "npz":
        numpy.savez(file, **tensors)
    elif container == "compressed":
        numpy.savez_compressed(file, **{k: numpy.asfortranarray(v) for k, v in tensors.items()})
    elif container == "npy":
        numpy.save(file, numpy.concatenate([v.ravel() for v in tensors.values()]))
    else:
        pathlib.Path(file).write_text(json.dumps({k: v.tolist() for k, v in tensors.items()}))


def read(kind, file, seed):
    container, _, dtype = kind.partition("-")
    if seed is not None:
        tensors = random_tensors("<f4" if dtype == "bf16" else dtype, seed)
        if dtype == "bf16":
            return {k: (v.astype(numpy.uint32) << 16).view("<f4") for k, v in bfloat16(tensors).items()}
        return tensors
    if container == "safetensors":
        from safetensors.numpy import load_file

        return load_file(file)
    return dict(numpy.load(file))


action, kind, file = sys.argv[1:4]
seed = int(sys.argv[4]) if len(sys.argv) > 4 else None
if action == "write":
    write(kind, file, seed)
for name, values in sorted(read(kind, file, seed).items()):
    bits = values.astype("<f4").ravel().view("<u4")
    print(name, "x".join(map(str, values.shape)), " ".join(f"{b:x}" for b in bits.tolist()))
