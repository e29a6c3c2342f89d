// The program of one step: instruction_o is offered to the matrix unit while pending_o, and the next one follows when
// it is taken.
`default_nettype none

module microgpt_program #(
  localparam int InstructionBits = microgpt_params::InstructionBits,
  localparam int KindBits = microgpt_params::KindBits
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  input wire logic begin_i,
  input wire logic taken_i,
  output logic pending_o,
  output logic [InstructionBits-1:0] instruction_o,
  output logic [KindBits-1:0] kind_o,
  output logic last_layer_o  // of the CONTRACT that was taken last
);
  localparam int PcBits = microgpt_params::PcBits;

  logic [PcBits-1:0] pc_q;
  assign kind_o = instruction_o[InstructionBits-1-:KindBits];
  always_ff @(posedge clk_i) begin
    if (begin_i) begin
      pc_q <= PcBits'(microgpt_params::FirstPc);
      instruction_o <= microgpt_params::instruction(PcBits'(microgpt_params::FirstPc));
      pending_o <= 1'b1;
    end else if (taken_i) begin
      pc_q <= pc_q + PcBits'(1);
      instruction_o <= microgpt_params::instruction(pc_q + PcBits'(1));
      pending_o <= kind_o != microgpt_params::KindHead;
    end
    if (!rst_ni) pending_o <= 1'b0;
  end

  // The layer of CONTRACT is the last one when HEAD follows it.
  always_ff @(posedge clk_i)
    if (taken_i && kind_o == microgpt_params::KindContract)
      last_layer_o <= 32'(pc_q) == microgpt_params::ProgramLength - 2;

endmodule
`default_nettype wire
