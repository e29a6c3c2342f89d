// First in, first out: 2^Bits words in a memory with a registered read port, which may be LUTs or block RAM. A word is
// at the output two cycles after it came in, if no other is before it. What comes while there is no room is dropped.
`default_nettype none

module microgpt_fifo #(
  parameter int Width = 8,
  parameter int Bits = 4
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  input wire logic valid_i,
  output logic ready_o,  // there is room
  input wire logic [Width-1:0] word_i,
  output logic valid_o,
  input wire logic ready_i,
  output logic [Width-1:0] word_o,
  output logic [Bits:0] count_o
);
  localparam int Depth = 1 << Bits;

  logic [Bits-1:0] head_q, head, tail_q;
  logic [Bits:0] count_q;
  logic push, pop;
  assign push = valid_i && ready_o;
  assign pop = valid_o && ready_i;
  assign head = head_q + Bits'(pop);
  assign ready_o = !count_q[Bits];
  assign count_o = count_q;

  microgpt_ram #(.Width(Width), .Depth(Depth)) u_ram (
    .clk_i, .we_i(push), .waddr_i(tail_q), .wdata_i(word_i), .raddr_i(head), .rdata_o(word_o)
  );

  always_ff @(posedge clk_i) begin
    head_q <= head;
    tail_q <= tail_q + Bits'(push);
    count_q <= count_q + (Bits + 1)'(push) - (Bits + 1)'(pop);
    valid_o <= count_q != (Bits + 1)'(pop);  // a word that comes in this cycle can't be read before the next one
    if (!rst_ni) begin
      head_q <= '0;
      tail_q <= '0;
      count_q <= '0;
      valid_o <= 1'b0;
    end
  end

endmodule
`default_nettype wire
