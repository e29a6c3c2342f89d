"""The algorithm of microgpt.py, written again from its description, in plain Python and double precision.

Every value is a node of a graph that knows its derivatives; nothing is batched. It is slow and that is
the point: the tests and bench/ hold the compiled trainers against it.

  python3 microgpt_reference.py CORPUS [--steps N] [--layers L] [--embd D] [--heads H] [--context T]
                                [--seed N] [--samples N] [--json FILE]

With --json it writes the order of the documents, the first initial weights, all losses and the samples
at full precision: the fixtures in src/test/resources were made so, by CPython 3.11.
"""

import argparse
import json
import math
import platform
import random
import time


class Node:
    """A number, the numbers it was computed from, and its derivative by each of them."""

    __slots__ = ("value", "slope", "inputs", "partials")

    def __init__(self, value, inputs=(), partials=()):
        self.value = value
        self.slope = 0.0
        self.inputs = inputs
        self.partials = partials

    def __add__(self, other):
        return Node(self.value + other.value, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        return Node(self.value * other.value, (self, other), (other.value, self.value))

    def scaled(self, factor):
        return Node(self.value * factor, (self,), (factor,))

    def shifted(self, constant):
        return Node(self.value + constant, (self,), (1.0,))

    def power(self, exponent):
        return Node(self.value**exponent, (self,), (exponent * self.value ** (exponent - 1),))

    def exp(self):
        result = math.exp(self.value)
        return Node(result, (self,), (result,))

    def log(self):
        return Node(math.log(self.value), (self,), (1 / self.value,))

    def relu(self):
        return Node(max(0.0, self.value), (self,), (float(self.value > 0),))


def total(nodes):
    result = nodes[0]
    for node in nodes[1:]:
        result = result + node
    return result


def differentiate(result):
    """Sets the slope of every node that the result was computed from; an explicit stack, for the graph is deep."""
    order, seen, stack = [], set(), [(result, False)]
    while stack:
        node, expanded = stack.pop()
        if expanded:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((before, False) for before in node.inputs)
    result.slope = 1.0
    for node in reversed(order):
        for before, partial in zip(node.inputs, node.partials):
            before.slope += partial * node.slope


def linear(matrix, x):
    return [total([weight * value for weight, value in zip(row, x)]) for row in matrix]


def softmax(x):
    largest = max(node.value for node in x)
    powers = [node.shifted(-largest).exp() for node in x]
    scale = total(powers).power(-1)
    return [power * scale for power in powers]


def normalize(x):
    scale = total([node * node for node in x]).scaled(1 / len(x)).shifted(1e-5).power(-0.5)
    return [node * scale for node in x]


class Model:
    def __init__(self, layers, embd, heads, context, vocabulary):
        self.layers, self.heads, self.width = layers, heads, embd // heads

        def matrix(rows, columns):
            return [[Node(random.gauss(0, 0.08)) for _ in range(columns)] for _ in range(rows)]

        self.wte = matrix(vocabulary, embd)
        self.wpe = matrix(context, embd)
        self.head = matrix(vocabulary, embd)
        self.blocks = [
            [matrix(embd, embd) for _ in range(4)] + [matrix(4 * embd, embd), matrix(embd, 4 * embd)]
            for _ in range(layers)
        ]
        matrices = [self.wte, self.wpe, self.head] + [each for block in self.blocks for each in block]
        self.parameters = [node for each in matrices for row in each for node in row]

    def logits(self, token, position, past):
        """One token; past holds the keys and values of each layer and grows by one."""
        x = normalize([a + b for a, b in zip(self.wte[token], self.wpe[position])])
        for (wq, wk, wv, wo, fc1, fc2), (keys, values) in zip(self.blocks, past):
            normal = normalize(x)
            query = linear(wq, normal)
            keys.append(linear(wk, normal))
            values.append(linear(wv, normal))
            mixed = []
            for head in range(self.heads):
                part = slice(head * self.width, (head + 1) * self.width)
                scores = [
                    total([a * b for a, b in zip(query[part], key[part])]).scaled(self.width**-0.5) for key in keys
                ]
                attention = softmax(scores)
                for column in zip(*(value[part] for value in values)):
                    mixed.append(total([a * b for a, b in zip(attention, column)]))
            x = [a + b for a, b in zip(linear(wo, mixed), x)]
            hidden = [node.relu() for node in linear(fc1, normalize(x))]
            x = [a + b for a, b in zip(linear(fc2, hidden), x)]
        return linear(self.head, x)

    def nothing_yet(self):
        return [([], []) for _ in range(self.layers)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus")
    for name, default in [("layers", 1), ("embd", 16), ("heads", 4), ("context", 16)]:
        parser.add_argument("--" + name, type=int, default=default)
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--samples", type=int, default=20)
    parser.add_argument("--json")
    options = parser.parse_args()

    random.seed(options.seed)
    with open(options.corpus, encoding="utf-8") as file:
        documents = [line.strip() for line in file if line.strip()]
    random.shuffle(documents)
    symbols = sorted(set("".join(documents)))
    bos = len(symbols)
    model = Model(options.layers, options.embd, options.heads, options.context, bos + 1)
    initial = [node.value for node in model.parameters[:100]]

    mean = [0.0] * len(model.parameters)
    square = [0.0] * len(model.parameters)
    losses, tokens_seen, start = [], 0, time.perf_counter()
    for step in range(options.steps):
        document = documents[step % len(documents)]
        tokens = [bos] + [symbols.index(symbol) for symbol in document] + [bos]
        count = min(options.context, len(tokens) - 1)
        past = model.nothing_yet()
        surprises = []
        for position in range(count):
            probabilities = softmax(model.logits(tokens[position], position, past))
            surprises.append(probabilities[tokens[position + 1]].log().scaled(-1))
        loss = total(surprises).scaled(1 / count)
        differentiate(loss)
        rate = 0.01 * (1 - step / options.steps)
        for i, node in enumerate(model.parameters):
            mean[i] = 0.85 * mean[i] + (1 - 0.85) * node.slope
            square[i] = 0.99 * square[i] + (1 - 0.99) * node.slope**2
            unbiased = mean[i] / (1 - 0.85 ** (step + 1))
            spread = (square[i] / (1 - 0.99 ** (step + 1))) ** 0.5
            node.value -= rate * unbiased / (spread + 1e-8)
            node.slope = 0.0
        losses.append(loss.value)
        tokens_seen += count
        print(f"step {step + 1:4d} / {options.steps:4d} | loss {loss.value:.4f}", flush=True)
    seconds = time.perf_counter() - start

    samples = []
    for number in range(options.samples):
        past = model.nothing_yet()
        token, text = bos, ""
        for position in range(options.context):
            logits = model.logits(token, position, past)
            weights = [node.value for node in softmax([node.scaled(1 / 0.5) for node in logits])]
            token = random.choices(range(bos + 1), weights=weights)[0]
            if token == bos:
                break
            text += symbols[token]
        samples.append(text)
        print(f"sample {number + 1:2d}: {text}")
    print(f"{tokens_seen / seconds:.1f} tokens/s in training")

    if options.json:
        figures = {
            "python": platform.python_version(),
            "seed": options.seed,
            "config": [options.layers, options.embd, options.heads, options.context],
            "documents": documents,
            "initial": initial,
            "losses": losses,
            "samples": samples,
        }
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(figures, file, indent=1)
            file.write("\n")


if __name__ == "__main__":
    main()
