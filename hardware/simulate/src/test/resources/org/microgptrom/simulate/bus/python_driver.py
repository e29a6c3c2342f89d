"""Plays sequences by the driver for Python, whose accesses a processor carries out.

Usage: python_driver.py DRIVERS BUNDLE CASES SIMULATION...

A line of CASES is stream, scale, seed, max_tokens and the prompt. Prints what is drawn, then which registers can be
read and written.
"""

import pathlib
import subprocess
import sys

sys.path.insert(0, sys.argv[1])
import microgpt_bus  # noqa: E402


class Processor:
    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, text):
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        if answer.startswith(("-", "ended", "stopped")) or not answer:
            raise SystemExit("the simulation ended: " + answer)
        return answer

    def read(self, address):
        return int(self.ask(f"r {address:x}"), 16)

    def write(self, address, value):
        self.ask(f"w {address:x} {value:x}")

    def pins(self):
        return int(self.ask("p 0"), 16)


def refused(what, call):
    try:
        call()
    except (microgpt_bus.DeviceError, ValueError) as e:
        print("refused", what, "-", e)
    else:
        raise SystemExit(what + " was not refused")


def main():
    bundle, cases, command = sys.argv[2], sys.argv[3], sys.argv[4:]
    processor = Processor(command)
    gpt = microgpt_bus.Microgpt(processor.read, processor.write)
    roms = microgpt_bus.roms_of(bundle)
    refused("another bundle", lambda: gpt.check(roms ^ 1))
    identity = gpt.check(roms)
    print("identity", *identity[:-1])
    symbols = microgpt_bus.symbols_of(bundle)
    for line in pathlib.Path(cases).read_text("ascii").splitlines():
        stream, scale, seed, max_tokens, *prompt = map(int, line.split())
        drawn = list(gpt.generate(prompt, seed=seed, max_tokens=max_tokens, stream=stream, scale=scale))
        for one in drawn:
            print(one.token, one.state, "last" if one.last else "more")
        print("text", microgpt_bus.text_of([one.token for one in drawn], symbols))
    print("scales", *(microgpt_bus.scale_of(t) for t in (0, 0.0902, 0.5, 1, 1000)))

    # A file stands in for a device's memory.
    file = pathlib.Path("registers.bin")
    file.write_bytes(bytes(8192))
    read, write = microgpt_bus.mapped(file, 4096 + 64)
    write(microgpt_bus.SEED, 0x11223344)
    at = 4096 + 64 + microgpt_bus.SEED
    print("mapped", f"{read(microgpt_bus.SEED):x}", file.read_bytes()[at - 4 : at + 8].hex())

    bos = identity.vocab - 1
    refused("a stream", lambda: next(gpt.generate([bos], stream=identity.streams)))
    refused("a token", lambda: next(gpt.generate([bos + 1])))
    refused("a prompt", lambda: next(gpt.generate([bos] * (identity.context + 1))))
    gpt.start(0, 0, 1, 1)
    refused("a second start", lambda: gpt.start(0, 0, 1, 1))
    gpt.reset()
    gpt.check(roms)

    # Every word; what is written starts and resets nothing.
    for address in range(0, microgpt_bus.BYTES, 4):
        processor.read(address)
        readable = not processor.pins() & 2
        processor.write(address, 0)
        writable = not processor.pins() & 4
        if readable or writable:
            print(f"register {address:x} {'r' if readable else ''}{'w' if writable else ''}")
    processor.process.stdin.close()
    print(processor.process.stdout.read().split()[0])


if __name__ == "__main__":
    main()
