// What the number formats of a model ask for, so that another model of this shape is other ROM contents and nothing
// else: the epsilons of RMSNorm and all shifts. They stand behind the tables in the ROM of constants, docs/formats.md
// has their places, and are taken from it while the self-test reads it. Shifts are less the least one that the circuit
// can do; those of instructions are handed on, each with the instruction's number.
`default_nettype none

module microgpt_settings #(
  parameter int TestBits = 9,
  localparam int PcBits = microgpt_params::PcBits,
  localparam int ShiftBits = microgpt_params::ShiftBits,
  localparam int ScaleBits = microgpt_params::ScaleBits,
  localparam int EmbedShiftBits = microgpt_params::EmbedShiftBits,
  localparam int EpsBits = microgpt_params::EpsBits
) (
  input wire logic clk_i,
  // The self-test's address, and the word of the ROM at the address before.
  input wire logic test_i,
  input wire logic [TestBits-1:0] test_addr_i,
  input wire logic [15:0] word_i,
  output logic [EpsBits-1:0] eps_embedding_o,
  output logic [EpsBits-1:0] eps_residual_o,
  output logic [ScaleBits-1:0] norm_amount_o,
  output logic [EmbedShiftBits-1:0] embed_amount_o,
  output logic [ScaleBits-1:0] temp_amount_o,
  output logic shift_valid_o,
  output logic [PcBits-1:0] shift_pc_o,
  output logic [ShiftBits-1:0] shift_o
);
  localparam int Base = microgpt_params::SettingsBase + 1;  // of test_addr_i where the first word is there
  localparam int EpsEmbedding = Base + 1, EpsResidual = Base + 4;  // three words each, the highest first
  localparam int Norm = Base + 7, Embed = Base + 8, Temp = Base + 9, Shifts = Base + 17;

  always_ff @(posedge clk_i)
    if (test_i) begin
      if (test_addr_i >= TestBits'(EpsEmbedding) && test_addr_i < TestBits'(EpsEmbedding + 3))
        eps_embedding_o <= EpsBits'({eps_embedding_o, word_i});
      if (test_addr_i >= TestBits'(EpsResidual) && test_addr_i < TestBits'(EpsResidual + 3))
        eps_residual_o <= EpsBits'({eps_residual_o, word_i});
      if (test_addr_i == TestBits'(Norm)) norm_amount_o <= ScaleBits'(32'(word_i) - microgpt_params::ScaleMin);
      if (test_addr_i == TestBits'(Embed))
        embed_amount_o <= EmbedShiftBits'(32'(word_i) - microgpt_params::EmbedMin);
      if (test_addr_i == TestBits'(Temp)) temp_amount_o <= ScaleBits'(32'(word_i) - microgpt_params::ScaleMin);
    end

  assign shift_valid_o = test_i && test_addr_i >= TestBits'(Shifts)
      && test_addr_i < TestBits'(Shifts + microgpt_params::ProgramLength);
  assign shift_pc_o = PcBits'(test_addr_i) - PcBits'(Shifts);
  assign shift_o = ShiftBits'(32'(word_i) - microgpt_params::MinShift);

endmodule
`default_nettype wire
