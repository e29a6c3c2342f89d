"""Fixed-point arithmetic, version 2, in plain Python: an oracle for every other program that follows it.

    python3 numerics_model.py FOLDER < requests.jsonl > answers.jsonl

FOLDER is a quantized model: config.json and model.safetensors. Every line of input is one request:

    {"tokens": [26, 4, 12]}                          teacher forced from position 0, at most T tokens
    -> {"logits": [[V integers] per position], "saturations": {site: clamped values}}

    {"scale": g, "state": seed, "sequences": n}      n sampled sequences, g = 0 is greedy
    -> {"sequences": [{"tokens": [...], "states": [...]}], "state": final state}

    {"trace": [26, 4, 12], "scale": g}                as tokens, and what was computed at the last of them
    -> {"sites": [[site, [integers]], ...], "saturations": {clamped at all positions}, "draw": [V sampling weights]}

It follows docs/arithmetic.md section by section and literally, and was written from that page alone: two programs that
agree say something only as long as neither was copied from the other. Integers only (Python's never wrap, and `>>`
is the floor), standard library only, Python 3.9 or newer.

The sites of saturations, each a count of sat16 calls that changed their value: norm and residual (step 2), logits
(step 4), and for layer N layerN.q, .k, .v, .attention (a), .attention_projection (Wo), .hidden (h),
.mlp_projection (W2), .norm and .residual (both of the layer). Sites that never clamped are left out.

A trace has these and "embedding", each time one is computed, and for each head the scores and the softmax weights as
layerN.scores and layerN.weights.
"""

import json
import math
import operator
import struct
import sys
from collections import Counter
from pathlib import Path

MATRICES = ("attn_wq", "attn_wk", "attn_wv", "attn_wo", "mlp_fc1", "mlp_fc2")
SCORE_BITS = 8  # fractional bits of an exponent of two, the table EXP2 has 2^8 entries
SCALE_BITS = 12  # fractional bits of g
DTYPES = {"I16": ("h", 2), "U16": ("H", 2), "U8": ("B", 1)}


# Notation


def rs(a, s):
    return (a + (1 << (s - 1))) >> s if s > 0 else a << -s


def dot(a, b):
    return sum(map(operator.mul, a, b))


def leading_one(a):
    return a.bit_length() - 1


# Tables. Every value is floor(x + 1/2) of its exact real x > 0, computed as (floor(2 x) + 1) >> 1.


def exp2_table():
    return [(root_256(1 << (256 * 16 - i)) + 1) >> 1 for i in range(256)]  # (2 * 2^15 * 2^(-i/256))^256


def root_256(n):
    """The floor of the 256th root of n, for a root below 2^17: found bit by bit from the top."""
    root = 0
    for bit in reversed(range(17)):
        if (root | 1 << bit) ** 256 <= n:
            root |= 1 << bit
    return root


def log2_sqrt(embd):
    """k = floor(log2(sqrt(D))), the largest k with 4^k <= D."""
    return leading_one(embd) // 2


def rsqrt_table(embd):
    # (2 * 2^15 * c / sqrt(1 + i/32))^2 with c^2 = D / 4^k; the floor of a root is the root of the floor.
    four_k = 4 ** log2_sqrt(embd)
    return [(math.isqrt(2**32 * embd * 32 // (four_k * (32 + i))) + 1) >> 1 for i in range(97)]


def recip_table():
    return [(2**16 * 32 // (32 + i) + 1) >> 1 for i in range(33)]


def interpolated(table, s, e):
    u = ((s << 15) >> e) - (1 << 15)
    i = u >> 10
    return table[i] - (((table[i] - table[i + 1]) * (u & 1023)) >> 10)


# The files


def require(condition, message):
    if not condition:
        sys.exit(message)


def read_safetensors(path):
    """All tensors as {name: (dtype, shape, flat list of integers)}."""
    data = path.read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        count = math.prod(entry["shape"])
        require(entry["dtype"] in DTYPES, f"{path}: {name} is {entry['dtype']}, expected one of {list(DTYPES)}")
        code, size = DTYPES[entry["dtype"]]
        require(end - begin == size * count, f"{path}: {name} has {end - begin} bytes, expected {size * count}")
        values = struct.unpack(f"<{count}{code}", data[start + begin : start + end])
        tensors[name] = (entry["dtype"], entry["shape"], list(values))
    return tensors


class Model:
    """Shape, formats, weights (lists of rows) and tables; the file's tables must equal the computed ones."""

    def __init__(self, folder):
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        kind = (config["format"], config["version"])
        require(kind == ("microgpt-rom quantized model", 3), f"{folder}: cannot read {kind}")
        shape = config["config"]
        self.layers, self.embd, self.heads = shape["layers"], shape["embd"], shape["heads"]
        self.context, self.hidden, self.vocab_size = shape["context"], shape["hidden"], shape["vocab_size"]
        vocabulary = config["vocabulary"]
        symbols = vocabulary["symbols"] if isinstance(vocabulary, dict) else vocabulary
        require(len(symbols) + 1 == self.vocab_size, f"{folder}: vocabulary and vocab_size disagree")
        self.bos = self.vocab_size - 1

        formats = config["formats"]
        self.fe, self.fx, self.fn, self.fl = (formats[f] for f in ("embedding", "residual", "norm", "logits"))
        self.layer_formats = formats["layers"]
        self.fw = formats["weights"]
        self.codes = formats["codes"]
        require(len(self.layer_formats) == self.layers, f"{folder}: formats of {len(self.layer_formats)} layers")
        require(self.fw["wte"] == self.fw["wpe"] == self.fe, f"{folder}: wte, wpe and embedding need one format")
        every = [self.fe, self.fx, self.fn, self.fl, *self.fw.values()]
        every += [f for layer in self.layer_formats for f in layer.values()]
        require(all(0 <= f <= 24 for f in every), f"{folder}: a format is not in 0..24")

        self.tensors = read_safetensors(folder / "model.safetensors")
        self.exp2 = self.table("exp2", exp2_table())
        self.rsqrt = self.table("rsqrt", rsqrt_table(self.embd))
        self.recip = self.table("recip", recip_table())
        d, f = self.embd, self.hidden
        self.w = {"wte": self.matrix("wte", self.vocab_size, d), "wpe": self.matrix("wpe", self.context, d)}
        self.w["lm_head"] = self.matrix("lm_head", self.vocab_size, d)
        for layer in range(self.layers):
            for role in MATRICES:
                name = f"layer{layer}.{role}"
                self.w[name] = self.matrix(name, f if role == "mlp_fc1" else d, f if role == "mlp_fc2" else d)

    def table(self, name, computed):
        dtype, shape, stored = self.tensors["table." + name]
        expected = ("U16", [len(computed)])
        require((dtype, shape) == expected, f"table.{name} is {dtype} {shape}, expected {expected}")
        for i, (a, b) in enumerate(zip(stored, computed)):
            require(a == b, f"table.{name}[{i}] is {a}, expected {b}")
        return computed

    def matrix(self, name, rows, columns):
        dtype, shape, values = self.tensors[name]
        code = self.codes[name]
        expected = ("I16" if code["bits"] == 16 else "U8", [rows, columns])
        require((dtype, shape) == expected, f"{name} is {dtype} {shape}, expected {expected}")
        if code["bits"] != 16:
            values = self.decoded(name, values, code)
        require(name in ("wte", "wpe") or code["shift"] == 0, f"{name} is a matrix and has the shift {code['shift']}")
        return [values[row * columns : (row + 1) * columns] for row in range(rows)]

    def decoded(self, name, codes, code):
        """word = value(code) << shift."""
        size = 1 << code["bits"]
        require(all(c < size for c in codes), f"{name} has a code above {size - 1}")
        if code["codebook"] == "linear":
            book = [c if c < size // 2 else c - size for c in range(size)]
        else:
            dtype, shape, book = self.tensors["table." + code["codebook"]]
            require((dtype, shape) == ("I16", [size]), f"{code['codebook']} is {dtype} {shape}, expected I16 [{size}]")
            require(all(a < b for a, b in zip(book, book[1:])), f"{code['codebook']} does not ascend")
        words = [book[c] << code["shift"] for c in codes]
        require(all(-32768 <= w <= 32767 for w in words), f"{name} has a word of more than 16 bits")
        return words

    def base_2_weights(self, logs):
        """w = 2^(log - max) for logarithms with 8 fractional bits, in attention as in sampling."""
        m = max(logs)
        distances = [m - s for s in logs]
        return [0 if d >> 8 >= 16 else self.exp2[d & 255] >> (d >> 8) for d in distances]


# The forward step


class Sequence:
    """One sequence from position 0: the cache of keys and values, and the counters of clamped values."""

    def __init__(self, model):
        self.model = model
        self.pos = 0
        self.keys = [[] for _ in range(model.layers)]  # (layers, time, embd)
        self.values = [[] for _ in range(model.layers)]  # (layers, time, embd)
        self.saturations = Counter()
        self.sites = []  # of the last step

    def sat16(self, a, site):
        clamped = max(-32768, min(32767, a))
        if clamped != a:
            self.saturations[site] += 1
        return clamped

    def at(self, site, words):
        self.sites.append([site, list(words)])
        return words

    def linear(self, name, y, fy, fo, site):
        shift = self.model.fw[name] + fy - fo
        return self.at(site, [self.sat16(rs(dot(row, y), shift), site) for row in self.model.w[name]])

    def norm(self, y, fy, site):
        m = self.model
        # round(D * 1e-5 * 2^(2 fy)), half away from zero, of the exact decimal 1e-5
        epsilon = (2 * m.embd * 4**fy + 100_000) // 200_000
        s = dot(y, y) + max(1, epsilon)
        e = leading_one(s) & ~1  # rounded down to even
        r = interpolated(m.rsqrt, s, e)
        return self.at(site, [self.sat16(rs(a * r, 15 + e // 2 - log2_sqrt(m.embd) - m.fn), site) for a in y])

    def attention(self, layer, q):
        m = self.model
        formats = m.layer_formats[layer]
        head_dim = m.embd // m.heads
        a = []
        for begin in range(0, m.embd, head_dim):
            head = slice(begin, begin + head_dim)
            shift = formats["q"] + formats["k"] - SCORE_BITS
            scores = [rs(dot(q[head], k[head]), shift) for k in self.keys[layer]]
            w = m.base_2_weights(self.at(f"layer{layer}.scores", scores))
            self.at(f"layer{layer}.weights", w)
            z = sum(w)
            e = leading_one(z)
            r = interpolated(m.recip, z, e)
            for j in range(begin, begin + head_dim):
                b = rs(dot(w, [v[j] for v in self.values[layer]]), e)
                a.append(self.sat16(rs(b * r, 15), f"layer{layer}.attention"))
        return self.at(f"layer{layer}.attention", a)

    def add(self, x, y, site):
        return self.at(site, [self.sat16(a + b, site) for a, b in zip(x, y)])

    def step(self, token):
        """The logits (V) after this token, which takes the next position."""
        m = self.model
        self.sites = []
        # 1 and 2
        e = self.at("embedding", [t + p for t, p in zip(m.w["wte"][token], m.w["wpe"][self.pos])])
        x = self.at("residual", [self.sat16(rs(a, m.fn - m.fx), "residual") for a in self.norm(e, m.fe, "norm")])
        # 3
        for layer, formats in enumerate(m.layer_formats):
            at = f"layer{layer}."
            n = self.norm(x, m.fx, at + "norm")
            q = self.linear(at + "attn_wq", n, m.fn, formats["q"], at + "q")
            self.keys[layer].append(self.linear(at + "attn_wk", n, m.fn, formats["k"], at + "k"))
            self.values[layer].append(self.linear(at + "attn_wv", n, m.fn, formats["v"], at + "v"))
            a = self.attention(layer, q)
            o = self.linear(at + "attn_wo", a, formats["v"], m.fx, at + "attention_projection")
            x = self.add(x, o, at + "residual")
            n = self.norm(x, m.fx, at + "norm")
            shift = m.fw[at + "mlp_fc1"] + m.fn - formats["hidden"]
            relu = [max(0, dot(row, n)) for row in m.w[at + "mlp_fc1"]]
            h = self.at(at + "hidden", [self.sat16(rs(b, shift), at + "hidden") for b in relu])
            o = self.linear(at + "mlp_fc2", h, formats["hidden"], m.fx, at + "mlp_projection")
            x = self.add(x, o, at + "residual")
        self.pos += 1
        # 4
        return self.linear("lm_head", x, m.fx, m.fl, "logits")


# Sampling


def xorshift32(x):
    x ^= (x << 13) & 0xFFFFFFFF
    x ^= x >> 17
    x ^= (x << 5) & 0xFFFFFFFF
    return x


def draw_weights(model, logits, scale):
    return model.base_2_weights([rs(a * scale, model.fl + SCALE_BITS - SCORE_BITS) for a in logits])


def draw(model, logits, scale, state):
    """The next token and the generator's state after it; greedy samples nothing, so it does not step."""
    if scale == 0:
        return logits.index(max(logits)), state
    w = draw_weights(model, logits, scale)
    state = xorshift32(state)
    threshold = ((state >> 8) * sum(w)) >> 24
    cumulative = 0
    for token, weight in enumerate(w):
        cumulative += weight
        if cumulative > threshold:
            return token, state
    raise AssertionError("the threshold is below the sum")


def sample(model, scale, state):
    """One sequence: the tokens after the first BOS, at most T of them, and the state after each."""
    sequence = Sequence(model)
    token, tokens, states = model.bos, [], []
    while len(tokens) < model.context:
        token, state = draw(model, sequence.step(token), scale, state)
        tokens.append(token)
        states.append(state)
        if token == model.bos:
            break
    return {"tokens": tokens, "states": states}, state


def answer(model, request):
    tokens = request.get("tokens", request.get("trace"))
    if tokens is not None:
        require(len(tokens) <= model.context, f"{len(tokens)} tokens, context is {model.context}")
        require(all(0 <= t < model.vocab_size for t in tokens), f"a token is not in 0..{model.bos}: {tokens}")
        sequence = Sequence(model)
        logits = [sequence.step(t) for t in tokens]
        saturations = dict(sequence.saturations)
        if "tokens" in request:
            return {"logits": logits, "saturations": saturations}
        weights = draw_weights(model, logits[-1], request["scale"])
        return {"sites": sequence.sites, "saturations": saturations, "draw": weights}
    scale, state = request["scale"], request["state"]
    require(0 <= scale <= 0xFFFF, f"scale {scale} is not in 0..65535")
    require(0 < state <= 0xFFFFFFFF, f"state {state} is not in 1..4294967295")
    sequences = []
    for _ in range(request["sequences"]):
        sequence, state = sample(model, scale, state)
        sequences.append(sequence)
    return {"sequences": sequences, "state": state}


def main():
    require(len(sys.argv) == 2, "usage: numerics_model.py FOLDER < requests.jsonl > answers.jsonl")
    model = Model(Path(sys.argv[1]))
    for line in sys.stdin:
        print(json.dumps(answer(model, json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
