"""Writes a quantized model as a C header for bench/golden.c: shape, shifts, words.

Usage: golden_model.py QUANTIZED > model.h
"""

import json
import struct
import sys
from pathlib import Path

folder = Path(sys.argv[1])
config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
shape, formats = config["config"], config["formats"]
data = (folder / "model.safetensors").read_bytes()
(length,) = struct.unpack_from("<Q", data)
tensors = json.loads(data[8 : 8 + length])
fe, fx, fn, fl = (formats[name] for name in ("embedding", "residual", "norm", "logits"))
weight = formats["weights"]
layers = range(shape["layers"])


def words(name):
    begin, end = tensors[name]["data_offsets"]
    code = "h" if tensors[name]["dtype"] == "I16" else "H"
    return struct.unpack_from(f"<{(end - begin) // 2}{code}", data, 8 + length + begin)


def array(name, values, kind="int16_t"):
    print(f"static const {kind} {name}[] = {{{','.join(map(str, values))}}};")


def matrices(name):
    array(name, [word for layer in layers for word in words(f"layer{layer}.{name}")])


def shifts(name, shift):
    array(f"{name}_shift", [shift(f"layer{layer}", formats["layers"][layer]) for layer in layers], "int")


def epsilon(f):
    return max(1, (shape["embd"] * 2 ** (2 * f + 1) + 100_000) // 200_000)


k = (shape["embd"].bit_length() - 1) // 2
print("enum {", ", ".join(f"{key.upper()} = {value}" for key, value in shape.items()), "};")
print(
    f"enum {{ EMBEDDING_SHIFT = {fn - fx}, HEAD_SHIFT = {weight['lm_head'] + fx - fl}, NORM_SHIFT = {15 - k - fn} }};"
)
print(f"static const int64_t EMBEDDING_EPSILON = {epsilon(fe)}, RESIDUAL_EPSILON = {epsilon(fx)};")
for table in ("exp2", "rsqrt", "recip"):
    array(table, words(f"table.{table}"), "int32_t")
for name in ("wte", "wpe", "lm_head"):
    array(name, words(name))
for name in ("attn_wq", "attn_wk", "attn_wv", "attn_wo", "mlp_fc1", "mlp_fc2"):
    matrices(name)
shifts("q", lambda layer, f: weight[f"{layer}.attn_wq"] + fn - f["q"])
shifts("k", lambda layer, f: weight[f"{layer}.attn_wk"] + fn - f["k"])
shifts("v", lambda layer, f: weight[f"{layer}.attn_wv"] + fn - f["v"])
shifts("score", lambda layer, f: f["q"] + f["k"] - 8)
shifts("wo", lambda layer, f: weight[f"{layer}.attn_wo"] + f["v"] - fx)
shifts("fc1", lambda layer, f: weight[f"{layer}.mlp_fc1"] + fn - f["hidden"])
shifts("fc2", lambda layer, f: weight[f"{layer}.mlp_fc2"] + f["hidden"] - fx)
