"""Two buses with one face: masters that ask the circuit, with pauses at random.

A request is (offset, value, strobes), a read where value is None. An answer is the word of a read, None of a write, or
"error". Several requests in one call may be under way at once, so that they are all reads or all writes.
"""

import itertools
import random

import cocotb
from cocotb.triggers import RisingEdge
from cocotbext.axi import AxiLiteBus, AxiLiteMaster, AxiResp

LONGEST_WAIT = 20  # cycles in which every request must be answered


def first_strobe(strobes):
    """The number of the lowest byte that is enabled; those above it must be in one piece."""
    first = (strobes & -strobes).bit_length() - 1
    length = bin(strobes).count("1")
    assert strobes == (1 << length) - 1 << first, f"{strobes:04b} is not in one piece"
    return first, length


class Axi:
    """AXI4-Lite by the master of cocotbext-axi; counts which orders and waits there were."""

    TOP = "microgpt_axi4_lite"

    def __init__(self, dut, pauses):
        self.clock, self.reset, self.interrupt = dut.aclk, dut.aresetn, dut.irq
        self.in_reset = 0
        self.seen = dict.fromkeys(("address first", "data first", "late BREADY", "late RREADY"), 0)
        self._dut = dut
        self._master = AxiLiteMaster(
            AxiLiteBus.from_prefix(dut, "s_axi"), dut.aclk, dut.aresetn, reset_active_level=False
        )
        write, read = self._master.write_if, self._master.read_if
        channels = (write.aw_channel, write.w_channel, write.b_channel, read.ar_channel, read.r_channel)
        if pauses:
            for i, channel in enumerate(channels):
                chance = random.Random(i)
                channel.set_pause_generator(chance.randrange(pauses) != 0 for _ in itertools.count())

    async def transfer(self, requests):
        return [await task for task in [cocotb.start_soon(self._one(*request)) for request in requests]]

    async def both(self, writes, reads):
        """Writes and reads at once, of different registers."""
        writing = cocotb.start_soon(self.transfer(writes))
        read = await self.transfer(reads)
        return await writing + read

    async def _one(self, offset, value, strobes):
        if value is None:
            answer = await self._master.read(offset, 4)
            word = int.from_bytes(answer.data, "little")
        else:
            first, length = first_strobe(strobes)
            data = value.to_bytes(4, "little")[first : first + length]
            answer = await self._master.write(offset + first, data)
            word = None
        assert answer.resp in (AxiResp.OKAY, AxiResp.SLVERR)
        return "error" if answer.resp == AxiResp.SLVERR else word

    async def watch(self):
        addresses = data = 0
        while True:
            await RisingEdge(self.clock)
            dut = self._dut
            addresses += int(dut.s_axi_awvalid.value) & int(dut.s_axi_awready.value)
            data += int(dut.s_axi_wvalid.value) & int(dut.s_axi_wready.value)
            self.seen["address first"] += addresses > data
            self.seen["data first"] += addresses < data
            self.seen["late BREADY"] += int(dut.s_axi_bvalid.value) & (1 - int(dut.s_axi_bready.value))
            self.seen["late RREADY"] += int(dut.s_axi_rvalid.value) & (1 - int(dut.s_axi_rready.value))


class Wishbone:
    """A master after Wishbone B4, in the classic handshake of its chapter 3 or the pipelined one of chapter 5.

    CYC_O is there as long as STB_O is (rule 3.25). A request is held until its answer, or in pipelined mode until
    STALL_I is low. Of ACK_I and ERR_I one at most may come (rule 3.45), only for a request (rules 3.35 and 3.50).
    """

    TOP = "microgpt_wishbone"

    def __init__(self, dut, pauses, pipelined):
        self.clock, self.reset, self.interrupt = dut.clk_i, dut.rst_i, dut.irq_o
        self.in_reset = 1
        self.seen = dict.fromkeys(("gap", "end of a cycle"), 0)
        self._dut, self._pauses, self._pipelined = dut, pauses, pipelined
        self._chance = random.Random(1)
        for signal in (dut.cyc_i, dut.stb_i, dut.we_i, dut.adr_i, dut.sel_i, dut.dat_i):
            signal.value = 0

    def _pause(self):
        return self._pauses and self._chance.randrange(self._pauses) != 0

    def _request(self, offset, value, strobes):
        dut = self._dut
        dut.adr_i.value = offset >> 2
        dut.we_i.value = value is not None
        dut.sel_i.value = strobes
        # What a master does not say, it may not be asked for.
        dut.dat_i.value = self._chance.getrandbits(32) if value is None else value

    async def transfer(self, requests):
        dut, answers, sent, waited, shown = self._dut, [], 0, 0, False
        while len(answers) < len(requests):
            idle = len(answers) == sent and not shown
            if not shown and sent < len(requests):
                shown = not self._pause()
                if shown:
                    self._request(*requests[sent])
            ends = idle and not shown
            self.seen["gap"] += not shown
            self.seen["end of a cycle"] += ends
            dut.cyc_i.value = not ends
            dut.stb_i.value = shown
            await RisingEdge(self.clock)
            ack, err = int(dut.ack_o.value), int(dut.err_o.value)
            assert not (ack and err), "two answers to one request"
            answered = ack or err
            if shown and (not int(dut.stall_o.value) if self._pipelined else answered):
                sent, shown = sent + 1, False
            if answered:
                assert len(answers) < sent, "an answer without a request"
                is_read = requests[len(answers)][1] is None
                answers.append("error" if err else int(dut.dat_o.value) if is_read else None)
            waited = 0 if answered or ends else waited + 1
            assert waited < LONGEST_WAIT, "no answer"
        dut.cyc_i.value = 0
        dut.stb_i.value = 0
        return answers

    async def both(self, writes, reads):
        return await self.transfer(writes) + await self.transfer(reads)

    async def watch(self):
        """Nothing: it counts when it acts."""


def master(name, dut, pauses):
    return Axi(dut, pauses) if name == "axi" else Wishbone(dut, pauses, name == "pipelined")
