// Interpolated reciprocal 1/S or reciprocal root 1/sqrt(S) of an integer S > 0: e is its leading-one position (rounded
// down to even for the root), u = floor(S * 2^15 / 2^e) - 2^15, i = u >> 10, r = T[i] - (((T[i] - T[i+1]) * (u & 1023))
// >> 10), unsigned 16 bits. Latency: SumToScalar (5) cycles and a subtraction, one request per cycle; e_o comes early,
// 1 cycle after the request (e_valid_o).
`default_nettype none

module microgpt_scalar #(
  parameter bit Soft = 1'b0,  // as in microgpt_squares
  parameter int SumBits = 37,  // odd, at least 17
  parameter int TagBits = 2,
  parameter int TestDepth = 16,
  localparam int ExpBits = $clog2(SumBits)
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  input wire logic valid_i,
  input wire logic root_i,
  input wire logic [TagBits-1:0] tag_i,
  input wire logic [SumBits-1:0] sum_i,
  output logic e_valid_o,
  output logic e_root_o,
  output logic [TagBits-1:0] e_tag_o,
  output logic [ExpBits-1:0] e_o,
  output logic valid_o,
  output logic root_o,
  output logic [TagBits-1:0] tag_o,
  output logic [15:0] r_o,
  input wire logic test_i,
  input wire logic [$clog2(TestDepth+256)-1:0] test_addr_i,
  output logic [18:0] test_o,
  output logic [15:0] constant_o  // the word that the self-test reads
);
  localparam int Latency = microgpt_params::SumToScalar;
  localparam int AddrBits = $clog2(microgpt_params::ConstantsDepth);

  logic [Latency-1:0] valid_q, root_q;
  logic [Latency*TagBits-1:0] tag_q;

  always_ff @(posedge clk_i) begin
    valid_q <= {valid_q[Latency-2:0], valid_i};
    root_q <= {root_q[Latency-2:0], root_i};
    tag_q <= {tag_q[0+:(Latency-1)*TagBits], tag_i};
    if (!rst_ni) valid_q <= '0;
  end

  // 1: leading one, looked for in pairs of bits, as a root needs no more.
  localparam int LastPair = (SumBits - 1) / 2;
  logic [ExpBits-2:0] zeros_d, zeros_q;  // pairs
  logic upper_d, upper_q;
  logic [SumBits:0] padded;
  logic [SumBits-1:0] sum_q;
  assign padded = {1'b0, sum_i};
  always_comb begin
    zeros_d = '0;
    upper_d = 1'b0;
    for (int k = 0; k <= LastPair; k++)
      if (padded[2*k+:2] != '0) begin
        zeros_d = (ExpBits - 1)'(LastPair - k);
        upper_d = padded[2*k+1] && !root_i;
      end
  end
  always_ff @(posedge clk_i) begin
    zeros_q <= zeros_d;
    upper_q <= upper_d;
    sum_q <= sum_i;
  end
  assign e_o = {(ExpBits - 1)'(LastPair) - zeros_q, upper_q};

  // 2: the 17 bits from one above e on: u + 2^15 < 2^17.
  logic [SumBits:0] shifted;
  logic [16:0] mantissa_q;
  assign shifted = {1'b0, sum_q} << {zeros_q, 1'b0};
  always_ff @(posedge clk_i) mantissa_q <= 17'((upper_q ? shifted >> 1 : shifted) >> (SumBits - 16));

  // 3: table entries i and i + 1.
  logic [6:0] index;
  logic [9:0] fraction_q, fraction2_q;
  assign index = mantissa_q[16:10] - 7'd32;
  always_ff @(posedge clk_i) begin
    fraction_q <= mantissa_q[9:0];
    fraction2_q <= fraction_q;
  end

  // Both ROMs hold both tables, 1/sqrt from word 0 on, 1/S from word 128 on, and the settings of the circuit.
  logic [AddrBits-1:0] low_addr, high_addr;
  logic [15:0] low, high;
  logic [18:0] low_test, high_test;
  assign low_addr = AddrBits'({!root_q[1], index});
  assign high_addr = AddrBits'({!root_q[1], index + 7'd1});
  microgpt_rom #(
    .InitFile(microgpt_params::ConstantsFile), .Width(16), .Depth(microgpt_params::ConstantsDepth),
    .TestDepth(TestDepth)
  ) u_low (
    .clk_i, .rst_ni, .addr_i(low_addr), .data_o(low), .test_i, .test_addr_i, .test_o(low_test)
  );
  microgpt_rom #(
    .InitFile(microgpt_params::ConstantsFile), .Width(16), .Depth(microgpt_params::ConstantsDepth),
    .TestDepth(TestDepth), .Turn(1)
  ) u_high (
    .clk_i, .rst_ni, .addr_i(high_addr), .data_o(high), .test_i, .test_addr_i, .test_o(high_test)
  );
  assign test_o = low_test ^ high_test;
  assign constant_o = low;

  // 4: difference, 5: product.
  function automatic logic [25:0] soft_product(input logic [15:0] a, input logic [9:0] b);
    soft_product = '0;
    for (int i = 0; i < 10; i++) if (b[i]) soft_product = soft_product + (26'(a) << i);
  endfunction
  logic [15:0] low_q, low2_q, difference_q;
  logic [15:0] step_q;
  always_ff @(posedge clk_i) begin
    low_q <= low;
    difference_q <= low - high;
    step_q <= 16'((Soft ? soft_product(difference_q, fraction2_q) : 26'(difference_q) * 26'(fraction2_q)) >> 10);
    low2_q <= low_q;
  end

  assign e_valid_o = valid_q[0];
  assign e_root_o = root_q[0];
  assign e_tag_o = tag_q[0+:TagBits];
  assign valid_o = valid_q[Latency-1];
  assign root_o = root_q[Latency-1];
  assign tag_o = tag_q[(Latency-1)*TagBits+:TagBits];
  assign r_o = low2_q - step_q;

endmodule
`default_nettype wire
