"""Asks a board what docs/board.md says it answers: protocol.py PORT BAUD SHA256 VOCABULARY CONTEXT

Knows the protocol from its description alone. Prints what it has checked, one word per check.
"""

import os
import select
import struct
import sys
import termios
import tty
import zlib

FLAG, ESCAPE, FLIP = 0x7E, 0x7D, 0x20
IDENTIFY, START, RESET = 1, 2, 3
IDENTITY, TOKEN, END, STATUS, ERROR = 0x81, 0x82, 0x83, 0x84, 0x85


class Line:
    def __init__(self, name, baud):
        self.file = os.open(name, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self.file)
        settings = termios.tcgetattr(self.file)
        settings[4] = settings[5] = getattr(termios, "B" + baud)
        termios.tcsetattr(self.file, termios.TCSANOW, settings)
        self.waiting = bytearray()

    def write(self, data):
        os.write(self.file, data)

    def byte(self, seconds):
        if not self.waiting:
            if not select.select([self.file], [], [], seconds)[0]:
                return None
            self.waiting += os.read(self.file, 4096)
        return self.waiting.pop(0)

    def frame(self, seconds=60):
        """The next whole frame; None after so many seconds of silence."""
        content, escaped = bytearray(), False
        while True:
            byte = self.byte(seconds)
            if byte is None:
                return None
            if byte == FLAG:
                if len(content) >= 7:
                    body, check = bytes(content[:-4]), struct.unpack("<I", content[-4:])[0]
                    assert zlib.crc32(body) == check, content.hex()
                    kind, length = struct.unpack("<BH", body[:3])
                    assert length == len(body) - 3
                    return kind, body[3:]
                content, escaped = bytearray(), False
            elif byte == ESCAPE:
                escaped = True
            else:
                content.append(byte ^ FLIP if escaped else byte)
                escaped = False


def stuffed(content):
    result = bytearray()
    for byte in content:
        result += bytes([ESCAPE, byte ^ FLIP]) if byte in (FLAG, ESCAPE) else bytes([byte])
    return bytes(result)


def content(kind, payload=b"", length=None):
    body = struct.pack("<BH", kind, len(payload) if length is None else length) + payload
    return body + struct.pack("<I", zlib.crc32(body))


def frame(kind, payload=b"", length=None):
    return bytes([FLAG]) + stuffed(content(kind, payload, length)) + bytes([FLAG])


def start(sequence, prompt, scale=0, seed=1, most=0xFFFF):
    payload = struct.pack("<BHIH", sequence, scale, seed, most) + b"".join(struct.pack("<H", t) for t in prompt)
    return frame(START, payload)


def sequence(line, number):
    """The tokens and states of a sequence, and its end."""
    tokens = []
    while True:
        kind, payload = line.frame()
        if kind == END:
            name, drawn, crc, flags, cycles = struct.unpack("<BHIBI", payload)
            assert (name, drawn) == (number, len(tokens)) and flags <= 1 and cycles > 0
            return tokens, crc
        assert kind == TOKEN, kind
        name, index, token, state, last = struct.unpack("<BHHIB", payload)
        assert (name, index) == (number, len(tokens)) and last <= 1
        assert not (tokens and tokens[-1][2]), "a token after the last one"
        tokens.append((token, state, last))


def main():
    name, baud, digest, vocabulary, context = sys.argv[1:]
    vocabulary, context, checks = int(vocabulary), int(context), []
    bos = vocabulary - 1
    line = Line(name, baud)

    def identity():
        line.write(frame(IDENTIFY))
        kind, payload = line.frame()
        assert kind == IDENTITY
        version, flags, damaged, broken, clock, rate = struct.unpack("<BBHHII", payload[:14])
        assert version == 1 and rate == int(baud) and payload[14:].hex() == digest
        return flags, damaged

    while identity()[0] != 3:
        pass
    checks.append("identity")

    # A sequence number that has to be escaped, the same answer twice, and all that the context holds.
    line.write(start(0x7E, [bos], scale=7000, seed=12345))
    first = sequence(line, 0x7E)
    line.write(start(0x7D, [bos], scale=7000, seed=12345))
    assert sequence(line, 0x7D) == first and first[0]
    checks.append("repeated")
    line.write(start(1, [bos] + [0] * (context - 1), most=0))
    full = sequence(line, 1)
    assert full[0] == []
    line.write(start(2, [bos] + [0] * (context - 1)))
    tokens, _ = sequence(line, 2)
    assert len(tokens) == 1 and tokens[0][2] == 1
    line.write(start(3, [bos], most=1))
    assert len(sequence(line, 3)[0]) == 1
    checks.append("lengths")

    # What is refused leaves the board as it was.
    refused = [
        (frame(9), 2),
        (frame(START, b"\0" * 9), 3),
        (frame(START, b"\0" * 12), 3),
        (frame(RESET, b"\0"), 3),
        (frame(IDENTIFY, b"\0"), 3),
        (start(4, [bos, vocabulary]), 4),
        (start(4, [0x100]), 4),
        (frame(RESET)[:-3] + bytes([0x55, FLAG]), 1),
        (frame(START, b"\0" * 11, length=13), 1),
        (start(5, [0] * (context + 1)), 1),
        (bytes([FLAG]) + bytes(100 + 3 * context) + bytes([FLAG]), 1),
        (bytes([FLAG, IDENTIFY, ESCAPE, FLAG]), 1),
    ]
    before = identity()[1]
    for data, code in refused:
        line.write(data)
        assert line.frame() == (ERROR, bytes([code])), (data.hex(), code)
    assert identity() == (3, before + sum(code == 1 for _, code in refused))
    checks.append("refused")

    # Frames may share a flag; what stands between frames is dropped.
    line.write(bytes([FLAG]) + stuffed(content(IDENTIFY)) + bytes([FLAG]) + stuffed(content(IDENTIFY)) + bytes([FLAG]))
    assert [line.frame()[0], line.frame()[0]] == [IDENTITY, IDENTITY]
    line.write(bytes([FLAG, FLAG, FLAG]) + frame(IDENTIFY))
    assert line.frame()[0] == IDENTITY
    checks.append("flags")

    # A request ends what runs, and is answered after what was being sent.
    for request in (start(9, [bos], scale=7000, seed=12345), frame(RESET)):
        line.write(start(8, [bos] + [0] * (context - 2), scale=7000, seed=77) + request)
        kind, payload = line.frame()
        while kind == TOKEN and payload[0] == 8:
            kind, payload = line.frame()
        if request[1] == RESET:
            assert (kind, payload[0]) == (STATUS, 3)
        else:
            tokens = []
            while kind == TOKEN:
                assert payload[0] == 9
                tokens.append(struct.unpack("<BHHIB", payload)[2:])
                kind, payload = line.frame()
            assert kind == END and tokens == first[0] and struct.unpack("<I", payload[3:7])[0] == first[1]
    checks.append("ended")

    # A seed of 0 goes on: two halves of one run of the generator.
    line.write(start(1, [bos], scale=7000, seed=99))
    state = sequence(line, 1)[0][-1][1]
    line.write(start(2, [bos], scale=7000, seed=0))
    went_on = sequence(line, 2)
    line.write(start(3, [bos], scale=7000, seed=state))
    assert sequence(line, 3) == went_on
    checks.append("seeds")

    # A terminal's return key; symbols of the tests' models are letters from a on.
    for key in (b"\n", b"\r", b"\r\n"):
        line.write(key)
        text = bytearray()
        while not text.endswith(b"\r\n"):
            text.append(line.byte(60))
        assert all(ord("a") <= letter < ord("a") + bos for letter in text[:-2]) and len(text) <= context + 2, text
    assert line.byte(0.2) is None
    checks.append("texts")
    print(" ".join(checks))


main()
