// The residual stream x of one sequence, in groups of Cols elements. A new group of it is
//   the embedding (embed_i), from which alone a step's first norm is taken,
//   the first norm in x's own format, sat16(rs(norm(e), fn - fx)) (norm_i), or
//   sat16(x + y), the old group and a result of the matrix unit (add_i).
//
// Latency to a new group: 1 cycle, of a norm 3. Old groups are read one cycle after their address.
`default_nettype none

module microgpt_residual #(
  localparam int Cols = microgpt_params::Cols,
  localparam int EmbdBits = microgpt_params::EmbdBits,
  localparam int EmbedShiftBits = microgpt_params::EmbedShiftBits
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  input wire logic [EmbedShiftBits-1:0] embed_amount_i,
  input wire logic embed_i,
  input wire logic [EmbdBits-1:0] embed_index_i,
  input wire logic [Cols*16-1:0] embed_word_i,
  input wire logic norm_i,
  input wire logic [EmbdBits-1:0] norm_index_i,
  input wire logic [Cols*16-1:0] norm_word_i,
  input wire logic add_i,
  input wire logic final_i,  // the sum is one of the last that a step adds
  input wire logic [EmbdBits-1:0] add_index_i,
  input wire logic add_last_i,
  input wire logic [Cols*16-1:0] add_word_i,
  // Old groups.
  input wire logic [EmbdBits-1:0] old_index_i,
  output logic [Cols*16-1:0] old_o,
  // New groups.
  output logic valid_o,
  output logic square_o,  // a norm is taken from it
  output logic last_o,
  output logic embed_o,
  output logic final_o,
  output logic [EmbdBits-1:0] index_o,
  output logic [Cols*16-1:0] word_o,
  output logic clamped_o
);
  localparam int EmbdGroups = microgpt_params::EmbdGroups;
  localparam bit FirstLayer = microgpt_params::FirstLayerDepth > 0;

  // ---- The first norm in x's format, which a precomputed first layer has in ROM.
  logic [1:0] shift_valid_q;
  logic [EmbdBits-1:0] shift_index_q, shifted_index_q;
  logic [Cols*16-1:0] shifted;
  logic [Cols-1:0] shift_clamp;
  logic shifted_valid;
  if (FirstLayer) begin : gen_no_shift
    logic unused;
    assign unused = &{norm_word_i, embed_amount_i};
    assign shifted = '0;
    assign shift_clamp = '0;
  end else begin : gen_shifts
    for (genvar c = 0; c < Cols; c++) begin : gen_shift
      logic [17:0] unused_raw;
      microgpt_rescale #(
        .InW(16), .OutW(18), .MinShift(microgpt_params::EmbedMin), .MaxShift(microgpt_params::EmbedMax)
      ) u_rescale (
        .clk_i, .a_i(norm_word_i[c*16+:16]), .amount_i(embed_amount_i), .relu_i(1'b0), .clamp_i(1'b0), .zero_i(1'b0),
        .raw_o(unused_raw), .word_o(shifted[c*16+:16]), .clamped_o(shift_clamp[c])
      );
    end
  end
  always_ff @(posedge clk_i) begin
    shift_valid_q <= {shift_valid_q[0], norm_i};
    shift_index_q <= norm_index_i;
    shifted_index_q <= shift_index_q;
    if (!rst_ni) shift_valid_q <= '0;
  end
  assign shifted_valid = shift_valid_q[1];

  // ---- Sums.
  logic [Cols*16-1:0] sums;
  logic [Cols-1:0] clamp;
  for (genvar c = 0; c < Cols; c++) begin : gen_add
    logic signed [16:0] sum;
    assign sum = 17'($signed(old_o[c*16+:16])) + 17'($signed(add_word_i[c*16+:16]));
    assign clamp[c] = sum[16] != sum[15];
    assign sums[c*16+:16] = clamp[c] ? {sum[16], {15{!sum[16]}}} : sum[15:0];
  end

  // ---- New groups.
  always_ff @(posedge clk_i) begin
    valid_o <= add_i || embed_i || shifted_valid;
    square_o <= (add_i && !final_i) || (embed_i && !FirstLayer) || shifted_valid;
    embed_o <= embed_i;
    final_o <= final_i;
    if (add_i) begin
      word_o <= sums;
      index_o <= add_index_i;
      last_o <= add_last_i;
    end else if (embed_i) begin
      word_o <= embed_word_i;
      index_o <= embed_index_i;
      last_o <= embed_index_i == EmbdBits'(EmbdGroups - 1);
    end else begin
      word_o <= shifted;
      index_o <= shifted_index_q;
      last_o <= shifted_index_q == EmbdBits'(EmbdGroups - 1);
    end
    if (!rst_ni) begin
      valid_o <= 1'b0;
      square_o <= 1'b0;
    end
  end
  microgpt_ram #(.Width(Cols * 16), .Depth(EmbdGroups)) u_x (
    .clk_i, .we_i(valid_o), .waddr_i(index_o), .wdata_i(word_o), .raddr_i(old_index_i), .rdata_o(old_o)
  );

  assign clamped_o = (add_i && clamp != '0) || (shifted_valid && shift_clamp != '0);

endmodule
`default_nettype wire
