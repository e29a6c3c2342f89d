bus/microgpt_axi4_lite.sv
bus/microgpt_channel.sv
bus/microgpt_fifo.sv
bus/microgpt_registers.sv
bus/microgpt_wishbone.sv
