"""The recipe of bench/trainer.c in PyTorch for Python, to measure against.

Usage: trainer_torch.py NAMES BATCH STEPS [THREADS LAYERS EMBD]

Prints the tokens per second of all steps, of the second half where THREADS are given.
"""

import pathlib
import sys
import time

import torch

V, H, T, BOS = 27, 4, 16, 26


def main():
    names, batch, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    threads, layers, d = (int(argument) for argument in sys.argv[4:7]) if len(sys.argv) > 4 else (1, 1, 16)
    torch.set_num_threads(threads)
    torch.manual_seed(42)
    documents = []
    for line in pathlib.Path(names).read_text(encoding="utf-8").splitlines():
        documents.append(([BOS] + [ord(c) - 97 for c in line.strip()] + [BOS])[: T + 1])
    shapes = [(V, d), (T, d), (V, d)] + layers * [(d, d), (d, d), (d, d), (d, d), (4 * d, d), (d, 4 * d)]
    parameters = [(0.08 * torch.randn(shape)).requires_grad_() for shape in shapes]
    wte, wpe, head = parameters[:3]
    optimizer = torch.optim.Adam(parameters, lr=0.03, betas=(0.9, 0.99))

    def normalize(x):
        return x * (x.square().mean(-1, keepdim=True) + 1e-5).rsqrt()

    def heads(x):
        return x.unflatten(-1, (H, d // H)).transpose(1, 2)

    tokens, start = 0, time.perf_counter()
    for step in range(steps):
        if step == steps // 2 and len(sys.argv) > 4:
            tokens, start = 0, time.perf_counter()
        picked = [documents[i] for i in torch.randint(len(documents), (batch,)).tolist()]
        length = max(map(len, picked)) - 1
        ids = torch.tensor([tokens_of + [-1] * (length + 1 - len(tokens_of)) for tokens_of in picked])
        inputs, targets = ids[:, :-1].clamp(min=0), ids[:, 1:]
        future = torch.full((length, length), float("-inf")).triu(1)
        x = normalize(wte[inputs] + wpe[:length])
        for layer in range(layers):
            wq, wk, wv, wo, fc1, fc2 = parameters[3 + 6 * layer : 9 + 6 * layer]
            n = normalize(x)
            scores = heads(n @ wq.T) @ heads(n @ wk.T).transpose(2, 3) / (d // H) ** 0.5 + future
            x = x + (scores.softmax(-1) @ heads(n @ wv.T)).transpose(1, 2).flatten(2) @ wo.T
            x = x + (normalize(x) @ fc1.T).relu() @ fc2.T
        loss = torch.nn.functional.cross_entropy((x @ head.T).flatten(0, 1), targets.flatten(), ignore_index=-1)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        tokens += int((targets >= 0).sum())
    print(f"loss {loss.item():.4f}, {tokens / (time.perf_counter() - start):.0f} tokens/s")


if __name__ == "__main__":
    main()
