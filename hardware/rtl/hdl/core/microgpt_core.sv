// A MicroGPT that runs from its ROMs: Streams independent sequences share Units matrix units, the first Streams / Units
// sequences the first one, and so on. Everything follows docs/arithmetic.md to the bit; all sizes, formats and the
// program come from the package microgpt_params, which pack generates.
//
// After reset the ROMs are checked once (test_done_o, test_ok_o); until then nothing starts. Per stream: start_i takes
// the configuration (scale_i of the temperature, 0 = greedy; seed_i, 0 = go on with the generator's state; max_tokens_i
// after the prompt, 0 = none); then prompt tokens from position 0 on with valid/ready, the last one marked; then tokens
// come out with valid/ready. Ports hold stream 0 in their lowest bits. logits_o shows Cols logits (16 bits each) of one
// of the unit's streams whenever its logits_valid_o.
`default_nettype none

module microgpt_core #(
  parameter int Streams = microgpt_params::Streams,
  parameter int Units = Streams == microgpt_params::Streams ? microgpt_params::Units : 1,
  parameter int BusBits = 0,
  parameter int BusLatency = 0,
  localparam int Cols = microgpt_params::Cols,
  localparam int IndexBits = microgpt_params::IndexBits,
  localparam int PosBits = microgpt_params::PosBits,
  localparam int TokenBits = microgpt_params::TokenBits
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  output logic test_done_o,
  output logic test_ok_o,
  input wire logic [Streams-1:0] start_i,
  input wire logic [Streams*16-1:0] scale_i,
  input wire logic [Streams*32-1:0] seed_i,
  input wire logic [Streams*PosBits-1:0] max_tokens_i,
  input wire logic [Streams-1:0] prompt_valid_i,
  output logic [Streams-1:0] prompt_ready_o,
  input wire logic [Streams*TokenBits-1:0] prompt_token_i,
  input wire logic [Streams-1:0] prompt_last_i,
  output logic [Streams-1:0] token_valid_o,
  input wire logic [Streams-1:0] token_ready_i,
  output logic [Streams*TokenBits-1:0] token_o,
  output logic [Streams-1:0] token_last_o,
  output logic [Streams*32-1:0] state_o,
  output logic [Streams-1:0] logits_valid_o,
  output logic [Units*IndexBits-1:0] logits_index_o,
  output logic [Units*Cols*16-1:0] logits_o,
  output logic [Streams-1:0] step_done_o,
  output logic [Streams-1:0] busy_o,
  output logic [Streams-1:0] saturated_o,
  output logic [31:0] cycles_o
);
  localparam int RawBits = microgpt_params::RawBits;
  localparam int Banks = microgpt_params::Banks;
  localparam int ExpBits = microgpt_params::ExpBits;
  localparam int EmbdBits = microgpt_params::EmbdBits;
  localparam int HeadBits = microgpt_params::HeadBits;
  localparam int KindBits = microgpt_params::KindBits;
  localparam int InstructionBits = microgpt_params::InstructionBits;

  // ---- Self-test: one address counter and one signature register for the ROMs of the first matrix unit and of the
  // first stream (microgpt_rom). The ROMs of the others are copies, whose words must be the same.
  localparam int TestDepth = microgpt_params::TestDepth;
  localparam int TestBits = $clog2(TestDepth + 256);
  localparam int Steps = TestDepth + 2;  // of the signature register
  logic testing_q, differs_q;
  logic [TestBits-1:0] test_addr_q;
  logic [31:0] signature_q, expected;
  logic [Units*51-1:0] matrix_tests;
  logic [Streams*51-1:0] stream_tests;
  logic [Units*19-1:0] matrix_words_q;
  logic [Streams*19-1:0] stream_words_q;

  // The ROM of constants has two words that make the end all ones, but for what the codebooks, which are no ROMs, add.
  assign expected = ~(matrix_tests[50:19] ^ stream_tests[50:19]);
  always_ff @(posedge clk_i) begin
    for (int u = 0; u < Units; u++) matrix_words_q[u*19+:19] <= matrix_tests[u*51+:19];
    for (int s = 0; s < Streams; s++) stream_words_q[s*19+:19] <= stream_tests[s*51+:19];
    if (testing_q) begin
      test_addr_q <= test_addr_q + TestBits'(1);
      // The first words come two cycles after their address.
      if (test_addr_q > TestBits'(1)) begin
        signature_q <= {signature_q[30:0], 1'b0} ^ (signature_q[31] ? 32'h04C11DB7 : 32'd0)
            ^ {13'd0, matrix_words_q[18:0] ^ stream_words_q[18:0]};
        if (matrix_words_q != {Units{matrix_words_q[18:0]}} || stream_words_q != {Streams{stream_words_q[18:0]}})
          differs_q <= 1'b1;
      end
    end
    if (test_addr_q == TestBits'(Steps + 1)) testing_q <= 1'b0;
    if (!rst_ni) begin
      testing_q <= 1'b1;
      differs_q <= 1'b0;
      test_addr_q <= '0;
      signature_q <= '0;
    end
  end
  assign test_done_o = !testing_q;
  assign test_ok_o = test_done_o && !differs_q && signature_q == expected;

  always_ff @(posedge clk_i) begin
    cycles_o <= cycles_o + 32'd1;
    if (!rst_ni) cycles_o <= '0;
  end

  // ---- Settings, from the first stream's ROM of constants.
  logic [microgpt_params::EpsBits-1:0] eps_embedding, eps_residual;
  logic [microgpt_params::ScaleBits-1:0] norm_amount, temp_amount;
  logic [microgpt_params::EmbedShiftBits-1:0] embed_amount;
  logic shift_valid;
  logic [microgpt_params::PcBits-1:0] shift_pc;
  logic [microgpt_params::ShiftBits-1:0] shift;
  logic [Streams*16-1:0] constant, unused_constants;  // but for the first
  assign unused_constants = constant;
  microgpt_settings #(.TestBits(TestBits)) u_settings (
    .clk_i, .test_i(testing_q), .test_addr_i(test_addr_q), .word_i(constant[0+:16]),
    .eps_embedding_o(eps_embedding), .eps_residual_o(eps_residual), .norm_amount_o(norm_amount),
    .embed_amount_o(embed_amount), .temp_amount_o(temp_amount),
    .shift_valid_o(shift_valid), .shift_pc_o(shift_pc), .shift_o(shift)
  );

  // ---- Matrix units, each with its streams.
  localparam int Shares = Streams / Units;
  for (genvar u = 0; u < Units; u++) begin : gen_unit
    logic [Shares-1:0] pending, ready, taken, avail_first, avail_after, avail_this, early_valid;
    logic [Shares*InstructionBits-1:0] instruction;
    logic [Shares*PosBits-1:0] pos;
    logic [KindBits-1:0] op_kind, early_kind;
    logic [IndexBits-1:0] op_index, op_tile, after_index, after_tile, index;
    logic [EmbdBits-1:0] early_index;
    logic [Shares*Cols*16-1:0] vector;
    logic [Shares*Banks*Cols*16-1:0] weights;
    logic [HeadBits-1:0] e_head, early_head, head;
    logic [Shares*ExpBits-1:0] e;
    logic last, clamped;
    logic [Shares-1:0] begins, start_valid;
    logic [Shares*TokenBits-1:0] begin_token;
    logic [Shares*PosBits-1:0] begin_pos;
    logic start_second;
    logic [EmbdBits-1:0] start_index;
    logic [Cols*16-1:0] start_word;
    logic [Cols*16-1:0] word;
    logic [Cols*RawBits-1:0] raw;

    microgpt_matrix #(
      .Streams(Shares), .TestDepth(TestDepth), .BusBits(BusBits), .BusLatency(BusLatency)
    ) u_matrix (
      .clk_i, .rst_ni, .shift_valid_i(shift_valid), .shift_pc_i(shift_pc), .shift_i(shift),
      .pending_i(pending), .ready_i(ready), .instruction_i(instruction), .pos_i(pos), .taken_o(taken),
      .op_kind_o(op_kind), .op_index_o(op_index), .op_tile_o(op_tile),
      .after_index_o(after_index), .after_tile_o(after_tile),
      .avail_first_i(avail_first), .avail_after_i(avail_after), .avail_this_i(avail_this),
      .vector_i(vector), .weights_i(weights), .e_head_o(e_head), .e_i(e),
      .early_valid_o(early_valid), .early_kind_o(early_kind), .early_index_o(early_index), .early_head_o(early_head),
      .index_o(index), .last_o(last), .head_o(head), .word_o(word), .raw_o(raw), .clamped_o(clamped),
      .begin_i(begins), .begin_token_i(begin_token), .begin_pos_i(begin_pos),
      .start_valid_o(start_valid), .start_second_o(start_second), .start_index_o(start_index),
      .start_word_o(start_word),
      .test_i(testing_q), .test_addr_i(test_addr_q), .test_o(matrix_tests[u*51+:51])
    );
    assign logits_o[u*Cols*16+:Cols*16] = word;
    assign logits_index_o[u*IndexBits+:IndexBits] = index;

    for (genvar i = 0; i < Shares; i++) begin : gen_stream
      localparam int S = u * Shares + i;
      microgpt_stream #(.TestDepth(TestDepth), .Soft(Units > 1)) u_stream (
        .clk_i, .rst_ni, .eps_embedding_i(eps_embedding), .eps_residual_i(eps_residual),
        .norm_amount_i(norm_amount), .embed_amount_i(embed_amount), .temp_amount_i(temp_amount),
        .start_i(start_i[S] && test_done_o), .scale_i(scale_i[S*16+:16]), .seed_i(seed_i[S*32+:32]),
        .max_tokens_i(max_tokens_i[S*PosBits+:PosBits]),
        .prompt_valid_i(prompt_valid_i[S]), .prompt_ready_o(prompt_ready_o[S]),
        .prompt_token_i(prompt_token_i[S*TokenBits+:TokenBits]), .prompt_last_i(prompt_last_i[S]),
        .token_valid_o(token_valid_o[S]), .token_ready_i(token_ready_i[S]),
        .token_o(token_o[S*TokenBits+:TokenBits]), .token_last_o(token_last_o[S]), .state_o(state_o[S*32+:32]),
        .logits_valid_o(logits_valid_o[S]), .step_done_o(step_done_o[S]), .busy_o(busy_o[S]),
        .saturated_o(saturated_o[S]),
        .pending_o(pending[i]), .ready_o(ready[i]), .instruction_o(instruction[i*InstructionBits+:InstructionBits]),
        .pos_o(pos[i*PosBits+:PosBits]), .taken_i(taken[i]),
        .op_kind_i(op_kind), .op_index_i(op_index), .op_tile_i(op_tile),
        .after_index_i(after_index), .after_tile_i(after_tile),
        .avail_first_o(avail_first[i]), .avail_after_o(avail_after[i]), .avail_this_o(avail_this[i]),
        .vector_o(vector[i*Cols*16+:Cols*16]), .weights_o(weights[i*Banks*Cols*16+:Banks*Cols*16]),
        .e_head_i(e_head), .e_o(e[i*ExpBits+:ExpBits]),
        .early_valid_i(early_valid[i]), .early_kind_i(early_kind), .early_index_i(early_index),
        .early_head_i(early_head), .index_i(index), .last_i(last), .head_i(head), .word_i(word), .raw_i(raw),
        .clamped_i(clamped),
        .begin_o(begins[i]), .begin_token_o(begin_token[i*TokenBits+:TokenBits]),
        .begin_pos_o(begin_pos[i*PosBits+:PosBits]),
        .start_valid_i(start_valid[i]), .start_second_i(start_second), .start_index_i(start_index),
        .start_word_i(start_word),
        .test_i(testing_q), .test_addr_i(test_addr_q), .test_o(stream_tests[S*51+:51]),
        .constant_o(constant[S*16+:16])
      );
    end
  end

endmodule
`default_nettype wire
