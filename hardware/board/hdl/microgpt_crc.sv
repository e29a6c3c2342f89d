// CRC-32 of IEEE 802.3 over words of Bits bits, the lowest bit first. register_o is the CRC inverted: DEBB20E3 after
// bytes that end with their own CRC.
`default_nettype none

module microgpt_crc #(
  parameter int Bits = 8
) (
  input wire logic clk_i,
  input wire logic clear_i,
  input wire logic valid_i,
  input wire logic [Bits-1:0] word_i,
  output logic [31:0] register_o
);
  function automatic logic [31:0] next(input logic [31:0] crc, input logic [Bits-1:0] word);
    next = crc;
    for (int i = 0; i < Bits; i++) next = {1'b0, next[31:1]} ^ (next[0] ^ word[i] ? 32'hEDB88320 : 32'd0);
  endfunction

  always_ff @(posedge clk_i)
    if (clear_i) register_o <= '1;
    else if (valid_i) register_o <= next(register_o, word_i);

endmodule
`default_nettype wire
