// Embedding: e = wte[token] + wpe[position], Cols elements per cycle. Their common format leaves no sum to
// clamp. Latency: 2 cycles from begin_i to the first group.
`default_nettype none

module microgpt_embedding #(
  parameter int TestDepth = 16,
  localparam int Cols = microgpt_params::Cols,
  localparam int EmbdBits = microgpt_params::EmbdBits,
  localparam int PosBits = microgpt_params::PosBits,
  localparam int TokenBits = microgpt_params::TokenBits
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  input wire logic begin_i,
  input wire logic [TokenBits-1:0] token_i,
  input wire logic [PosBits-1:0] pos_i,
  output logic valid_o,
  output logic [EmbdBits-1:0] index_o,
  output logic [Cols*16-1:0] word_o,
  input wire logic test_i,
  input wire logic [$clog2(TestDepth+256)-1:0] test_addr_i,
  output logic [50:0] test_o
);
  localparam int EmbdGroups = microgpt_params::EmbdGroups;
  localparam int WteAddrBits = $clog2(microgpt_params::WteDepth);
  localparam int WpeAddrBits = microgpt_params::WpeDepth > 1 ? $clog2(microgpt_params::WpeDepth) : 1;

  logic [WteAddrBits-1:0] wte_addr_q;
  logic [WpeAddrBits-1:0] wpe_addr_q;
  logic [Cols*16-1:0] wte, wpe;
  logic read_q;
  logic [EmbdBits-1:0] read_index_q;
  logic [50:0] wte_test, wpe_test;
  always_ff @(posedge clk_i) begin
    if (begin_i) begin
      wte_addr_q <= WteAddrBits'(32'(token_i) * EmbdGroups);
      wpe_addr_q <= WpeAddrBits'(32'(pos_i) * EmbdGroups);
      read_q <= 1'b1;
      read_index_q <= '0;
    end else if (read_q) begin
      wte_addr_q <= wte_addr_q + WteAddrBits'(1);
      wpe_addr_q <= wpe_addr_q + WpeAddrBits'(1);
      read_index_q <= read_index_q + EmbdBits'(1);
      read_q <= read_index_q != EmbdBits'(EmbdGroups - 1);
    end
    valid_o <= read_q;
    index_o <= read_index_q;
    if (!rst_ni) begin
      read_q <= 1'b0;
      valid_o <= 1'b0;
    end
  end

  microgpt_codes #(
    .InitFile(microgpt_params::WteFile), .Bits(microgpt_params::WteBits), .Values(Cols),
    .Depth(microgpt_params::WteDepth), .Shift(microgpt_params::WteShift),
    .FirstTable(microgpt_params::WteTable), .TestDepth(TestDepth)
  ) u_wte (
    .clk_i, .rst_ni, .addr_i(wte_addr_q), .table_i('0), .word_o(wte), .test_i, .test_addr_i, .test_o(wte_test)
  );
  microgpt_codes #(
    .InitFile(microgpt_params::WpeFile), .Bits(microgpt_params::WpeBits), .Values(Cols),
    .Depth(microgpt_params::WpeDepth), .Shift(microgpt_params::WpeShift),
    .FirstTable(microgpt_params::WpeTable), .TestDepth(TestDepth)
  ) u_wpe (
    .clk_i, .rst_ni, .addr_i(wpe_addr_q), .table_i('0), .word_o(wpe), .test_i, .test_addr_i, .test_o(wpe_test)
  );
  // The signature of a table that both have, or the matrices too, is not to cancel out.
  assign test_o = {wte_test[39:19], wte_test[50:40], wte_test[18:0]}
      ^ {wpe_test[28:19], wpe_test[50:29], wpe_test[18:0]};

  always_comb for (int c = 0; c < Cols; c++) word_o[c*16+:16] = wte[c*16+:16] + wpe[c*16+:16];

endmodule
`default_nettype wire
