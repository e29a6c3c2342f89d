#!/usr/bin/env python3
"""Trains a MicroGPT with PyTorch, and saves what `microgpt-rom import` reads.

The text has one document a line. The model is microgpt.py's: RMSNorm without gains, also right
after the embeddings and not before the last matrix, ReLU, no biases, no tied matrices.
"""

import argparse
import json
import pathlib
import random
import struct

import torch
from torch.nn.functional import cross_entropy


def matrix(rows, columns):
    return torch.nn.Parameter(0.08 * torch.randn(rows, columns))


def norm(x):
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-5)


class Layer(torch.nn.Module):
    def __init__(self, embd, heads):
        super().__init__()
        self.heads = heads
        self.attn_wq = matrix(embd, embd)
        self.attn_wk = matrix(embd, embd)
        self.attn_wv = matrix(embd, embd)
        self.attn_wo = matrix(embd, embd)
        self.mlp_fc1 = matrix(4 * embd, embd)
        self.mlp_fc2 = matrix(embd, 4 * embd)

    def attention(self, x):
        batch, time, embd = x.shape
        width = embd // self.heads

        def split(weights):  # (batch, heads, time, width)
            return (x @ weights.T).view(batch, time, self.heads, width).transpose(1, 2)

        q, k, v = split(self.attn_wq), split(self.attn_wk), split(self.attn_wv)
        future = torch.full((time, time), float("-inf"), device=x.device).triu(1)
        seen = (q @ k.transpose(2, 3) / width**0.5 + future).softmax(-1)
        return (seen @ v).transpose(1, 2).reshape(batch, time, embd) @ self.attn_wo.T

    def forward(self, x):
        x = x + self.attention(norm(x))
        return x + (norm(x) @ self.mlp_fc1.T).relu() @ self.mlp_fc2.T


class MicroGPT(torch.nn.Module):
    """The names of its tensors are those that import reads without a mapping."""

    def __init__(self, symbols, layers, embd, heads, context):
        super().__init__()
        self.wte = matrix(symbols, embd)
        self.wpe = matrix(context, embd)
        self.lm_head = matrix(symbols, embd)
        for layer in range(layers):
            self.add_module(f"layer{layer}", Layer(embd, heads))

    def forward(self, tokens):  # (batch, time) to logits, (batch, time, symbols)
        x = norm(self.wte[tokens] + self.wpe[: tokens.shape[1]])
        for layer in self.children():
            x = layer(x)
        return x @ self.lm_head.T


def save(path, tensors, metadata):
    """Writes safetensors, as safetensors.torch.save_file(tensors, path, metadata) does."""
    header, data = {"__metadata__": metadata}, bytearray()
    for name, tensor in tensors.items():
        begin = len(data)
        dtype, letter = ("F32", "f") if tensor.is_floating_point() else ("I32", "i")
        data += struct.pack(f"<{tensor.numel()}{letter}", *tensor.flatten().tolist())
        offsets = [begin, len(data)]
        header[name] = {"dtype": dtype, "shape": list(tensor.shape), "data_offsets": offsets}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    pathlib.Path(path).write_bytes(struct.pack("<Q", len(text)) + text + data)


def read_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", help="the corpus, UTF-8, one document a line")
    parser.add_argument("-o", "--output", default="model.safetensors")
    parser.add_argument("--logits", help="a file of logits to write, for import --check")
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--batch", type=int, default=64, help="documents a step")
    parser.add_argument("--lr", type=float, default=0.03)
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--layers", type=int, default=1)
    parser.add_argument("--embd", type=int, default=16)
    parser.add_argument("--heads", type=int, default=4)
    parser.add_argument("--context", type=int, default=16)
    return parser.parse_args()


def main():
    options = read_options()
    with open(options.text, encoding="utf-8-sig") as lines:
        documents = [line.strip() for line in lines if line.strip()]
    random.seed(0)  # as microgpt-rom does, which measures imported models on the last tenth
    random.shuffle(documents)
    training = documents[: len(documents) - int(len(documents) / 10 + 0.5)]
    held_out = documents[len(training) :]

    symbols = sorted(set("".join(documents)))  # all documents make the vocabulary
    ids = {symbol: token for token, symbol in enumerate(symbols)}
    bos = len(symbols)  # the last token: the begin and the end of a document

    def batch(texts):
        """Inputs, padded with BOS, and targets, padded with -1, which no loss counts."""
        rows = [[bos, *(ids[c] for c in text), bos][: options.context + 1] for text in texts]
        longest = max(map(len, rows)) - 1
        inputs = [row[:-1] + [bos] * (longest + 1 - len(row)) for row in rows]
        targets = [row[1:] + [-1] * (longest + 1 - len(row)) for row in rows]
        return torch.tensor(inputs), torch.tensor(targets)

    def loss_of(texts, reduction="mean"):
        inputs, targets = batch(texts)
        logits = model(inputs).flatten(0, 1)
        return cross_entropy(logits, targets.flatten(), ignore_index=-1, reduction=reduction)

    torch.manual_seed(options.seed)
    random.seed(options.seed)
    model = MicroGPT(bos + 1, options.layers, options.embd, options.heads, options.context)
    adam = torch.optim.Adam(model.parameters(), lr=options.lr, betas=(0.85, 0.99))
    for step in range(options.steps):
        adam.param_groups[0]["lr"] = options.lr * (1 - step / options.steps)
        loss = loss_of(random.choices(training, k=options.batch))
        adam.zero_grad()
        loss.backward()
        adam.step()
        if (step + 1) % 100 == 0 or step + 1 == options.steps:
            print(f"step {step + 1}/{options.steps}: loss {loss.item():.4f}")

    with torch.no_grad():
        if held_out:
            total = sum(loss_of([text], "sum").item() for text in held_out)
            tokens = sum(min(len(text) + 1, options.context) for text in held_out)
            print(f"validation loss {total / tokens:.4f} nats per token")
        # What import needs besides the weights: the number of heads, and the symbols of the rows.
        facts = {"heads": str(options.heads), "vocabulary": json.dumps(symbols)}
        save(options.output, model.state_dict(), facts)
        if options.logits:
            tokens, _ = batch(training[:8])
            save(options.logits, {"tokens": tokens, "logits": model(tokens)}, {})


if __name__ == "__main__":
    main()
