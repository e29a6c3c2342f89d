// y = rs(a, s) = (a + 2^(s-1)) >> s, round half up, a << -s for s <= 0; the twin of FixedMath. MinShift <= s <=
// MaxShift.
//
// Two cycles: the shift keeps one guard bit, then the guard bit is added. amount_i is s - MinShift, 0 or more. raw_o is
// the result in OutW bits, exact if it fits; word_o = sat16(rs(a, s)), clamped_o tells that it differs from rs(a, s).
// With relu_i (given one cycle after a_i) negative sums become 0 and do not count as clamped, with zero_i (likewise)
// all sums; with clamp_i (likewise) raw_o is word_o.
`default_nettype none

module microgpt_rescale #(
  parameter int InW = 40,
  parameter int OutW = 18,
  parameter int MinShift = 0,
  parameter int MaxShift = 31,
  localparam int AmountBits = MaxShift > MinShift ? $clog2(MaxShift - MinShift + 1) : 1
) (
  input wire logic clk_i,
  input wire logic signed [InW-1:0] a_i,
  input wire logic [AmountBits-1:0] amount_i,
  input wire logic relu_i,
  input wire logic clamp_i,
  input wire logic zero_i,
  output logic signed [OutW-1:0] raw_o,
  output logic signed [15:0] word_o,
  output logic clamped_o
);
  localparam int Left = MinShift < 0 ? -MinShift : 0;
  localparam int Right = MinShift > 0 ? MinShift : 0;
  // At least 18 bits, so that the tests below have their bits.
  localparam int FullW = InW + 1 + Left > OutW + 1 ? InW + 1 + Left : OutW + 1;
  localparam int W = FullW > 18 ? FullW : 18;

  logic signed [W-1:0] wide;
  logic signed [W-1:0] shifted_q;
  assign wide = ((W'(a_i) <<< 1) <<< Left) >>> Right;

  always_ff @(posedge clk_i) shifted_q <= wide >>> amount_i;

  logic signed [W-2:0] floor;
  logic guard, fits, negative;
  logic signed [16:0] sum;
  logic signed [OutW-1:0] raw_d;
  logic signed [15:0] word_d;
  logic clamped_d, zero;
  assign floor = shifted_q[W-1:1];
  assign guard = shifted_q[0];
  assign negative = floor[W-2];
  assign fits = floor[W-2:15] == '0 || floor[W-2:15] == '1;
  assign sum = {floor[15], floor[15:0]} + 17'(guard);

  // A negative sum that rounds to 0 is 0 with and without relu_i.
  assign raw_d = clamp_i ? OutW'(word_d) : floor[OutW-1:0] + OutW'(guard);
  assign zero = (relu_i && negative) || zero_i;
  assign clamped_d = !zero && (!fits || sum[16] != sum[15]);
  assign word_d = zero ? '0 : !clamped_d ? sum[15:0] : negative ? 16'sh8000 : 16'sh7fff;

  always_ff @(posedge clk_i) begin
    raw_o <= raw_d;
    word_o <= word_d;
    clamped_o <= clamped_d;
  end

endmodule
`default_nettype wire
