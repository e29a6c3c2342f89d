"""TALOS-V2 in plain Python, written from docs/talos-v2.md alone.

Usage: talos_model.py FOLDER < steps.jsonl > trace.jsonl
FOLDER holds the nine *_q12.hex files; each line of steps.jsonl has the inputs of one step, each line of
trace.jsonl the same and the outputs.
"""

import json
import math
import pathlib
import sys

EXP = [4096, 3189, 2484, 1935, 1507, 1174, 914, 712, 555, 432, 337, 262, 204, 159, 124, 97]
EXP += [75, 59, 46, 36, 28, 22, 17, 13, 10, 8, 6, 5, 4, 3, 2] + [1] * 33
M32 = 2**32


def matrix(folder, name, columns):
    text = pathlib.Path(folder, f"{name}_q12.hex").read_text()
    words = [int(line, 16) for line in text.splitlines()]
    words = [w - 65536 if w > 32767 else w for w in words]
    return [words[i : i + columns] for i in range(0, len(words), columns)]


def sat(v):
    return min(max(v, -32768), 32767)


def matvec(w, x):
    return [sat(sum(a * b for a, b in zip(row, x)) // 4096) for row in w]


def plus(a, b):
    return [sat(p + q) for p, q in zip(a, b)]


class Core:
    def __init__(self, folder):
        self.wte, self.wpe, self.head = (matrix(folder, n, 16) for n in ("wte", "wpe", "lm_head"))
        self.wq, self.wk, self.wv, self.wo = (matrix(folder, f"layer0_attn_w{c}", 16) for c in "qkvo")
        self.fc1, self.fc2 = matrix(folder, "layer0_mlp_fc1", 16), matrix(folder, "layer0_mlp_fc2", 64)
        self.clear()

    def clear(self):
        self.k = [[0] * 16 for _ in range(16)]
        self.v = [[0] * 16 for _ in range(16)]

    def norm(self, x):
        mean_square = sum(v * v // 4096 for v in x) // 16 + 1
        den = math.isqrt(mean_square * 4096)
        if den <= 512:
            self.exits += 1
            scale = 32767
        else:
            scale = min(32767, 2**24 // den)
        return [sat(v * scale // 4096) for v in x]

    def attention(self, q, pos):
        out = []
        for h in range(0, 16, 4):
            s = [sat(sum(q[j] * self.k[t][j] for j in range(h, h + 4)) // 8192) for t in range(pos + 1)]
            d = [v - max(s) for v in s]
            w = [4096 if v >= 0 else EXP[(511 - v) // 1024 % 64] for v in d]
            for j in range(h, h + 4):
                num = sum(w[t] * self.v[t][j] for t in range(pos + 1))
                quotient = abs(num) // sum(w)
                out.append(sat(-quotient if num < 0 else quotient))
        return out

    def step(self, i):
        pos, self.exits = i["pos"], 0
        if i["clear_cache"]:
            self.clear()
        x = self.norm(plus(self.wte[i["token_in"]], self.wpe[pos]))
        n = self.norm(x)
        self.k[pos], self.v[pos] = matvec(self.wk, n), matvec(self.wv, n)
        x = plus(matvec(self.wo, self.attention(matvec(self.wq, n), pos)), x)
        hidden = [max(0, v) for v in matvec(self.fc1, self.norm(x))]
        x = plus(matvec(self.fc2, hidden), x)
        logits = matvec(self.head, x)
        top = max(logits)
        arg = logits.index(top)
        rng = i["rng_state_in"]
        if i["sample_mode"]:
            rng ^= rng << 13 & 0xFFFFFFFF
            rng ^= rng >> 17
            rng ^= rng << 5 & 0xFFFFFFFF
        token = sample(logits, top, arg, rng, i["temperature_q8_8"]) if i["sample_mode"] else arg
        base = 867 if i["sample_mode"] else 753
        return dict(
            i,
            next_token=token,
            argmax_token=arg,
            top_logit=top,
            rng_state_out=rng,
            cycles=base + 20 * pos - 25 * self.exits,
            logits=logits,
        )


def weight(d):
    if d >= 0:
        return 4096
    c, f = divmod((127 - d) // 256 % 256, 4)
    w0, w1 = EXP[c], EXP[(c + 1) % 64]
    return (w0 - (w0 - w1) % M32 * f % M32 // 4) % M32 or 1


def sample(logits, top, arg, rng, temperature):
    d = [v - top for v in logits]
    if temperature <= 128:
        d = [2 * v for v in d]
    elif temperature > 256:
        d = [v // (2 if temperature <= 512 else 4) for v in d]
    w = [weight(v) for v in d]
    total = sum(w) % M32 or 1
    cut = min((rng * 84475 % M32 // 256) * total // 2**24, total - 1)
    running = 0
    for token, value in enumerate(w):
        running = (running + value) % M32
        if running > cut:
            return token
    return arg


core = Core(sys.argv[1])
for line in sys.stdin:
    print(json.dumps(core.step(json.loads(line))))
