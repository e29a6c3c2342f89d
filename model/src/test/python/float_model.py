"""The float forward pass of a MicroGPT in plain Python: an oracle for the float reference.

    python3 float_model.py FOLDER sequences.jsonl > logits.jsonl

FOLDER is a checkpoint: config.json and model.safetensors (F32). Every line of the sequences is a list of tokens,
every line of output the list of logits after each of them. All positions of a sequence are computed at once,
layer by layer, without a cache; scalars only, sums by math.fsum. Standard library only, Python 3.9 or newer.
"""

import json
import math
import struct
import sys
from pathlib import Path


def read_checkpoint(folder):
    shape = json.loads((folder / "config.json").read_text(encoding="utf-8"))["config"]
    data = (folder / "model.safetensors").read_bytes()
    (length,) = struct.unpack_from("<Q", data)
    weights = {}
    for name, entry in json.loads(data[8 : 8 + length]).items():
        if name == "__metadata__":
            continue
        assert entry["dtype"] == "F32", name
        rows, columns = entry["shape"]
        begin = 8 + length + entry["data_offsets"][0]
        weights[name] = [struct.unpack_from(f"<{columns}f", data, begin + 4 * columns * row) for row in range(rows)]
    return shape, weights


def times(matrix, vectors):
    return [[math.fsum(w * a for w, a in zip(row, x)) for row in matrix] for x in vectors]


def plus(xs, ys):
    return [[a + b for a, b in zip(x, y)] for x, y in zip(xs, ys)]


def rms_norm(xs):
    return [[a / math.sqrt(math.fsum(b * b for b in x) / len(x) + 1e-5) for a in x] for x in xs]


def attend(qs, ks, vs, heads):
    """Causal: position t sees the positions 0..t."""
    width = len(qs[0]) // heads
    out = []
    for t, q in enumerate(qs):
        row = []
        for j in range(len(q)):
            head = slice(j // width * width, (j // width + 1) * width)
            scores = [math.fsum(a * b for a, b in zip(q[head], k[head])) / math.sqrt(width) for k in ks[: t + 1]]
            powers = [math.exp(s - max(scores)) for s in scores]
            row.append(math.fsum(p * v[j] for p, v in zip(powers, vs)) / math.fsum(powers))
        out.append(row)
    return out


def logits(shape, weights, tokens):
    x = rms_norm([[a + b for a, b in zip(weights["wte"][token], weights["wpe"][t])] for t, token in enumerate(tokens)])
    for layer in range(shape["layers"]):
        w = {
            role: weights[f"layer{layer}.{role}"]
            for role in ("attn_wq", "attn_wk", "attn_wv", "attn_wo", "mlp_fc1", "mlp_fc2")
        }
        n = rms_norm(x)
        a = attend(times(w["attn_wq"], n), times(w["attn_wk"], n), times(w["attn_wv"], n), shape["heads"])
        x = plus(x, times(w["attn_wo"], a))
        h = [[max(0.0, b) for b in row] for row in times(w["mlp_fc1"], rms_norm(x))]
        x = plus(x, times(w["mlp_fc2"], h))
    return times(weights["lm_head"], x)


def main():
    shape, weights = read_checkpoint(Path(sys.argv[1]))
    for line in Path(sys.argv[2]).read_text().splitlines():
        print(json.dumps(logits(shape, weights, json.loads(line))))


if __name__ == "__main__":
    main()
