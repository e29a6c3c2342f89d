"""The constants and the program of the circuit's parameters in plain Python, written from docs/formats.md alone.

    python3 circuit_parameters.py FOLDER LANES [precomputed]

FOLDER is a quantized model: config.json and model.safetensors. Every line of output is a constant,
"Name value", an instruction, "row PC BITS", a table of codes, "table NUMBER FILE DEPTH" or "linear NUMBER BITS", or a
word of the ROM of constants, "constant ADDRESS VALUE", but not the two words that the self-test checks. Needs no more
than the standard library of Python 3.9.
"""

import json
import struct
import sys
from fractions import Fraction
from math import floor
from pathlib import Path


def read_model(folder):
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    data = (folder / "model.safetensors").read_bytes()
    (length,) = struct.unpack_from("<Q", data)
    tensors = {}
    for name, entry in json.loads(data[8 : 8 + length]).items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            if entry["dtype"] == "U8":  # codes
                words = data[8 + length + begin : 8 + length + end]
            else:
                words = struct.unpack_from(f"<{(end - begin) // 2}H", data, 8 + length + begin)
            columns = entry["shape"][-1]
            tensors[name] = [words[i : i + columns] for i in range(0, len(words), columns)]
    return config["config"], config["formats"], tensors


ROMS = ["Weights", "Weights8", "Weights4", "Weights3", "Weights2", "Wte", "Wpe", "FirstLayer", "Exp2", "Constants"]
KINDS = ["Query", "Key", "Value", "Score", "Mix", "Project", "Expand", "Contract", "Head"]


def up(a, b):
    return -(-a // b)


def floor_log2(n):
    return n.bit_length() - 1


def bits_below(count):
    """Bits that number `count` things."""
    return max(1, (count - 1).bit_length())


def tiled(matrix, rows, columns):
    """Words of rows x columns values, tile after tile."""
    words = []
    for top in range(0, len(matrix), rows):
        for left in range(0, len(matrix[0]), columns):
            word = []
            for i in range(top, top + rows):
                for j in range(left, left + columns):
                    word.append(matrix[i][j] if i < len(matrix) and j < len(matrix[0]) else 0)
            words.append(word)
    return words


def words_of(epsilon):
    return [epsilon >> 32, epsilon >> 16 & 0xFFFF, epsilon & 0xFFFF]


def window(least, most):
    """The power of two of numbers up to `most`, at least two, that hold `least`."""
    count = 2
    while most - count + 1 > least:
        count *= 2
    return range(most - count + 1, most + 1)


def column(table):
    return [[value] for row in table for value in row]


def epsilon(width, f):
    return max(1, floor(Fraction(width * 4**f, 100_000) + Fraction(1, 2)))


def main():
    shape, formats, tensors = read_model(Path(sys.argv[1]))
    lanes = int(sys.argv[2])
    precomputed = sys.argv[3:] == ["precomputed"]
    width, heads, context, layers = shape["embd"], shape["heads"], shape["context"], shape["layers"]
    head = width // heads
    cols = max(c for c in (1, 2, 4) if head % c == 0 and c <= max(1, lanes // 4))
    rows = lanes // cols
    fw, fx, fn, fl = formats["weights"], formats["residual"], formats["norm"], formats["logits"]

    codes = formats["codes"]
    weights = {bits: [] for bits in (16, 8, 4, 3, 2)}
    tables = {bits: [] for bits in (4, 3, 2)}  # codebooks of matrices, in the order of their use
    program, shifts = [], []

    def matrix(kind, layer, name, fy, fo):
        w = tensors[name]
        last_rows = len(w) - (up(len(w), rows) - 1) * rows
        shifts.append(fw[name] + fy - fo)
        bits, book = codes[name]["bits"], codes[name]["codebook"]
        own, number = weights[bits], 0
        if bits in tables:
            if book not in tables[bits]:
                tables[bits].append(book)
            number = tables[bits].index(book)
        tiles = (up(len(w), rows), up(len(w[0]), cols), up(last_rows, cols))
        program.append((kind, layer, list(weights).index(bits), number, shifts[-1], *tiles, len(own)))
        own.extend(tiled(w, rows, cols))

    score_shifts = []
    for layer in range(layers):
        own = formats["layers"][layer]
        name = f"layer{layer}."
        matrix(0, layer, name + "attn_wq", fn, own["q"])
        matrix(1, layer, name + "attn_wk", fn, own["k"])
        matrix(2, layer, name + "attn_wv", fn, own["v"])
        score_shifts.append(own["q"] + own["k"] - 8)
        program.append((3, layer, 0, 0, score_shifts[-1], 1, head // cols, 1, 0))
        program.append((4, layer, 0, 0, 0, up(width, rows), 1, up(width - (up(width, rows) - 1) * rows, cols), 0))
        matrix(5, layer, name + "attn_wo", own["v"], fx)
        matrix(6, layer, name + "mlp_fc1", fn, own["hidden"])
        matrix(7, layer, name + "mlp_fc2", own["hidden"], fx)
    matrix(8, 0, "lm_head", fx, fl)

    shifts += score_shifts + list(range(15, 15 + (context - 1).bit_length() + 1))
    eps_e, eps_x = epsilon(width, formats["embedding"]), epsilon(width, fx)
    norm = 15 - floor_log2(width) // 2 - fn
    smallest, largest = min(eps_e, eps_x), width * 2**30 + max(eps_e, eps_x)
    scales = [15, fl + 4] + [norm + e for e in range(floor_log2(smallest) // 2, floor_log2(largest) // 2 + 1)]
    field_bits = [
        bits_below(len(KINDS)),
        bits_below(layers),
        bits_below(5),
        bits_below(max(row[3] for row in program) + 1),
        bits_below(len(program)),
        bits_below(max(row[5] for row in program)),
        bits_below(max(row[6] for row in program)),
        bits_below(max(row[7] for row in program)),
        bits_below(max(len(words) for words in weights.values())),
    ]
    # Heads that R elements touch, which begin with a head where one number divides the other, and anywhere else.
    begins = [0] if head % rows == 0 or rows % head == 0 else range(head)
    touched = min(heads, max(len({(begin + i) // head for i in range(rows)}) for begin in begins))
    banks = 2 ** (touched - 1).bit_length()
    square_bits = largest.bit_length() + 1 - largest.bit_length() % 2
    softmax_groups = max(up(context, cols), up(shape["vocab_size"], cols))
    ranges = {
        "Shift": window(min(shifts + [12]), max(shifts)),
        "Scale": window(min(scales + [4]), max(scales)),
        "EmbedShift": window(min(0, fn - fx), max(3, fn - fx)),
    }
    constants = {
        "Layers": layers,
        "Embd": width,
        "Heads": heads,
        "HeadDim": head,
        "Context": context,
        "Hidden": shape["hidden"],
        "Vocab": shape["vocab_size"],
        "Rows": rows,
        "Cols": cols,
        "Streams": 1,
        "Units": 1,
        "IndexBits": bits_below(shape["hidden"] + context + shape["vocab_size"]),
        "EmbdBits": bits_below(width // cols),
        "HeadBits": bits_below(heads),
        "PosBits": bits_below(context + 1),
        "TokenBits": bits_below(shape["vocab_size"]),
        "MinShift": ranges["Shift"][0],
        "MaxShift": ranges["Shift"][-1],
        "ShiftBits": bits_below(len(ranges["Shift"])),
        "ScaleMin": ranges["Scale"][0],
        "ScaleMax": ranges["Scale"][-1],
        "ScaleBits": bits_below(len(ranges["Scale"])),
        "EmbedMin": ranges["EmbedShift"][0],
        "EmbedMax": ranges["EmbedShift"][-1],
        "EmbedShiftBits": bits_below(len(ranges["EmbedShift"])),
        "EpsBits": max(16, max(eps_e, eps_x).bit_length()),
        "TableShift": 15,
        "EmbdGroups": width // cols,
        "HiddenGroups": up(shape["hidden"], cols),
        "PosGroups": up(context, cols),
        "VocabGroups": up(shape["vocab_size"], cols),
        "SoftmaxGroups": softmax_groups,
        "SoftmaxIndexBits": bits_below(softmax_groups),
        "EmbdTiles": up(width, rows),
        "CacheLayerDepth": max(up(context, rows) * width // cols, up(width, rows) * up(context, cols)),
        "VectorDepth": 2 * width // cols + up(shape["hidden"], cols),
        "Banks": banks,
        "BankDepth": up(heads, banks) * up(context, cols),
        "Forward": int(lanes >= 16 and cols > 1),
        "SmallCache": 0,
        "SearchPieces": 8,
        "SumBits": 32 + (max(width, shape["hidden"], context) - 1).bit_length(),
        "RawBits": max(18, 33 + (head - 1).bit_length() - min(score_shifts + [13]), 34 - min(fl + 4, 12)),
        "SquareSumBits": square_bits,
        "ExpBits": (square_bits - 1).bit_length(),
        "WeightSumBits": 17 + (max(context, shape["vocab_size"]) - 1).bit_length(),
        "IssueToResult": 7 if cols > 1 else 6,
        "BeginToFirstLayer": 3,
        "BeginToEmbedding": 3,
        "GroupToSquares": 3,
        "SumToScalar": 5,
        "RootToScaled": 4,
        "ScaledToX": 3,
        "ResultToX": 1,
        "ResultToScaled": 3,
        "LastToSoftmax": 5,
        "SoftmaxToToken": 5 if cols > 1 else 7,
        "ProgramLength": len(program),
        "FirstPc": 3 if precomputed else 0,
        "PcBits": bits_below(len(program)),
    }
    names = ["Kind", "Layer", "Width", "Table", "Pc", "Tile", "Group", "Last", "Base"]
    constants.update({name + "Bits": bits for name, bits in zip(names, field_bits)})
    constants["InstructionBits"] = sum(field_bits)
    constants.update({"Kind" + name: code for code, name in enumerate(KINDS)})

    def rom(prefix, name, words, bits):
        constants[prefix + "Depth"] = len(words)
        constants[prefix + "Width"] = bits * len(words[0]) if words else 0
        constants[prefix + "File"] = f"rom/readmemh/{name}.mem" if words else ""

    every = [(bits, book) for bits in tables for book in tables[bits]]
    embeddings = [("Wte", "wte"), ("Wpe", "wpe")]
    for _, name in embeddings:
        pair = codes[name]["bits"], codes[name]["codebook"]
        if pair[0] in tables and pair not in every:
            every.append(pair)
    constants["Tables"] = len(every)
    first = 0
    for bits, words in weights.items():
        suffix = "" if bits == 16 else str(bits)
        rom("Weights" + suffix, f"weights{suffix}_lanes", words, bits)
        if bits in tables:
            constants[f"Weights{bits}Table"] = first
            constants[f"Weights{bits}Tables"] = len(tables[bits])
            first += len(tables[bits])
    for prefix, name in embeddings:
        code = codes[name]
        rom(prefix, name + "_lanes", tiled(tensors[name], 1, cols), code["bits"])
        constants[prefix + "Bits"] = code["bits"]
        constants[prefix + "Shift"] = code["shift"]
        pair = code["bits"], code["codebook"]
        constants[prefix + "Table"] = every.index(pair) if pair in every else 0
    starts = shape["vocab_size"] * context * (width // cols) if precomputed else 0
    rom("FirstLayer", "first_layer", [[0] * (4 * cols)] * starts, 16)
    rom("Exp2", "exp2", column(tensors["table.exp2"]), 16)
    rom("Constants", "constants", [[0]] * (192 + 17 + len(program)), 16)
    constants["SettingsBase"] = 192
    codebooks = {book: column(tensors["table." + book]) for _, book in every if book != "linear"}
    read = [name for name in ROMS if not precomputed or name not in ("Wte", "Wpe")]
    depths = [constants[name + "Depth"] for name in read]
    constants["TestDepth"] = max(depths + [len(words) for words in codebooks.values()])
    for name, value in constants.items():
        print(name, value)
    for number, (bits, book) in enumerate(every):
        if book == "linear":
            print("linear", number, bits)
        else:
            print("table", number, f"rom/readmemh/{book}.mem", 2**bits)
    for pc, (kind, layer, code, table, _, tiles, groups, last, base) in enumerate(program):
        fields = [kind, layer, code, table, pc, tiles - 1, groups - 1, last - 1, base]
        bits = "".join(format(value % 2**width, f"0{width}b") for value, width in zip(fields, field_bits))
        assert len(bits) == sum(field_bits)
        print("row", pc, bits)
    settings = [*words_of(eps_e), *words_of(eps_x), norm, fn - fx, fl + 4] + [0] * 6
    places = [
        (0, [word for row in tensors["table.rsqrt"] for word in row] + [0] * 31),
        (128, [word for row in tensors["table.recip"] for word in row] + [0] * 31),
        (193, settings),
        (209, [row[4] for row in program]),
    ]
    for base, words in places:
        for address, word in enumerate(words, base):
            print("constant", address, word % 65536)


main()
