// The weights of all matrices: one ROM for each width that codes of matrices have, and the words of the one that is
// asked for. Latency: 1 cycle from addr_i to word_o; width_i and table_i belong to word_o.
`default_nettype none

module microgpt_weights #(
  parameter int TestDepth = 16,
  localparam int Lanes = microgpt_params::Rows * microgpt_params::Cols,
  localparam int BaseBits = microgpt_params::BaseBits,
  localparam int WidthBits = microgpt_params::WidthBits,
  localparam int TableBits = microgpt_params::TableBits
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  input wire logic [BaseBits-1:0] addr_i,
  input wire logic [WidthBits-1:0] width_i,  // 0 to 4: 16, 8, 4, 3, 2 bits
  input wire logic [TableBits-1:0] table_i,  // of those of the width
  output logic [Lanes*16-1:0] word_o,
  input wire logic test_i,
  input wire logic [$clog2(TestDepth+256)-1:0] test_addr_i,
  output logic [50:0] test_o
);
  localparam int Widths = 5;
  localparam bit [Widths-1:0] Has = {
    microgpt_params::Weights2Depth > 0, microgpt_params::Weights3Depth > 0, microgpt_params::Weights4Depth > 0,
    microgpt_params::Weights8Depth > 0, microgpt_params::WeightsDepth > 0
  };
  logic [Widths*Lanes*16-1:0] words;
  logic [Widths*51-1:0] tests;
  always_comb begin
    test_o = '0;
    for (int w = 0; w < Widths; w++) test_o = test_o ^ tests[w*51+:51];
  end

  if (Has[0]) begin : gen_width16
    localparam int AddrBits = microgpt_params::WeightsDepth > 1 ? $clog2(microgpt_params::WeightsDepth) : 1;
    microgpt_codes #(
      .InitFile(microgpt_params::WeightsFile), .Bits(16), .Values(Lanes), .Depth(microgpt_params::WeightsDepth),
      .TestDepth(TestDepth)
    ) u_codes (
      .clk_i, .rst_ni, .addr_i(AddrBits'(addr_i)), .table_i, .word_o(words[0+:Lanes*16]),
      .test_i, .test_addr_i, .test_o(tests[0+:51])
    );
  end else begin : gen_no_width16
    assign words[0+:Lanes*16] = '0;
    assign tests[0+:51] = '0;
  end
  if (Has[1]) begin : gen_width8
    localparam int AddrBits = microgpt_params::Weights8Depth > 1 ? $clog2(microgpt_params::Weights8Depth) : 1;
    microgpt_codes #(
      .InitFile(microgpt_params::Weights8File), .Bits(8), .Values(Lanes), .Depth(microgpt_params::Weights8Depth),
      .TestDepth(TestDepth)
    ) u_codes (
      .clk_i, .rst_ni, .addr_i(AddrBits'(addr_i)), .table_i, .word_o(words[Lanes*16+:Lanes*16]),
      .test_i, .test_addr_i, .test_o(tests[51+:51])
    );
  end else begin : gen_no_width8
    assign words[Lanes*16+:Lanes*16] = '0;
    assign tests[51+:51] = '0;
  end
  if (Has[2]) begin : gen_width4
    localparam int AddrBits = microgpt_params::Weights4Depth > 1 ? $clog2(microgpt_params::Weights4Depth) : 1;
    microgpt_codes #(
      .InitFile(microgpt_params::Weights4File), .Bits(4), .Values(Lanes), .Depth(microgpt_params::Weights4Depth),
      .FirstTable(microgpt_params::Weights4Table), .Tables(microgpt_params::Weights4Tables), .TestDepth(TestDepth)
    ) u_codes (
      .clk_i, .rst_ni, .addr_i(AddrBits'(addr_i)), .table_i, .word_o(words[2*Lanes*16+:Lanes*16]),
      .test_i, .test_addr_i, .test_o(tests[2*51+:51])
    );
  end else begin : gen_no_width4
    assign words[2*Lanes*16+:Lanes*16] = '0;
    assign tests[2*51+:51] = '0;
  end
  if (Has[3]) begin : gen_width3
    localparam int AddrBits = microgpt_params::Weights3Depth > 1 ? $clog2(microgpt_params::Weights3Depth) : 1;
    microgpt_codes #(
      .InitFile(microgpt_params::Weights3File), .Bits(3), .Values(Lanes), .Depth(microgpt_params::Weights3Depth),
      .FirstTable(microgpt_params::Weights3Table), .Tables(microgpt_params::Weights3Tables), .TestDepth(TestDepth)
    ) u_codes (
      .clk_i, .rst_ni, .addr_i(AddrBits'(addr_i)), .table_i, .word_o(words[3*Lanes*16+:Lanes*16]),
      .test_i, .test_addr_i, .test_o(tests[3*51+:51])
    );
  end else begin : gen_no_width3
    assign words[3*Lanes*16+:Lanes*16] = '0;
    assign tests[3*51+:51] = '0;
  end
  if (Has[4]) begin : gen_width2
    localparam int AddrBits = microgpt_params::Weights2Depth > 1 ? $clog2(microgpt_params::Weights2Depth) : 1;
    microgpt_codes #(
      .InitFile(microgpt_params::Weights2File), .Bits(2), .Values(Lanes), .Depth(microgpt_params::Weights2Depth),
      .FirstTable(microgpt_params::Weights2Table), .Tables(microgpt_params::Weights2Tables), .TestDepth(TestDepth)
    ) u_codes (
      .clk_i, .rst_ni, .addr_i(AddrBits'(addr_i)), .table_i, .word_o(words[4*Lanes*16+:Lanes*16]),
      .test_i, .test_addr_i, .test_o(tests[4*51+:51])
    );
  end else begin : gen_no_width2
    assign words[4*Lanes*16+:Lanes*16] = '0;
    assign tests[4*51+:51] = '0;
  end

  // The narrowest needs not be asked for by its width.
  always_comb begin
    word_o = '0;
    for (int w = Widths - 1; w >= 0; w--)
      if (Has[w] && (Has >> (w + 1) == '0 || 32'(width_i) == w)) word_o = words[w*Lanes*16+:Lanes*16];
  end

endmodule
`default_nettype wire
