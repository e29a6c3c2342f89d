"""Reads memory-initialisation files with parsers of its own, or with NumPy or intelhex, and prints the words.

Usage: memory_files.py FORMAT WIDTH FILE...: for each file a line per word, hexadecimal, the most significant
digit first. Written from the vendors' descriptions, more tolerant than the tool's own readers:
case, white space, any order of addresses.
"""

import re
import sys


def words_of_bytes(data, width, order):
    size = (width + 7) // 8
    assert len(data) % size == 0, len(data)
    return {i: int.from_bytes(data[size * i : size * i + size], order) for i in range(len(data) // size)}


def text(path):
    with open(path, encoding="ascii") as file:
        return file.read()


def coe(path, width):
    statements = dict(re.findall(r"(\w+)\s*=\s*([^;]*);", text(path).lower()))
    radix = int(statements["memory_initialization_radix"])
    values = re.split(r"[\s,]+", statements["memory_initialization_vector"].strip())
    return {i: int(value, radix) for i, value in enumerate(values)}


def mif(path, width):
    source = re.sub(r"--[^\n]*|%[^%]*%", "", text(path)).upper()
    header, content = re.split(r"CONTENT\s+BEGIN", source)
    content, _ = re.split(r"\bEND\s*;", content)
    settings = dict(re.findall(r"(\w+)\s*=\s*(\w+)\s*;", header))
    assert int(settings["WIDTH"]) == width
    radices = {"HEX": 16, "UNS": 10}
    address_radix, data_radix = radices[settings["ADDRESS_RADIX"]], radices[settings["DATA_RADIX"]]
    words = {}
    for first, last, value in re.findall(r"\[?(\w+)(?:\.\.(\w+)\])?\s*:\s*(\w+)\s*;", content):
        start = int(first, address_radix)
        for address in range(start, 1 + (int(last, address_radix) if last else start)):
            assert address not in words
            words[address] = int(value, data_radix)
    assert len(words) == int(settings["DEPTH"])
    return words


def ihex_quartus(path, width):
    words, base = {}, 0
    for line in text(path).split():
        record = bytes.fromhex(line[1:])
        assert line[0] == ":" and sum(record) % 256 == 0 and len(record) == record[0] + 5
        address, kind, data = record[1] << 8 | record[2], record[3], record[4:-1]
        if kind == 2:
            base = int.from_bytes(data, "big") * 16
        elif kind == 0:
            assert len(data) == (width + 7) // 8 and base + address not in words
            words[base + address] = int.from_bytes(data, "big")
    return words


def addressed(lines, width):
    words = {}
    for line in lines:
        address, value = line.split(":")
        assert int(address, 16) not in words and int(value, 16) < 1 << width
        words[int(address, 16)] = int(value, 16)
    return words


def with_header(path, width, depth_key, width_key, format_key):
    lines = text(path).splitlines()
    header = dict(line[1:].split("=") for line in lines if line.startswith("#") and "=" in line)
    lines = [line for line in lines if not line.startswith("#")]
    assert int(header[width_key]) == width and int(header[depth_key]) == len(lines)
    if header[format_key] == "AddrHex":
        return addressed(lines, width)
    radix = {"Hex": 16, "Bin": 2}[header[format_key]]
    assert "DataRadix" not in header or header["DataRadix"] == {16: "3", 2: "0"}[radix]
    return {i: int(line, radix) for i, line in enumerate(lines)}


def lattice(path, width):
    return with_header(path, width, "Depth", "Width", "Format")


def gowin(path, width):
    return with_header(path, width, "Address_depth", "Data_width", "File_format")


def microchip_hex(path, width):
    return addressed(text(path).splitlines(), width)


def microchip_bin(path, width):
    lines = text(path).splitlines()
    assert all(len(line) == width for line in lines)
    return {i: int(line, 2) for i, line in enumerate(lines)}


def raw_le(path, width):
    with open(path, "rb") as file:
        return words_of_bytes(file.read(), width, "little")


def raw_be(path, width):
    with open(path, "rb") as file:
        return words_of_bytes(file.read(), width, "big")


def npy(path, width):
    import numpy

    array = numpy.load(path, allow_pickle=False)
    lanes = (width + 15) // 16
    assert array.dtype == (numpy.uint8 if width <= 8 else numpy.int16)
    assert array.shape == ((len(array),) if lanes == 1 else (len(array), lanes))
    return words_of_bytes(array.tobytes(), 8 if width <= 8 else 16 * lanes, "little")


def ihex(path, width):
    sys.path.append("/usr/lib/python3/dist-packages")  # where Debian keeps it, for a python3 of another origin
    import intelhex

    image = intelhex.IntelHex(path)
    assert image.minaddr() == 0 and len(image) == image.maxaddr() + 1
    return words_of_bytes(image.tobinstr(), width, "little")


READERS = {
    "coe": coe,
    "mif": mif,
    "mif-ranges": mif,
    "mif-unsigned": mif,
    "ihex-quartus": ihex_quartus,
    "lattice-hex": lattice,
    "lattice-bin": lattice,
    "lattice-addrhex": lattice,
    "gowin-hex": gowin,
    "gowin-bin": gowin,
    "gowin-addrhex": gowin,
    "microchip-hex": microchip_hex,
    "microchip-bin": microchip_bin,
    "raw-le": raw_le,
    "raw-be": raw_be,
    "npy": npy,
    "ihex": ihex,
}

for argument in sys.argv[3:]:
    contents = READERS[sys.argv[1]](argument, int(sys.argv[2]))
    assert sorted(contents) == list(range(len(contents)))
    for index in range(len(contents)):
        print(f"{contents[index]:0{(int(sys.argv[2]) + 3) // 4}x}")
