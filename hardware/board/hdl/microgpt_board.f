microgpt_board.sv
microgpt_command.sv
microgpt_crc.sv
microgpt_deframer.sv
microgpt_framer.sv
microgpt_printer.sv
microgpt_uart_rx.sv
microgpt_uart_tx.sv
