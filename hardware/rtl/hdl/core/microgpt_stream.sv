// One sequence: tokens in and out, the program of a step, and everything that is not a matrix: embedding, residual
// stream, RMSNorm, softmax, sampling. Vectors are held and moved in groups of Cols elements.
//
//   embedding --> x --> squares --> 1/sqrt --> scale --> n --> matrix unit --> q, k, v, scores, ... --> x, logits
//
// A precomputed first layer begins with its x, q, k and v from a ROM of the matrix unit.
`default_nettype none

module microgpt_stream #(
  parameter int TestDepth = 16,
  parameter bit Soft = 1'b0,  // squares and interpolation without multipliers
  localparam int Cols = microgpt_params::Cols,
  localparam int RawBits = microgpt_params::RawBits,
  localparam int Banks = microgpt_params::Banks,
  localparam int ExpBits = microgpt_params::ExpBits,
  localparam int InstructionBits = microgpt_params::InstructionBits,
  localparam int KindBits = microgpt_params::KindBits,
  localparam int IndexBits = microgpt_params::IndexBits,
  localparam int PosBits = microgpt_params::PosBits,
  localparam int HeadBits = microgpt_params::HeadBits,
  localparam int TokenBits = microgpt_params::TokenBits,
  localparam int EmbdBits = microgpt_params::EmbdBits,
  localparam int ScaleBits = microgpt_params::ScaleBits,
  localparam int EmbedShiftBits = microgpt_params::EmbedShiftBits,
  localparam int EpsBits = microgpt_params::EpsBits
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  // Settings of the model, which do not change after the self-test.
  input wire logic [EpsBits-1:0] eps_embedding_i,
  input wire logic [EpsBits-1:0] eps_residual_i,
  input wire logic [ScaleBits-1:0] norm_amount_i,
  input wire logic [EmbedShiftBits-1:0] embed_amount_i,
  input wire logic [ScaleBits-1:0] temp_amount_i,
  // Configuration, taken with start_i while not busy_o.
  input wire logic start_i,
  input wire logic [15:0] scale_i,
  input wire logic [31:0] seed_i,
  input wire logic [PosBits-1:0] max_tokens_i,
  // Prompt in, generated tokens out.
  input wire logic prompt_valid_i,
  output logic prompt_ready_o,
  input wire logic [TokenBits-1:0] prompt_token_i,
  input wire logic prompt_last_i,
  output logic token_valid_o,
  input wire logic token_ready_i,
  output logic [TokenBits-1:0] token_o,
  output logic token_last_o,
  output logic [31:0] state_o,
  output logic logits_valid_o,
  output logic step_done_o,
  output logic busy_o,
  output logic saturated_o,
  // Matrix unit: the next instruction; what is read of the one that runs, and what after it.
  output logic pending_o,
  output logic ready_o,
  output logic [InstructionBits-1:0] instruction_o,
  output logic [PosBits-1:0] pos_o,
  input wire logic taken_i,
  input wire logic [KindBits-1:0] op_kind_i,
  input wire logic [IndexBits-1:0] op_index_i,
  input wire logic [IndexBits-1:0] op_tile_i,
  input wire logic [IndexBits-1:0] after_index_i,
  input wire logic [IndexBits-1:0] after_tile_i,
  output logic avail_first_o,
  output logic avail_after_o,
  output logic avail_this_o,
  output logic [Cols*16-1:0] vector_o,
  output logic [Banks*Cols*16-1:0] weights_o,
  input wire logic [HeadBits-1:0] e_head_i,
  output logic [ExpBits-1:0] e_o,
  // Its results, of which something is known one cycle before.
  input wire logic early_valid_i,
  input wire logic [KindBits-1:0] early_kind_i,
  input wire logic [EmbdBits-1:0] early_index_i,
  input wire logic [HeadBits-1:0] early_head_i,
  input wire logic [IndexBits-1:0] index_i,
  input wire logic last_i,
  input wire logic [HeadBits-1:0] head_i,
  input wire logic [Cols*16-1:0] word_i,
  input wire logic [Cols*RawBits-1:0] raw_i,
  input wire logic clamped_i,
  // A step that begins, and what it starts with where the first layer is in ROM: groups of q, with their keys, and of
  // x, with their values.
  output logic begin_o,
  output logic [TokenBits-1:0] begin_token_o,
  output logic [PosBits-1:0] begin_pos_o,
  input wire logic start_valid_i,
  input wire logic start_second_i,
  input wire logic [EmbdBits-1:0] start_index_i,
  input wire logic [Cols*16-1:0] start_word_i,
  // Self-test of the ROMs.
  input wire logic test_i,
  input wire logic [$clog2(TestDepth+256)-1:0] test_addr_i,
  output logic [50:0] test_o,
  output logic [15:0] constant_o
);
  localparam int Vocab = microgpt_params::Vocab;
  localparam int VocabGroups = microgpt_params::VocabGroups;
  localparam int SoftmaxGroups = microgpt_params::SoftmaxGroups;
  localparam int VectorBits = $clog2(microgpt_params::VectorDepth);
  localparam int ScaledBits = 18;
  localparam int SoftmaxIndexBits = microgpt_params::SoftmaxIndexBits;
  localparam int VocabIndexBits = VocabGroups > 1 ? $clog2(VocabGroups) : 1;
  localparam int SquareSumBits = microgpt_params::SquareSumBits;
  localparam int WeightSumBits = microgpt_params::WeightSumBits;
  localparam logic [KindBits-1:0] Query = microgpt_params::KindQuery, Key = microgpt_params::KindKey,
      Score = microgpt_params::KindScore, Mix = microgpt_params::KindMix, Project = microgpt_params::KindProject,
      Expand = microgpt_params::KindExpand, Contract = microgpt_params::KindContract,
      Head = microgpt_params::KindHead;

  localparam bit FirstLayer = microgpt_params::FirstLayerDepth > 0;

  logic [18:0] scalar_test, softmax_test;
  logic [50:0] embedding_test;
  assign test_o = embedding_test ^ {32'd0, scalar_test ^ softmax_test};

  // ---- Tokens and the program.
  logic started, greedy, sampling, drawn_valid, last_layer;
  logic [15:0] scale;
  logic [TokenBits-1:0] drawn;
  logic [31:0] state;
  logic [KindBits-1:0] next_kind;
  microgpt_tokens u_tokens (
    .clk_i, .rst_ni, .start_i, .scale_i, .max_tokens_i,
    .prompt_valid_i, .prompt_ready_o, .prompt_token_i, .prompt_last_i,
    .token_valid_o, .token_ready_i, .token_o, .token_last_o, .state_o, .step_done_o, .busy_o,
    .drawn_valid_i(drawn_valid), .drawn_i(drawn), .state_i(state),
    .last_logits_i(logits_valid_o && index_i == IndexBits'(VocabGroups - 1)),
    .started_o(started), .scale_o(scale), .greedy_o(greedy), .sampling_o(sampling),
    .begin_o, .begin_token_o, .pos_o, .pos_next_o(begin_pos_o)
  );
  microgpt_program u_program (
    .clk_i, .rst_ni, .begin_i(begin_o), .taken_i,
    .pending_o, .instruction_o, .kind_o(next_kind), .last_layer_o(last_layer)
  );

  // ---- The result that the matrix unit gives now.
  logic query_q, key_q, score_q, mix_q, project_q, expand_q, contract_q, head_q, draw_q, clampable_q;
  always_ff @(posedge clk_i) begin
    query_q <= early_valid_i && early_kind_i == Query;
    key_q <= early_valid_i && early_kind_i == Key;
    score_q <= early_valid_i && early_kind_i == Score;
    mix_q <= early_valid_i && early_kind_i == Mix;
    project_q <= early_valid_i && early_kind_i == Project;
    expand_q <= early_valid_i && early_kind_i == Expand;
    contract_q <= early_valid_i && early_kind_i == Contract;
    head_q <= early_valid_i && early_kind_i == Head;
    draw_q <= early_valid_i && early_kind_i == Head && sampling;
    clampable_q <= early_valid_i && early_kind_i != Score && early_kind_i != Mix;
  end
  assign logits_valid_o = head_q;

  // ---- What a step starts from, and the residual stream.
  logic embed_valid, x_valid, square, x_last, x_embed, x_final, x_clamped, to_x, pass;
  logic [EmbdBits-1:0] embed_index, x_index, pass_addr;
  logic [Cols*16-1:0] embed_word, x, x_old, scaled_word;
  logic [IndexBits-1:0] scaled_index;
  logic start_key;  // with its query
  if (FirstLayer) begin : gen_no_embedding
    assign embedding_test = '0;
    assign embed_valid = start_valid_i && start_second_i;
    assign embed_index = start_index_i;
    assign embed_word = start_word_i;
    assign start_key = start_valid_i && !start_second_i;
  end else begin : gen_embedding
    logic unused;
    microgpt_embedding #(.TestDepth(TestDepth)) u_embedding (
      .clk_i, .rst_ni, .begin_i(begin_o), .token_i(begin_token_o), .pos_i(begin_pos_o),
      .valid_o(embed_valid), .index_o(embed_index), .word_o(embed_word),
      .test_i, .test_addr_i, .test_o(embedding_test)
    );
    assign start_key = 1'b0;
    assign unused = ^{start_valid_i, start_second_i, start_index_i, start_word_i};
  end
  microgpt_residual u_residual (
    .clk_i, .rst_ni, .embed_amount_i, .embed_i(embed_valid), .embed_index_i(embed_index), .embed_word_i(embed_word),
    .norm_i(to_x), .norm_index_i(EmbdBits'(scaled_index)), .norm_word_i(scaled_word),
    .add_i(project_q || contract_q), .final_i(contract_q && last_layer), .add_index_i(EmbdBits'(index_i)),
    .add_last_i(last_i), .add_word_i(word_i),
    .old_index_i(pass ? pass_addr : early_index_i), .old_o(x_old),
    .valid_o(x_valid), .square_o(square), .last_o(x_last), .embed_o(x_embed), .final_o(x_final), .index_o(x_index),
    .word_o(x), .clamped_o(x_clamped)
  );

  // ---- 1/sqrt for RMSNorm, 1/Z for softmax: never at the same time.
  logic root_request, root_embed, e_valid, e_root, r_valid, r_root, weight_sum_valid, weight_sum_logits;
  logic [HeadBits-1:0] e_head, r_head, weight_sum_head;
  logic [ExpBits-1:0] e;
  logic [15:0] r;
  logic [SquareSumBits-1:0] square_sum;
  logic [WeightSumBits-1:0] weight_sum;
  logic [Cols*32-1:0] squares;
  microgpt_squares #(.Soft(Soft), .Shared(FirstLayer)) u_squares (
    .clk_i, .rst_ni, .eps_embedding_i, .eps_residual_i,
    .valid_i(square), .last_i(x_last), .embed_i(x_embed), .word_i(x), .square_i(squares),
    .valid_o(root_request), .embed_o(root_embed), .sum_o(square_sum)
  );
  microgpt_scalar #(
    .Soft(Soft), .SumBits(SquareSumBits), .TagBits(HeadBits), .TestDepth(TestDepth)
  ) u_scalar (
    .clk_i, .rst_ni,
    .valid_i(root_request || (weight_sum_valid && !weight_sum_logits)), .root_i(root_request),
    .tag_i(weight_sum_head), .sum_i(root_request ? square_sum : SquareSumBits'(weight_sum)),
    .e_valid_o(e_valid), .e_root_o(e_root), .e_tag_o(e_head), .e_o(e),
    .valid_o(r_valid), .root_o(r_root), .tag_o(r_head), .r_o(r),
    .test_i, .test_addr_i, .test_o(scalar_test), .constant_o
  );

  // ---- Norms, attention output and scaled logits.
  logic n_valid, a_valid, t_valid, n_early, a_early, scaled_clamped;
  logic [Cols*RawBits-1:0] scaled_raw;
  logic [Cols*ScaledBits-1:0] unscaled;
  always_comb for (int c = 0; c < Cols; c++) unscaled[c*ScaledBits+:ScaledBits] = raw_i[c*RawBits+:ScaledBits];
  microgpt_scale u_scale (
    .clk_i, .rst_ni, .norm_amount_i, .temp_amount_i, .scale_i(scale), .greedy_i(greedy),
    .root_request_i(root_request), .root_embed_i(root_embed),
    .e_valid_i(e_valid), .e_root_i(e_root), .e_head_i(e_head), .e_i(e),
    .r_valid_i(r_valid), .r_root_i(r_root), .r_head_i(r_head), .r_i(r),
    .read_head_i(e_head_i), .e_o,
    .early_valid_i, .early_kind_i, .early_head_i, .mix_i(mix_q), .draw_i(draw_q), .index_i, .value_i(unscaled),
    .pass_o(pass), .pass_addr_o(pass_addr), .x_i(x_old),
    .square_i(square), .new_x_i(x), .square_o(squares),
    .to_x_o(to_x), .to_n_o(n_valid), .to_a_o(a_valid), .to_softmax_o(t_valid),
    .early_n_o(n_early), .early_a_o(a_early),
    .index_o(scaled_index), .word_o(scaled_word), .raw_o(scaled_raw), .clamped_o(scaled_clamped)
  );

  // ---- Softmax of scores and of scaled logits. Only a vector's last group has lanes beyond its end.
  logic [SoftmaxIndexBits-1:0] softmax_index, w_index;
  logic [Cols-1:0] softmax_mask, pos_mask_q, vocab_mask;
  logic softmax_last, w_valid, w_first, w_last, w_logits, w_early, w_early_last;
  logic [HeadBits-1:0] w_head;
  logic [Cols*16-1:0] w;
  assign softmax_index = SoftmaxIndexBits'(t_valid ? scaled_index : index_i);
  for (genvar c = 0; c < Cols; c++) begin : gen_mask
    always_ff @(posedge clk_i) pos_mask_q[c] <= c < 32'(pos_o) % Cols + 1;
    assign vocab_mask[c] = (VocabGroups - 1) * Cols + c < Vocab;
    assign softmax_mask[c] = !softmax_last || (t_valid ? vocab_mask[c] : pos_mask_q[c]);
  end
  assign softmax_last = t_valid ? scaled_index == IndexBits'(VocabGroups - 1) : last_i;
  microgpt_softmax #(
    .Cols(Cols), .ValueBits(RawBits), .Groups(SoftmaxGroups), .HeadBits(HeadBits), .SumBits(WeightSumBits),
    .TestDepth(TestDepth)
  ) u_softmax (
    .clk_i, .rst_ni, .valid_i(score_q || t_valid), .first_i(softmax_index == '0), .last_i(softmax_last),
    .logits_i(t_valid), .greedy_i(t_valid && greedy), .head_i, .index_i(softmax_index), .mask_i(softmax_mask),
    .value_i(t_valid ? scaled_raw : raw_i),
    .w_valid_o(w_valid), .w_first_o(w_first), .w_last_o(w_last), .w_logits_o(w_logits), .w_head_o(w_head),
    .w_index_o(w_index), .w_o(w), .early_scores_o(w_early), .early_last_o(w_early_last),
    .sum_valid_o(weight_sum_valid), .sum_logits_o(weight_sum_logits), .sum_head_o(weight_sum_head),
    .sum_o(weight_sum),
    .test_i, .test_addr_i, .test_o(softmax_test)
  );
  microgpt_sampler #(
    .Cols(Cols), .Groups(VocabGroups), .SumBits(WeightSumBits), .TokenBits(TokenBits)
  ) u_sampler (
    .clk_i, .rst_ni, .seed_valid_i(started && seed_i != '0), .seed_i, .greedy_i(greedy),
    .w_valid_i(w_valid && w_logits), .w_first_i(w_first), .w_last_i(w_last),
    .w_index_i(VocabIndexBits'(w_index)), .w_i(w),
    .token_valid_o(drawn_valid), .token_o(drawn), .state_o(state)
  );

  // ---- What the matrix unit reads.
  logic attention_valid, x_to_n;
  assign attention_valid = w_valid && !w_logits;
  assign x_to_n = x_valid && x_final;
  microgpt_vectors u_vectors (
    .clk_i, .query_i(query_q), .expand_i(expand_q), .index_i(VectorBits'(index_i)), .word_i,
    .start_i(start_key), .start_index_i(VectorBits'(embed_index)), .start_word_i(embed_word),
    .x_valid_i(x_to_n), .x_index_i(VectorBits'(x_index)), .x_i(x),
    .n_valid_i(n_valid), .a_valid_i(a_valid), .scaled_index_i(VectorBits'(scaled_index)), .scaled_i(scaled_word),
    .op_kind_i, .op_index_i(VectorBits'(op_index_i)), .vector_o
  );
  microgpt_attention u_attention (
    .clk_i, .w_valid_i(attention_valid), .w_head_i(w_head), .w_index_i(w_index), .w_i(w),
    .op_index_i, .op_tile_i, .weights_o
  );
  localparam bit Forward = microgpt_params::Forward != 0;
  logic k_q;  // where the cache has a register before it
  always_ff @(posedge clk_i) k_q <= key_q || start_key;
  microgpt_readiness u_readiness (
    .clk_i, .begin_i(begin_o), .next_kind_i(next_kind), .taken_i,
    .n_i(Forward ? n_early || (contract_q && last_layer) : n_valid || x_to_n), .k_i(FirstLayer ? k_q : key_q),
    .w_i(Forward ? w_early : attention_valid), .w_last_i(Forward ? w_early_last : w_last),
    .a_i(Forward ? a_early : a_valid),
    .h_i(Forward ? early_valid_i && early_kind_i == Expand : expand_q),
    .op_kind_i, .op_index_i, .op_tile_i, .after_index_i, .after_tile_i,
    .ready_o, .avail_first_o, .avail_after_o, .avail_this_o
  );

  // ---- Saturation.
  logic clamped;
  assign clamped = x_clamped || scaled_clamped || (clampable_q && clamped_i);
  always_ff @(posedge clk_i) begin
    if (started) saturated_o <= 1'b0;
    else if (clamped) saturated_o <= 1'b1;
  end

endmodule
`default_nettype wire
