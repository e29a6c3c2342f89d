"""Compiles the circuit behind a bus and runs bus_test in it.

Usage: simulate.py BUS STREAMS DEPTH_BITS PAUSES DRIVERS SOURCE..., where BUS is axi, classic or pipelined.
"""

import sys

import buses
from cocotb_tools.check_results import get_results
from cocotb_tools.runner import get_runner


def main():
    bus, streams, depth, pauses, drivers, *sources = sys.argv[1:]
    top = buses.Axi.TOP if bus == "axi" else buses.Wishbone.TOP
    parameters = {"Streams": streams, "PromptDepthBits": depth, "TokenDepthBits": depth}
    if bus == "pipelined":
        parameters["Pipelined"] = 1
    runner = get_runner("icarus")
    folders = {"build_dir": "build", "timescale": ("1ns", "1ps")}
    runner.build(sources=sources, hdl_toplevel=top, parameters=parameters, always=True, **folders)
    environment = {"BUS": bus, "PAUSES": pauses, "STREAMS": streams, "DRIVERS": drivers}
    results = runner.test(
        test_module="bus_test",
        hdl_toplevel=top,
        test_dir=".",
        extra_env=environment,
        results_xml="results.xml",
        **folders,
    )
    tests, failed = get_results(results)
    print(f"tests: {tests}, failed: {failed}")
    sys.exit(failed != 0)


if __name__ == "__main__":
    main()
