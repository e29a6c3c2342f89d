// What Wishbone B4 asks of a slave, of microgpt_wishbone before a master that holds a request until its answer, or in
// pipelined mode, where PIPELINED is defined, while STALL_I is high. A master may end its cycle at any time.
`default_nettype none

module proof_wishbone #(parameter bit Pipelined = 1'b0) (
  input wire logic clk, input wire logic rst, input wire logic cyc, input wire logic stb, input wire logic we,
  input wire logic [8:2] adr, input wire logic [3:0] sel, input wire logic [31:0] dat
);
  logic [31:0] word;
  logic ack, err, stall, access, answer, taken;
  microgpt_wishbone #(.Streams(1), .Pipelined(Pipelined)) u_dut (
    .clk_i(clk), .rst_i(rst), .cyc_i(cyc), .stb_i(stb), .we_i(we), .adr_i(adr), .sel_i(sel), .dat_i(dat),
    .dat_o(word), .ack_o(ack), .err_o(err), .stall_o(stall), .irq_o(access)
  );
  assign answer = ack || err;
`ifdef PIPELINED
  assign taken = cyc && stb && !stall;
`else
  assign taken = cyc && stb && answer;
`endif

  logic past_q = 1'b0, reset_q, request_q, held_q, we_q;
  logic [8:2] adr_q;
  logic [3:0] sel_q, owed_q, carried_q;  // requests taken and accesses carried out, less answers
  logic [2:0] waits_q;  // cycles without an answer that is owed
  logic [31:0] dat_q;
  always_ff @(posedge clk) begin
    past_q <= 1'b1;
    reset_q <= rst;
    request_q <= cyc && stb && !rst;
    held_q <= cyc && stb && !taken && !rst;
    we_q <= we;
    adr_q <= adr;
    sel_q <= sel;
    dat_q <= dat;
    owed_q <= rst || !cyc ? '0 : owed_q + 4'(taken) - 4'(answer);
    carried_q <= rst || !cyc ? '0 : carried_q + 4'(access) - 4'(answer);
    waits_q <= rst || !cyc || answer || !(stb || owed_q != 0) ? '0 : waits_q + 3'd1;
  end

  always_comb begin
    if (!past_q) assume(rst);
    // The master: rules 3.25 and 3.60.
    if (stb) assume(cyc);
    if (past_q && held_q && cyc) assume(stb && we == we_q && adr == adr_q && sel == sel_q && dat == dat_q);
    // Rules 3.00 and 3.20: no answer after a reset.
    if (past_q && reset_q) assert(!answer);
    if (past_q && !reset_q) begin
      // Rule 3.45: ACK_O or ERR_O.
      assert(!(ack && err));
      // Rules 3.35 and 3.50: only for a request of a cycle that lasts, one for each.
      if (answer) assert(cyc);
`ifdef PIPELINED
      if (answer) assert(owed_q != 0 || taken);
`else
      if (answer) assert(stb);
`endif
      if (cyc) assert(owed_q == (Pipelined ? 4'(answer) : 4'd0));
      // Each request is carried out once, in the cycle before its answer.
      if (cyc) assert(carried_q == 4'(answer));
      if (access) assert(cyc && stb);
      // Within two cycles.
      assert(waits_q < 2);
    end
  end

endmodule
`default_nettype wire
