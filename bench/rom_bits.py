"""What the weights of a checkpoint take of a ROM."""

import json


def rom_bits(checkpoint):
    """The number of all weights, and their bits: codes and the 16-bit values of codebooks."""
    config = json.loads((checkpoint / "config.json").read_text(encoding="utf-8"))
    codes, shape = config["codes"], config["config"]
    embd, hidden = shape["embd"], shape["hidden"]
    sizes = {"wte": shape["vocab_size"] * embd, "wpe": shape["context"] * embd, "lm_head": shape["vocab_size"] * embd}
    for layer in range(shape["layers"]):
        for role in ("wq", "wk", "wv", "wo"):
            sizes[f"layer{layer}.attn_{role}"] = embd * embd
        for role in ("fc1", "fc2"):
            sizes[f"layer{layer}.mlp_{role}"] = embd * hidden
    bits = sum(size * codes["tensors"].get(name, {"bits": 16})["bits"] for name, size in sizes.items())
    return sum(sizes.values()), bits + 16 * sum(map(len, codes["codebooks"].values()))
