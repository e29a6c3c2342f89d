// microgpt_wishbone before any master that follows the standard, a pipelined one where PIPELINED is defined.
`default_nettype none

module proof_wishbone #(parameter bit Pipelined = 1'b0) (
  input wire logic clk, input wire logic rst, input wire logic cyc, input wire logic stb, input wire logic we,
  input wire logic [8:2] adr, input wire logic [3:0] sel, input wire logic [31:0] dat
);
  logic [31:0] word;
  logic ack, err, stall, irq;
  microgpt_wishbone #(.Streams(1), .Pipelined(Pipelined)) u_dut (
    .clk_i(clk), .rst_i(rst), .cyc_i(cyc), .stb_i(stb), .we_i(we), .adr_i(adr), .sel_i(sel), .dat_i(dat),
    .dat_o(word), .ack_o(ack), .err_o(err), .stall_o(stall), .irq_o(irq)
  );
`ifdef PIPELINED
  logic [3:0] requests, answers, outstanding;
  fwb_slave #(.AW(7), .DW(32), .F_MAX_STALL(2), .F_MAX_ACK_DELAY(2), .F_LGDEPTH(4)) u_properties (
    .i_clk(clk), .i_reset(rst), .i_wb_cyc(cyc), .i_wb_stb(stb), .i_wb_we(we), .i_wb_addr(adr), .i_wb_data(dat),
    .i_wb_sel(sel), .i_wb_ack(ack), .i_wb_stall(stall), .i_wb_idata(word), .i_wb_err(err), .f_nreqs(requests),
    .f_nacks(answers), .f_outstanding(outstanding)
  );
  always_comb if (cyc) assert(outstanding == (Pipelined ? {3'd0, ack || err} : 4'd0));
`else
  fwbc_slave #(.AW(7), .DW(32)) u_properties (
    .i_clk(clk), .i_reset(rst), .i_wb_cyc(cyc), .i_wb_stb(stb), .i_wb_we(we), .i_wb_addr(adr), .i_wb_data(dat),
    .i_wb_sel(sel), .i_wb_cti(3'd0), .i_wb_bte(2'd0), .i_wb_ack(ack), .i_wb_idata(word), .i_wb_err(err),
    .i_wb_rty(1'b0)
  );
`endif

endmodule
`default_nettype wire
