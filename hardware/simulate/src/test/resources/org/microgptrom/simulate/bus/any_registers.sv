// Registers of which little is known: any word and any fault may answer. Their interrupt tells of each access.
`default_nettype none

module microgpt_registers #(
  parameter int Streams = 1,
  parameter int Units = 1,
  parameter int PromptDepthBits = 4,
  parameter int TokenDepthBits = 4
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  input wire logic read_i,
  input wire logic write_i,
  input wire logic [8:2] address_i,
  input wire logic [31:0] data_i,
  input wire logic [3:0] strobes_i,
  output logic [31:0] word_o,
  output logic fault_o,
  output logic irq_o
);
  (* anyseq *) logic [31:0] word;
  (* anyseq *) logic fault;
  assign word_o = word;
  assign fault_o = fault;
  assign irq_o = read_i || write_i;
  always_comb assert(!(read_i && write_i));

endmodule
`default_nettype wire
