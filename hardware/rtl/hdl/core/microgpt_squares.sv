// The sum of squares that RMSNorm takes the root of: epsilon + x_0^2 + x_1^2 + ..., Cols elements per cycle, exact. The
// embedding has an epsilon of its own. Latency: GroupToSquares (3) cycles from the last group to the sum. Soft squares
// leave a device's multipliers to others; Shared ones are products of microgpt_scale, one cycle after the group.
`default_nettype none

module microgpt_squares #(
  parameter bit Soft = 1'b0,
  parameter bit Shared = 1'b0,
  localparam int Cols = microgpt_params::Cols,
  localparam int SumBits = microgpt_params::SquareSumBits,
  localparam int EpsBits = microgpt_params::EpsBits
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  input wire logic [EpsBits-1:0] eps_embedding_i,
  input wire logic [EpsBits-1:0] eps_residual_i,
  input wire logic valid_i,
  input wire logic last_i,
  input wire logic embed_i,
  input wire logic [Cols*16-1:0] word_i,
  input wire logic [Cols*32-1:0] square_i,
  output logic valid_o,
  output logic embed_o,
  output logic [SumBits-1:0] sum_o
);
  localparam int GroupBits = 32 + $clog2(Cols);
  localparam int SquareBits = GroupBits < SumBits ? GroupBits : SumBits;  // less where one group is all

  // (m - 2^15 s)^2 = m^2 - 2^16 s m + 2^30 s. A product of two different bits of m counts twice, so that a bit meets
  // only the bits above it.
  function automatic logic signed [31:0] soft_square(input logic [15:0] value);
    logic [31:0] above;
    soft_square = value[15] ? {2'b01, 30'd0} - {1'b0, value[14:0], 16'd0} : '0;
    for (int i = 0; i < 15; i++) begin
      above = (32'(value[14:0]) >> (i + 1)) << 2;
      if (value[i]) soft_square = soft_square + ((above | 32'd1) << (2 * i));
    end
  endfunction

  (* keep *) logic [31:0] square [Cols];  // as in microgpt_multipliers
  logic unused;
  if (Shared) begin : gen_shared
    for (genvar c = 0; c < Cols; c++) begin : gen_square
      assign square[c] = square_i[c*32+:32];
    end
    assign unused = ^word_i;
  end else begin : gen_own
    always_ff @(posedge clk_i)
      for (int c = 0; c < Cols; c++)
        square[c] <= Soft ? soft_square(word_i[c*16+:16]) : $signed(word_i[c*16+:16]) * $signed(word_i[c*16+:16]);
    assign unused = ^square_i;
  end

  logic [2:0] valid_q, last_q, embed_q;
  (* keep *) logic [SquareBits-1:0] squares_d;  // as in microgpt_multipliers
  logic [SquareBits-1:0] squares_q;
  logic [SumBits-1:0] sum_q;
  logic first_q;
  always_comb begin
    squares_d = '0;
    for (int c = 0; c < Cols; c++) squares_d = squares_d + SquareBits'(square[c]);
  end
  always_ff @(posedge clk_i) begin
    valid_q <= {valid_q[1:0], valid_i};
    last_q <= {last_q[1:0], last_i};
    embed_q <= {embed_q[1:0], embed_i};
    squares_q <= squares_d;
    if (valid_q[1]) begin
      sum_q <= SumBits'(squares_q)
          + (!first_q ? sum_q : embed_q[1] ? SumBits'(eps_embedding_i) : SumBits'(eps_residual_i));
      first_q <= last_q[1];
    end
    if (!rst_ni) begin
      valid_q <= '0;
      first_q <= 1'b1;
    end
  end
  assign valid_o = valid_q[2] && last_q[2];
  assign embed_o = embed_q[2];
  assign sum_o = sum_q;

endmodule
`default_nettype wire
