#!/usr/bin/env python3
"""Driver of the circuit behind AXI4-Lite or Wishbone; docs/bus.md has the registers.

    gpt = Microgpt(read, write)          # read(address) -> 32 bits, write(address, value)
    gpt.check()
    symbols = symbols_of("out/bundle")
    for drawn in gpt.generate([len(symbols)], temperature=0.8, seed=42):
        print(drawn.token, drawn.state)

A command of its own prints what C needs of a bundle: microgpt_bus.py BUNDLE > bundle.h
"""

import json
import math
import mmap
import pathlib
import struct
import sys
from collections import namedtuple

Identity = namedtuple("Identity", "version vocab context streams prompt_depth token_depth")
Drawn = namedtuple("Drawn", "token state last")
Sequence = namedtuple("Sequence", "busy saturated refused drawn room")

MAGIC, VERSION, VOCAB, CONTEXT, SIZES = 0x00, 0x04, 0x08, 0x0C, 0x10
CONTROL, STATUS, ENABLE, PENDING, CYCLES = 0x14, 0x18, 0x1C, 0x20, 0x24
SEQUENCE, SCALE, SEED, MAX_TOKENS, PROMPT, TOKEN, STATE = range(0x00, 0x1C, 4)  # of a stream
STREAMS, STREAM_BYTES = 0x40, 0x20
BUSY, SATURATED, REFUSED = 1, 2, 4
BYTES = 0x200  # of all registers

LOWEST_TEMPERATURE = 0.0902


class DeviceError(Exception):
    """The circuit is not what or where it should be, or refuses."""


def scale_of(temperature):
    """The circuit's scale of a temperature; 0 is greedy."""
    if temperature == 0:
        return 0
    if not LOWEST_TEMPERATURE <= temperature <= 1000:
        raise ValueError(f"the temperature must be 0 or in {LOWEST_TEMPERATURE}..1000, not {temperature}")
    return round(math.log2(math.e) / temperature * 4096)


def symbols_of(bundle):
    """The symbols of a bundle's tokens; BOS has the number after the last one."""
    vocabulary = json.loads((pathlib.Path(bundle) / "manifest.json").read_text("utf-8"))["vocabulary"]
    return vocabulary["symbols"] if isinstance(vocabulary, dict) else vocabulary  # with merges, or without


def text_of(tokens, symbols):
    """The text of tokens, in which BOS is nothing."""
    return "".join(symbols[token] for token in tokens if token < len(symbols))


def mapped(path, offset=0):
    """read and write for registers at an offset of a file to map, as /dev/uio0 or, as root, /dev/mem."""
    page = offset % mmap.PAGESIZE
    with open(path, "r+b", buffering=0) as file:
        memory = mmap.mmap(file.fileno(), page + BYTES, offset=offset - page)
    words = memoryview(memory).cast("I")  # whose items are read and written in one access each

    def read(address):
        return words[(page + address) // 4]

    def write(address, value):
        words[(page + address) // 4] = value

    return read, write


class Microgpt:
    """The circuit, reached by read(address) and write(address, value) of 32-bit words; it waits by asking."""

    def __init__(self, read, write, base=0):
        self._read, self._write, self._base = read, write, base

    def read(self, register):
        return self._read(self._base + register)

    def write(self, register, value):
        self._write(self._base + register, value)

    def _of(self, stream, register):
        return STREAMS + STREAM_BYTES * stream + register

    def identity(self):
        if self.read(MAGIC) != struct.unpack("<I", b"mGPT")[0]:
            raise DeviceError("there is no MicroGPT at this address")
        if self.read(VERSION) != 1:
            raise DeviceError(f"the map of the registers has version {self.read(VERSION)}, this driver knows 1")
        sizes = self.read(SIZES)
        return Identity(
            version=self.read(VERSION),
            vocab=self.read(VOCAB),
            context=self.read(CONTEXT),
            streams=sizes & 0xFF,
            token_depth=sizes >> 8 & 0xFF,
            prompt_depth=sizes >> 16 & 0xFF,
        )

    def check(self):
        """Waits for the self-test and requires that it passed."""
        identity = self.identity()
        while not self.read(STATUS) & 1:
            pass
        if not self.read(STATUS) & 2:
            raise DeviceError("the ROMs failed their self-test")
        return identity

    def reset(self):
        """Ends all sequences, empties the FIFOs and lets the ROMs be tested; generators keep their states."""
        self.write(CONTROL, 1)

    def sequence(self, stream=0):
        word = self.read(self._of(stream, SEQUENCE))
        return Sequence(bool(word & BUSY), bool(word & SATURATED), bool(word & REFUSED), word >> 8 & 0xFF, word >> 16)

    def start(self, stream, scale, seed, max_tokens):
        """Starts a sequence; a seed of 0 lets the generator go on, a max_tokens of 0 draws nothing."""
        for register, value in ((SCALE, scale), (SEED, seed), (MAX_TOKENS, max_tokens)):
            self.write(self._of(stream, register), value)
        self.write(self._of(stream, SEQUENCE), REFUSED)
        self.write(self._of(stream, SEQUENCE), BUSY)
        if self.sequence(stream).refused:
            raise DeviceError(f"stream {stream} does not start: a sequence runs, or the self-test failed")

    def prompt(self, stream, token, last):
        """Gives the next token of the prompt, waiting for room."""
        while not self.sequence(stream).room:
            pass
        self.write(self._of(stream, PROMPT), token | last << 31)

    def next(self, stream):
        """The next drawn token, or None if there is none yet."""
        word = self.read(self._of(stream, TOKEN))
        if not word >> 31:
            return None
        return Drawn(word & 0xFFFF, self.read(self._of(stream, STATE)), bool(word >> 30 & 1))

    def generate(self, prompt, temperature=1.0, seed=0, max_tokens=None, stream=0, scale=None):
        """Yields the tokens that follow a prompt, which as a rule begins with BOS."""
        identity = self.identity()
        if not 0 <= stream < identity.streams:
            raise ValueError(f"the circuit has the streams 0..{identity.streams - 1}, not {stream}")
        if not 1 <= len(prompt) <= identity.context:
            raise ValueError(f"a prompt has 1 to {identity.context} tokens, not {len(prompt)}")
        for token in prompt:
            if not 0 <= token < identity.vocab:
                raise ValueError(f"the model has the tokens 0..{identity.vocab - 1}, not {token}")
        count = identity.context if max_tokens is None else max_tokens
        self.start(stream, scale_of(temperature) if scale is None else scale, seed, count)
        for i, token in enumerate(prompt):
            self.prompt(stream, token, i == len(prompt) - 1)
        last = count == 0
        while not last:
            drawn = self.next(stream)
            if drawn is not None:
                last = drawn.last
                yield drawn
        while self.sequence(stream).busy:
            pass


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: microgpt_bus.py BUNDLE > bundle.h")
    symbols = symbols_of(sys.argv[1])
    points = ", ".join(f"0x{ord(symbol):X}" for symbol in symbols)
    print(f"#define MICROGPT_BOS {len(symbols)}u")
    print(f"static const uint32_t microgpt_symbols[{len(symbols)}] = {{{points}}};")


if __name__ == "__main__":
    main()
