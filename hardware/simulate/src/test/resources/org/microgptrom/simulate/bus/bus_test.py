"""The circuit on a bus: both drivers, then accesses at random. Stops at the first line that is not what is expected."""

import ctypes
import os
import pathlib
import random
import sys
import traceback

import buses
import cocotb
from cocotb.clock import Clock
from cocotb.task import bridge, resume
from cocotb.triggers import ClockCycles, Timer

sys.path.insert(0, os.environ["DRIVERS"])
import microgpt_bus  # noqa: E402

BUS, PAUSES, STREAMS = os.environ["BUS"], int(os.environ["PAUSES"]), int(os.environ["STREAMS"])
NANOSECONDS = 10
LONGEST = 45_000 if PAUSES else 30_000  # cycles that a test may take: twice what it takes, or so
ROUNDS = 60
PIECES = (0b0001, 0b0010, 0b0100, 0b1000, 0b0011, 0b0110, 0b1100, 0b0111, 0b1110, 0b1111)


def stop(message):
    """Ends it all at once: a driver's thread may wait for ever."""
    print("STOPPED", message, flush=True)
    os._exit(3)


class Told:
    def __init__(self, name):
        self.name, self.count = name, 0
        self.expected = pathlib.Path(f"expected-{name}.txt").read_text("utf-8").splitlines()

    def tell(self, line):
        expected = self.expected[self.count] if self.count < len(self.expected) else "nothing more"
        if line != expected:
            stop(f"{self.name}, line {self.count + 1}: {line!r} instead of {expected!r}")
        self.count += 1

    def end(self):
        if self.count < len(self.expected):
            stop(f"{self.name}: {self.expected[self.count]!r} is missing")
        print(f"{self.name}: {self.count} lines", flush=True)


class Device:
    """What a driver reaches, from a thread of its own."""

    def __init__(self, bus):
        self.bus, self.errors = bus, 0

    async def read_word(self, offset):
        return self._word((await self.bus.transfer([(offset, None, 0xF)]))[0])

    async def write_word(self, offset, value, strobes=0xF):
        self._word((await self.bus.transfer([(offset, value, strobes)]))[0])

    async def interrupt_pin(self):
        await ClockCycles(self.bus.clock, 2)  # it comes a cycle late
        return int(self.bus.interrupt.value)

    def _word(self, answer):
        self.errors += answer == "error"
        return 0 if answer in ("error", None) else answer

    def __getattr__(self, name):
        return resume({"read": self.read_word, "write": self.write_word, "interrupt": self.interrupt_pin}[name])


async def limit():
    await Timer(LONGEST * NANOSECONDS, "ns")
    stop("it takes too long")


async def started(dut):
    bus = buses.master(BUS, dut, PAUSES)
    bus.reset.value = bus.in_reset
    Clock(bus.clock, NANOSECONDS, "ns").start()
    cocotb.start_soon(limit())
    await ClockCycles(bus.clock, 5)
    bus.reset.value = 1 - bus.in_reset
    await ClockCycles(bus.clock, 2)
    return bus


def guarded(kind, function):
    """A function for C, in which an exception would get lost."""

    def call(*arguments):
        try:
            return function(*arguments)
        except BaseException:
            traceback.print_exc()
            stop("a callback failed")

    return kind(call)


@cocotb.test()
async def driver_in_c(dut):
    device, told = Device(await started(dut)), Told("c")
    number = ctypes.c_uint32
    functions = (
        guarded(ctypes.CFUNCTYPE(number, number), device.read),
        guarded(ctypes.CFUNCTYPE(None, number, number, number), device.write),
        guarded(ctypes.CFUNCTYPE(number), device.interrupt),
        guarded(ctypes.CFUNCTYPE(None, ctypes.c_char_p), lambda line: told.tell(line.decode("utf-8"))),
    )
    access = (ctypes.c_void_p * len(functions))(*(ctypes.cast(f, ctypes.c_void_p) for f in functions))
    library = ctypes.CDLL(str(pathlib.Path("scenario.so").resolve()))
    await bridge(lambda: library.scenario(access))()
    assert device.errors == 0
    told.end()


def refused(told, what, call):
    try:
        call()
    except (microgpt_bus.DeviceError, ValueError) as e:
        told.tell(f"refused {what} - {e}")
    else:
        stop(what + " was not refused")


def play(device, told):
    gpt = microgpt_bus.Microgpt(device.read, device.write)
    identity = gpt.check()
    told.tell("identity " + " ".join(map(str, identity)))
    symbols = microgpt_bus.symbols_of(".")
    for line in pathlib.Path("cases.txt").read_text("ascii").splitlines():
        stream, scale, seed, max_tokens, *prompt = map(int, line.split())
        drawn = list(gpt.generate(prompt, seed=seed, max_tokens=max_tokens, stream=stream, scale=scale))
        for one in drawn:
            told.tell(f"{one.token} {one.state} {'last' if one.last else 'more'}")
        told.tell("text " + microgpt_bus.text_of([one.token for one in drawn], symbols))
    told.tell("scales " + " ".join(str(microgpt_bus.scale_of(t)) for t in (0, 0.0902, 0.5, 1, 1000)))

    # A file stands in for a device's memory.
    file = pathlib.Path("registers.bin")
    file.write_bytes(bytes(8192))
    read, write = microgpt_bus.mapped(file, 4096 + 64)
    write(microgpt_bus.SEED, 0x11223344)
    at = 4096 + 64 + microgpt_bus.SEED
    told.tell(f"mapped {read(microgpt_bus.SEED):x} {file.read_bytes()[at - 4 : at + 8].hex()}")

    bos = identity.vocab - 1
    refused(told, "a stream", lambda: next(gpt.generate([bos], stream=identity.streams)))
    refused(told, "a token", lambda: next(gpt.generate([bos + 1])))
    refused(told, "a prompt", lambda: next(gpt.generate([bos] * (identity.context + 1))))
    gpt.start(0, 0, 1, 1)
    refused(told, "a second start", lambda: gpt.start(0, 0, 1, 1))
    gpt.reset()
    gpt.check()

    # Every word; what is written starts and resets nothing.
    for address in range(0, microgpt_bus.BYTES, 4):
        before = device.errors
        device.read(address)
        readable, before = device.errors == before, device.errors
        device.write(address, 0)
        writable = device.errors == before
        if readable or writable:
            told.tell(f"register {address:x} {'r' if readable else ''}{'w' if writable else ''}")


@cocotb.test()
async def driver_in_python(dut):
    device, told = Device(await started(dut)), Told("python")
    await bridge(play)(device, told)
    told.end()


@cocotb.test()
async def accesses(dut):
    """Many at a time, against a model of the registers that keep what is written; all are 0 after the reset."""
    bus = await started(dut)
    watching = cocotb.start_soon(bus.watch())
    chance = random.Random(7)
    widths = {microgpt_bus.ENABLE: 17}
    for s in range(STREAMS):
        base = microgpt_bus.STREAMS + microgpt_bus.STREAM_BYTES * s
        widths |= {base + microgpt_bus.SCALE: 16, base + microgpt_bus.SEED: 32, base + microgpt_bus.MAX_TOKENS: 16}
    words = dict.fromkeys(widths, 0)
    magic = {microgpt_bus.MAGIC: 0x5450476D, microgpt_bus.VERSION: 1}
    nowhere = [0x3C, microgpt_bus.STREAMS + microgpt_bus.STREAM_BYTES * STREAMS, microgpt_bus.BYTES - 4]
    count = errors = 0
    with open("answers.txt", "w", encoding="ascii") as file:
        for _ in range(ROUNDS):
            writes, expected = [], []
            for _ in range(chance.randrange(1, 9)):
                offset = chance.choice([*widths, *widths, *magic, *nowhere])
                value, strobes = chance.getrandbits(32), chance.choice(PIECES)
                writes.append((offset, value, strobes))
                expected.append(None if offset in words else "error")
                if offset in words:
                    mask = sum(0xFF << 8 * b for b in range(4) if strobes >> b & 1)
                    words[offset] = (words[offset] & ~mask | value & mask) & (1 << widths[offset]) - 1
            written = {offset for offset, _, _ in writes}
            free = [offset for offset in (*widths, *magic, *nowhere) if offset not in written]
            reads = [chance.choice(free) for _ in range(chance.randrange(1, 9))]
            answers = await bus.both(writes, [(offset, None, 0xF) for offset in reads])
            reads += widths
            answers += await bus.transfer([(offset, None, 0xF) for offset in widths])
            expected += [{**words, **magic}.get(offset, "error") for offset in reads]
            assert answers == expected, (writes, reads, answers, expected)
            count += len(answers)
            errors += answers.count("error")
            file.write(f"{answers}\n")
    watching.cancel()
    assert errors > ROUNDS
    if PAUSES:
        assert all(bus.seen.values()), bus.seen
    print(f"accesses: {count}, errors: {errors}", flush=True)
