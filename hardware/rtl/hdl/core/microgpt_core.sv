// A MicroGPT that runs from its ROMs: Streams independent sequences share one matrix unit. Everything follows
// docs/arithmetic.md to the bit; all sizes, formats and the program come from the package microgpt_params, which pack
// generates.
//
// After reset the ROMs are checked once (test_done_o, test_ok_o); until then nothing starts. Per stream: start_i takes
// the configuration (scale_i of the temperature, 0 = greedy; seed_i, 0 = go on with the generator's state; max_tokens_i
// after the prompt, 0 = none); then prompt tokens from position 0 on with valid/ready, the last one marked; then tokens
// come out with valid/ready. Ports hold stream 0 in their lowest bits. logits_o shows Cols logits (16 bits each)
// whenever logits_valid_o.
`default_nettype none

module microgpt_core #(
  parameter int Streams = microgpt_params::Streams,
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
  output logic [IndexBits-1:0] logits_index_o,
  output logic [Cols*16-1:0] logits_o,
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

  // ---- Self-test: one address counter and one signature register for all ROMs (microgpt_rom). The streams' words pass
  // through a register for each stream, so that copies of a ROM do not cancel out.
  function automatic int larger(input int a, input int b);
    larger = a > b ? a : b;
  endfunction
  localparam int WideDepth = larger(microgpt_params::WeightsDepth, microgpt_params::Weights8Depth);
  localparam int NarrowDepth = larger(larger(microgpt_params::Weights4Depth, microgpt_params::Weights3Depth),
      microgpt_params::Weights2Depth);
  localparam int TestDepth = larger(larger(larger(WideDepth, NarrowDepth), microgpt_params::Exp2Depth),
      larger(microgpt_params::WteDepth, microgpt_params::WpeDepth));
  localparam int TestBits = $clog2(TestDepth + 256);
  localparam int Steps = TestDepth + Streams + 1;  // of the signature register
  logic testing_q;
  logic [TestBits-1:0] test_addr_q;
  logic [31:0] signature_q, expected;
  logic [50:0] matrix_test;
  logic [Streams*51-1:0] stream_tests;
  logic [18:0] words_q;

  function automatic logic [31:0] doubled(input logic [31:0] signature);
    doubled = {signature[30:0], 1'b0} ^ (signature[31] ? 32'h04C11DB7 : 32'd0);
  endfunction

  // Each stream's words come a cycle later than those of the next one, the last one's with the matrices'.
  function automatic logic [31:0] sum(input logic [31:0] matrix, input logic [Streams*51-1:0] streams);
    logic [31:0] part;
    part = matrix;
    sum = '0;
    for (int s = Streams - 1; s >= 0; s--) begin
      if (s > 0) part = doubled(part);
      sum = doubled(sum) ^ streams[s*51+19+:32];
    end
    sum = sum ^ part;
  endfunction

  logic [Streams*19-1:0] chain;
  assign expected = sum(matrix_test[50:19], stream_tests);
  for (genvar s = 0; s < Streams; s++) begin : gen_chain
    if (s == 0) begin : gen_first
      assign chain[0+:19] = stream_tests[0+:19];
    end else begin : gen_next
      logic [18:0] before_q;
      always_ff @(posedge clk_i) before_q <= chain[(s-1)*19+:19];
      assign chain[s*19+:19] = stream_tests[s*51+:19] ^ before_q;
    end
  end
  always_ff @(posedge clk_i) begin
    words_q <= chain[(Streams-1)*19+:19] ^ matrix_test[18:0];
    if (testing_q) begin
      test_addr_q <= test_addr_q + TestBits'(1);
      // The first words come two cycles after their address.
      if (test_addr_q > TestBits'(1)) signature_q <= doubled(signature_q) ^ 32'(words_q);
    end
    if (test_addr_q == TestBits'(Steps + 1)) testing_q <= 1'b0;
    if (!rst_ni) begin
      testing_q <= 1'b1;
      test_addr_q <= '0;
      signature_q <= '0;
    end
  end
  assign test_done_o = !testing_q;
  assign test_ok_o = test_done_o && signature_q == expected;

  always_ff @(posedge clk_i) begin
    cycles_o <= cycles_o + 32'd1;
    if (!rst_ni) cycles_o <= '0;
  end

  // ---- Matrix unit and streams.
  logic [Streams-1:0] pending, ready, taken, avail_first, avail_after, avail_this, early_valid;
  logic [Streams*InstructionBits-1:0] instruction;
  logic [Streams*PosBits-1:0] pos;
  logic [KindBits-1:0] op_kind, early_kind;
  logic [IndexBits-1:0] op_index, op_tile, after_index, after_tile, index;
  logic [EmbdBits-1:0] early_index;
  logic [Streams*Cols*16-1:0] vector;
  logic [Streams*Banks*Cols*16-1:0] weights;
  logic [HeadBits-1:0] e_head, early_head, head;
  logic [Streams*ExpBits-1:0] e;
  logic last, clamped;
  logic [Cols*16-1:0] word;
  logic [Cols*RawBits-1:0] raw;

  microgpt_matrix #(
    .Streams(Streams), .TestDepth(TestDepth), .BusBits(BusBits), .BusLatency(BusLatency)
  ) u_matrix (
    .clk_i, .rst_ni, .pending_i(pending), .ready_i(ready), .instruction_i(instruction), .pos_i(pos), .taken_o(taken),
    .op_kind_o(op_kind), .op_index_o(op_index), .op_tile_o(op_tile),
    .after_index_o(after_index), .after_tile_o(after_tile),
    .avail_first_i(avail_first), .avail_after_i(avail_after), .avail_this_i(avail_this),
    .vector_i(vector), .weights_i(weights), .e_head_o(e_head), .e_i(e),
    .early_valid_o(early_valid), .early_kind_o(early_kind), .early_index_o(early_index), .early_head_o(early_head),
    .index_o(index), .last_o(last), .head_o(head), .word_o(word), .raw_o(raw), .clamped_o(clamped),
    .test_i(testing_q), .test_addr_i(test_addr_q), .test_o(matrix_test)
  );

  assign logits_o = word;
  assign logits_index_o = index;
  for (genvar s = 0; s < Streams; s++) begin : gen_stream
    microgpt_stream #(.TestDepth(TestDepth)) u_stream (
      .clk_i, .rst_ni, .start_i(start_i[s] && test_done_o), .scale_i(scale_i[s*16+:16]), .seed_i(seed_i[s*32+:32]),
      .max_tokens_i(max_tokens_i[s*PosBits+:PosBits]),
      .prompt_valid_i(prompt_valid_i[s]), .prompt_ready_o(prompt_ready_o[s]),
      .prompt_token_i(prompt_token_i[s*TokenBits+:TokenBits]), .prompt_last_i(prompt_last_i[s]),
      .token_valid_o(token_valid_o[s]), .token_ready_i(token_ready_i[s]),
      .token_o(token_o[s*TokenBits+:TokenBits]), .token_last_o(token_last_o[s]), .state_o(state_o[s*32+:32]),
      .logits_valid_o(logits_valid_o[s]), .step_done_o(step_done_o[s]), .busy_o(busy_o[s]),
      .saturated_o(saturated_o[s]),
      .pending_o(pending[s]), .ready_o(ready[s]), .instruction_o(instruction[s*InstructionBits+:InstructionBits]),
      .pos_o(pos[s*PosBits+:PosBits]), .taken_i(taken[s]),
      .op_kind_i(op_kind), .op_index_i(op_index), .op_tile_i(op_tile),
      .after_index_i(after_index), .after_tile_i(after_tile),
      .avail_first_o(avail_first[s]), .avail_after_o(avail_after[s]), .avail_this_o(avail_this[s]),
      .vector_o(vector[s*Cols*16+:Cols*16]), .weights_o(weights[s*Banks*Cols*16+:Banks*Cols*16]),
      .e_head_i(e_head), .e_o(e[s*ExpBits+:ExpBits]),
      .early_valid_i(early_valid[s]), .early_kind_i(early_kind), .early_index_i(early_index),
      .early_head_i(early_head), .index_i(index), .last_i(last), .head_i(head), .word_i(word), .raw_i(raw),
      .clamped_i(clamped), .test_i(testing_q), .test_addr_i(test_addr_q), .test_o(stream_tests[s*51+:51])
    );
  end

endmodule
`default_nettype wire
