sim/microgpt_bench.sv
sim/microgpt_trace.sv
