// The circuit as a slave of Wishbone B4, 32 bits with a granularity of 8: the map of docs/bus.md. The address counts
// bytes, without the lowest two bits.
//
// ACK_O or ERR_O comes one cycle after STB_I. Pipelined = 0 is the classic handshake, in which the master holds its
// request until then; a pipelined master may be connected all the same and waits by STALL_O. With Pipelined = 1 each
// cycle with STB_I is a request, and STALL_O is never high. An access that the map does not have ends with ERR_O. What
// SEL_I says of a read does not matter.
`default_nettype none

module microgpt_wishbone #(
  parameter int Streams = microgpt_params::Streams,
  parameter int Units = Streams == microgpt_params::Streams ? microgpt_params::Units : 1,
  parameter int PromptDepthBits = 4,
  parameter int TokenDepthBits = 4,
  parameter bit Pipelined = 1'b0,
  localparam int AddressBits = 9
) (
  input wire logic clk_i,
  input wire logic rst_i,
  input wire logic cyc_i,
  input wire logic stb_i,
  input wire logic we_i,
  input wire logic [AddressBits-1:2] adr_i,
  input wire logic [3:0] sel_i,
  input wire logic [31:0] dat_i,
  output logic [31:0] dat_o,
  output logic ack_o,
  output logic err_o,
  output logic stall_o,
  output logic irq_o
);
  logic answered_q, fault_q, request, fault;
  logic [31:0] word;
  assign request = cyc_i && stb_i && (Pipelined || !answered_q);
  assign ack_o = answered_q && !fault_q && cyc_i;
  assign err_o = answered_q && fault_q && cyc_i;
  assign stall_o = !Pipelined && cyc_i && !answered_q;

  microgpt_registers #(
    .Streams(Streams), .Units(Units), .PromptDepthBits(PromptDepthBits), .TokenDepthBits(TokenDepthBits)
  ) u_registers (
    .clk_i, .rst_ni(!rst_i), .read_i(request && !we_i), .write_i(request && we_i), .address_i(adr_i), .data_i(dat_i),
    .strobes_i(sel_i), .word_o(word), .fault_o(fault), .irq_o
  );

  always_ff @(posedge clk_i) begin
    answered_q <= request && !rst_i;
    fault_q <= fault;
    dat_o <= word;
  end

endmodule
`default_nettype wire
