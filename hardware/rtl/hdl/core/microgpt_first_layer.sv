// What the first layer's attention starts from, which token and position alone decide: a ROM holds x, q, k and v of
// each token at each position, in the place of the embedding, two norms and three matrices. Its words hold two groups
// of Cols elements: {k, q}, then {v, x}, of the first group, of the second one, and so on. Latency: 3 cycles from
// begin_i to the first word; a register keeps the slow memory apart from what it is written to. A word stays while the
// cache takes another one (!grant_i).
`default_nettype none

module microgpt_first_layer #(
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
  input wire logic grant_i,
  output logic second_o,  // v and x, not k and q
  output logic [EmbdBits-1:0] index_o,
  output logic [Cols*16-1:0] cached_o,  // k or v
  output logic [Cols*16-1:0] word_o,  // q or x
  input wire logic test_i,
  input wire logic [$clog2(TestDepth+256)-1:0] test_addr_i,
  output logic [18:0] test_o
);
  localparam int EmbdGroups = microgpt_params::EmbdGroups;
  localparam int Depth = microgpt_params::FirstLayerDepth;
  localparam int AddrBits = $clog2(Depth);

  logic [AddrBits-1:0] addr_q, held_addr_q;
  logic [EmbdBits:0] index_q, held_index_q, word_index_q;
  logic [2*Cols*16-1:0] word;
  logic read_q, there_q, stay;
  assign stay = valid_o && !grant_i;
  always_ff @(posedge clk_i) begin
    if (begin_i) begin
      addr_q <= AddrBits'(32'(token_i) * (2 * EmbdGroups * microgpt_params::Context) + 32'(pos_i) * (2 * EmbdGroups));
      index_q <= '0;
      read_q <= 1'b1;
    end else if (read_q && !stay) begin
      addr_q <= addr_q + AddrBits'(1);
      index_q <= index_q + (EmbdBits + 1)'(1);
      read_q <= index_q != (EmbdBits + 1)'(2 * EmbdGroups - 1);
    end
    if (!stay) begin
      there_q <= read_q;
      held_addr_q <= addr_q;
      held_index_q <= index_q;
      valid_o <= there_q;
      {cached_o, word_o} <= word;
      word_index_q <= held_index_q;
    end
    if (!rst_ni) begin
      read_q <= 1'b0;
      there_q <= 1'b0;
      valid_o <= 1'b0;
    end
  end
  assign {index_o, second_o} = word_index_q;

  microgpt_rom #(
    .InitFile(microgpt_params::FirstLayerFile), .Width(2 * Cols * 16), .Depth(Depth), .TestDepth(TestDepth)
  ) u_rom (
    .clk_i, .rst_ni, .addr_i(stay ? held_addr_q : addr_q), .data_o(word),
    .test_i, .test_addr_i, .test_o
  );

endmodule
`default_nettype wire
