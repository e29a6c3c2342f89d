// Delays a valid/ready handshake: it is open in random cycles, and then until a transfer that was shown is taken.
`default_nettype none

module gap (
  input wire logic clk_i,
  input wire logic random_i,
  input wire logic valid_i,
  output logic ready_o,
  output logic valid_o,
  input wire logic ready_i
);
  logic open_q = 1'b0;
  assign valid_o = valid_i && open_q;
  assign ready_o = ready_i && open_q;
  always_ff @(posedge clk_i) if (!valid_o || ready_i) open_q <= random_i;

endmodule
`default_nettype wire
