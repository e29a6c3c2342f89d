// One sequence: tokens in and out, the program of a step, and everything that is not a matrix: embedding, residual stream, RMSNorm,
// softmax, sampling. Vectors are held and moved in groups of Cols elements.
//
//   embedding --> x --> sum of squares --> 1/sqrt --> scale --> n --> matrix unit --> q, k, v, scores, ... --> x, logits
//
// The vector memory holds n (or, for the last matrix, x), then q (later the attention output a), then h; the matrix unit reads it. Counts of
// written groups (n_count_q, ...) tell the matrix unit what it may read.
`default_nettype none

module microgpt_stream #(
  parameter int RawBits = 20,
  parameter int Banks = 4,
  parameter int SumBits = 37,
  parameter int ExpBits = 6,
  parameter int TestBits = 16,
  localparam int Cols = microgpt_params::Cols,
  localparam int InstructionBits = microgpt_params::InstructionBits,
  localparam int IndexBits = microgpt_params::IndexBits,
  localparam int PosBits = microgpt_params::PosBits,
  localparam int HeadBits = microgpt_params::HeadBits,
  localparam int TokenBits = microgpt_params::TokenBits,
  localparam int EmbdGroups = microgpt_params::Embd / Cols,
  localparam int EmbdBits = microgpt_params::EmbdBits
) (
  input wire logic clk_i,
  input wire logic rst_ni,
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
  // Matrix unit.
  output logic pending_o,
  output logic ready_o,
  output logic [InstructionBits-1:0] instruction_o,
  output logic [PosBits-1:0] pos_o,
  input wire logic taken_i,
  input wire logic [3:0] op_kind_i,
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
  input wire logic early_valid_i,
  input wire logic [3:0] early_kind_i,
  input wire logic [EmbdBits-1:0] early_index_i,
  input wire logic [HeadBits-1:0] early_head_i,
  input wire logic [IndexBits-1:0] index_i,
  input wire logic last_i,
  input wire logic [HeadBits-1:0] head_i,
  input wire logic [Cols*16-1:0] word_i,
  input wire logic [Cols*RawBits-1:0] raw_i,
  input wire logic clamped_i,
  input wire logic test_i,
  input wire logic [TestBits-1:0] test_addr_i,
  output logic test_ok_o
);
  localparam int Embd = microgpt_params::Embd;
  localparam int Heads = microgpt_params::Heads;
  localparam int HeadDim = microgpt_params::HeadDim;
  localparam int Context = microgpt_params::Context;
  localparam int Vocab = microgpt_params::Vocab;
  localparam int Rows = microgpt_params::Rows;
  localparam int PcBits = microgpt_params::PcBits;
  localparam int ScaleMin = microgpt_params::ScaleMin;
  localparam int ScaleMax = microgpt_params::ScaleMax;
  localparam int ColShift = $clog2(Cols);
  localparam int EmbdTiles = (Embd + Rows - 1) / Rows;
  localparam int HiddenGroups = (microgpt_params::Hidden + Cols - 1) / Cols;
  localparam int PosGroups = (Context + Cols - 1) / Cols;
  localparam int VocabGroups = (Vocab + Cols - 1) / Cols;
  localparam int SoftmaxGroups = PosGroups > VocabGroups ? PosGroups : VocabGroups;
  localparam int SoftmaxIndexBits = SoftmaxGroups > 1 ? $clog2(SoftmaxGroups) : 1;
  localparam int VocabIndexBits = VocabGroups > 1 ? $clog2(VocabGroups) : 1;
  localparam int WeightBits = 17 + $clog2(Context > Vocab ? Context : Vocab);
  localparam int VectorDepth = 2 * EmbdGroups + HiddenGroups;
  localparam int VectorBits = $clog2(VectorDepth);

  localparam logic [3:0] Query = 4'd0, Key = 4'd1, Score = 4'd3, Mix = 4'd4, Project = 4'd5, Expand = 4'd6,
      Contract = 4'd7, Head = 4'd8;

  // ---- Tokens.
  localparam logic [1:0] Idle = 2'd0, Prompt = 2'd1, Run = 2'd2;
  logic [1:0] phase_q;
  logic [TokenBits-1:0] drawn, held_q, fresh_token;
  logic [PosBits-1:0] pos_q, pos_next, max_tokens_q, generated_q;
  logic [15:0] scale_q;
  logic prompt_last_q, sampling_q, greedy, begin_step, step_end, drawn_valid, held_valid_q, fresh_valid, emit, ends;
  logic prompt_taken;
  logic [31:0] state;
  assign greedy = scale_q == '0;
  assign busy_o = phase_q != Idle;
  assign prompt_ready_o = phase_q == Prompt;
  assign prompt_taken = prompt_ready_o && prompt_valid_i;
  assign pos_o = pos_q;
  assign fresh_valid = drawn_valid || held_valid_q;
  assign fresh_token = held_valid_q ? held_q : drawn;
  assign emit = fresh_valid && (!token_valid_o || token_ready_i);
  assign ends = fresh_token == TokenBits'(Vocab - 1) || generated_q + PosBits'(1) == max_tokens_q
      || pos_q == PosBits'(Context - 1);
  assign begin_step = prompt_taken || (emit && !ends);
  assign step_end = logits_valid_o && index_i == IndexBits'(VocabGroups - 1) && !sampling_q;
  assign step_done_o = step_end;
  always_comb begin
    pos_next = pos_q;
    if (phase_q == Run && (step_end || emit)) pos_next = pos_q + PosBits'(1);
  end
  always_ff @(posedge clk_i) begin
    pos_q <= pos_next;
    held_valid_q <= fresh_valid && !emit;
    if (drawn_valid) held_q <= drawn;
    if (token_ready_i) token_valid_o <= 1'b0;
    if (prompt_taken) begin
      phase_q <= Run;
      prompt_last_q <= prompt_last_i;
      sampling_q <= prompt_last_i && max_tokens_q != '0;
    end
    if (emit) begin
      token_valid_o <= 1'b1;
      token_o <= fresh_token;
      state_o <= state;  // the next step may draw before this token is taken
      token_last_o <= ends;
      generated_q <= generated_q + PosBits'(1);
      if (ends) phase_q <= Idle;
    end
    if (step_end) phase_q <= prompt_last_q ? Idle : Prompt;
    if (phase_q == Idle && start_i) begin
      phase_q <= Prompt;
      pos_q <= '0;
      generated_q <= '0;
      max_tokens_q <= max_tokens_i;
      scale_q <= scale_i;
    end
    if (!rst_ni) begin
      phase_q <= Idle;
      token_valid_o <= 1'b0;
      held_valid_q <= 1'b0;
      sampling_q <= 1'b0;
    end
  end

  // ---- The result that the matrix unit gives now.
  logic query_q, key_q, score_q, mix_q, project_q, expand_q, contract_q, head_q, draw_q, scaled_q, clampable_q;
  always_ff @(posedge clk_i) begin
    query_q <= early_valid_i && early_kind_i == Query;
    key_q <= early_valid_i && early_kind_i == Key;
    score_q <= early_valid_i && early_kind_i == Score;
    mix_q <= early_valid_i && early_kind_i == Mix;
    project_q <= early_valid_i && early_kind_i == Project;
    expand_q <= early_valid_i && early_kind_i == Expand;
    contract_q <= early_valid_i && early_kind_i == Contract;
    head_q <= early_valid_i && early_kind_i == Head;
    draw_q <= early_valid_i && early_kind_i == Head && sampling_q;
    scaled_q <= early_valid_i && (early_kind_i == Mix || early_kind_i == Head);
    clampable_q <= early_valid_i && early_kind_i != Score && early_kind_i != Mix;
  end

  // ---- Program.
  logic [PcBits-1:0] pc_q;
  logic [3:0] next_kind;
  assign next_kind = instruction_o[InstructionBits-1-:4];
  always_ff @(posedge clk_i) begin
    if (begin_step) begin
      pc_q <= '0;
      instruction_o <= microgpt_params::instruction('0);
      pending_o <= 1'b1;
    end else if (taken_i) begin
      pc_q <= pc_q + PcBits'(1);
      instruction_o <= microgpt_params::instruction(pc_q + PcBits'(1));
      pending_o <= next_kind != Head;
    end
    if (!rst_ni) pending_o <= 1'b0;
  end

  // ---- Embedding: e = wte[token] + wpe[position].
  localparam int WteBits = $clog2(microgpt_params::WteDepth);
  localparam int WpeBits = microgpt_params::WpeDepth > 1 ? $clog2(microgpt_params::WpeDepth) : 1;
  logic [WteBits-1:0] wte_addr_q;
  logic [WpeBits-1:0] wpe_addr_q;
  logic [Cols*16-1:0] wte, wpe;
  logic embed_q, embed_data_q;
  logic [EmbdBits-1:0] embed_index_q, embed_data_index_q;
  logic [1:0] embed_ok;
  always_ff @(posedge clk_i) begin
    if (begin_step) begin
      wte_addr_q <= WteBits'((prompt_taken ? 32'(prompt_token_i) : 32'(fresh_token)) * EmbdGroups);
      wpe_addr_q <= WpeBits'(32'(pos_next) * EmbdGroups);
      embed_q <= 1'b1;
      embed_index_q <= '0;
    end else if (embed_q) begin
      wte_addr_q <= wte_addr_q + WteBits'(1);
      wpe_addr_q <= wpe_addr_q + WpeBits'(1);
      embed_index_q <= embed_index_q + EmbdBits'(1);
      embed_q <= embed_index_q != EmbdBits'(EmbdGroups - 1);
    end
    embed_data_q <= embed_q;
    embed_data_index_q <= embed_index_q;
    if (!rst_ni) begin
      embed_q <= 1'b0;
      embed_data_q <= 1'b0;
    end
  end
  microgpt_rom #(
    .InitFile(microgpt_params::WteFile), .Width(Cols * 16), .Depth(microgpt_params::WteDepth),
    .Signature(microgpt_params::WteSignature), .TestBits(TestBits)
  ) u_wte (
    .clk_i, .rst_ni, .addr_i(wte_addr_q), .data_o(wte), .test_i, .test_addr_i, .test_ok_o(embed_ok[0])
  );
  microgpt_rom #(
    .InitFile(microgpt_params::WpeFile), .Width(Cols * 16), .Depth(microgpt_params::WpeDepth),
    .Signature(microgpt_params::WpeSignature), .TestBits(TestBits)
  ) u_wpe (
    .clk_i, .rst_ni, .addr_i(wpe_addr_q), .data_o(wpe), .test_i, .test_addr_i, .test_ok_o(embed_ok[1])
  );

  // ---- Residual stream x (at first the embedding e): new groups, their squares, and the copy in the vector memory for the head.
  logic x_valid_q, x_last_q, x_embed_q, x_final_q, add, add_clamped, to_x;
  logic [EmbdBits-1:0] x_index_q;
  logic [Cols*16-1:0] x_q, x_old, x_sum;
  logic [Cols*16-1:0] normed_x;
  logic normed_x_valid, normed_x_clamped;
  logic [EmbdBits-1:0] normed_x_index;
  logic [Cols-1:0] clamp;
  assign add = project_q || contract_q;
  for (genvar c = 0; c < Cols; c++) begin : gen_add
    logic signed [16:0] sum;
    assign sum = 17'($signed(x_old[c*16+:16])) + 17'($signed(word_i[c*16+:16]));
    assign clamp[c] = sum[16] != sum[15];
    assign x_sum[c*16+:16] = clamp[c] ? {sum[16], {15{!sum[16]}}} : sum[15:0];
  end
  assign add_clamped = add && clamp != '0;
  always_ff @(posedge clk_i) begin
    x_valid_q <= add || embed_data_q || normed_x_valid;
    x_embed_q <= embed_data_q;
    x_final_q <= contract_q && last_layer_q;
    if (add) begin
      x_q <= x_sum;
      x_index_q <= EmbdBits'(index_i);
      x_last_q <= last_i;
    end else if (embed_data_q) begin
      for (int c = 0; c < Cols; c++) x_q[c*16+:16] <= wte[c*16+:16] + wpe[c*16+:16];
      x_index_q <= embed_data_index_q;
      x_last_q <= embed_data_index_q == EmbdBits'(EmbdGroups - 1);
    end else begin
      x_q <= normed_x;
      x_index_q <= normed_x_index;
      x_last_q <= normed_x_index == EmbdBits'(EmbdGroups - 1);
    end
    if (!rst_ni) x_valid_q <= 1'b0;
  end
  // The layer of CONTRACT is the last one when HEAD follows it.
  logic last_layer_q;
  always_ff @(posedge clk_i) if (taken_i && next_kind == Contract) last_layer_q <= 32'(pc_q) == microgpt_params::ProgramLength - 2;

  logic pass_early, pass_q;
  logic [EmbdBits-1:0] pass_addr_q, pass_index_q;
  microgpt_ram #(.Width(Cols * 16), .Depth(EmbdGroups)) u_x (
    .clk_i, .we_i(x_valid_q), .waddr_i(x_index_q), .wdata_i(x_q),
    .raddr_i(pass_early || pass_q ? pass_addr_q : early_index_i), .rdata_o(x_old)
  );

  logic [2:0] square_valid_q, square_last_q, square_embed_q;
  (* keep *) logic [31+ColShift:0] squares_d;  // as in microgpt_matrix
  logic [31+ColShift:0] squares_q;
  logic [SumBits-1:0] sum_q;
  logic first_square_q;
  (* keep *) logic [31:0] square_q [Cols];
  always_comb begin
    squares_d = '0;
    for (int c = 0; c < Cols; c++) squares_d = squares_d + (32 + ColShift)'(square_q[c]);
  end
  always_ff @(posedge clk_i) begin
    square_valid_q <= {square_valid_q[1:0], x_valid_q && !x_final_q};
    square_last_q <= {square_last_q[1:0], x_last_q};
    square_embed_q <= {square_embed_q[1:0], x_embed_q};
    for (int c = 0; c < Cols; c++) square_q[c] <= $signed(x_q[c*16+:16]) * $signed(x_q[c*16+:16]);
    squares_q <= squares_d;
    if (square_valid_q[1]) begin
      sum_q <= SumBits'(squares_q) + (!first_square_q ? sum_q
          : square_embed_q[1] ? SumBits'(microgpt_params::EpsEmbedding) : SumBits'(microgpt_params::EpsResidual));
      first_square_q <= square_last_q[1];
    end
    if (!rst_ni) begin
      square_valid_q <= '0;
      first_square_q <= 1'b1;
    end
  end

  // ---- 1/sqrt for RMSNorm, 1/Z for softmax: never at the same time.
  logic root_request, recip_request, e_valid, e_root, scalar_valid, scalar_root, scalar_ok;
  logic [HeadBits-1:0] e_tag, scalar_tag, sum_head;
  logic [ExpBits-1:0] e_new;
  logic [15:0] r;
  logic softmax_sum_valid, softmax_sum_logits;
  logic [WeightBits-1:0] softmax_sum;
  assign root_request = square_valid_q[2] && square_last_q[2];
  assign recip_request = softmax_sum_valid && !softmax_sum_logits;
  microgpt_scalar #(.SumBits(SumBits), .TagBits(HeadBits), .TestBits(TestBits)) u_scalar (
    .clk_i, .rst_ni,
    .valid_i(root_request || recip_request), .root_i(root_request), .tag_i(sum_head),
    .sum_i(root_request ? sum_q : SumBits'(softmax_sum)),
    .e_valid_o(e_valid), .e_root_o(e_root), .e_tag_o(e_tag), .e_o(e_new),
    .valid_o(scalar_valid), .root_o(scalar_root), .tag_o(scalar_tag), .r_o(r),
    .test_i, .test_addr_i, .test_ok_o(scalar_ok)
  );

  logic [ExpBits-1:0] head_e_q [Heads];
  logic [15:0] head_r_q [Heads];
  logic [15:0] norm_r_q;
  logic [ExpBits-1:0] norm_e_q;
  assign pass_early = scalar_valid && scalar_root;
  always_ff @(posedge clk_i) begin
    if (e_valid && !e_root) head_e_q[e_tag] <= e_new;
    if (e_valid && e_root) norm_e_q <= e_new;
    if (scalar_valid && !scalar_root) head_r_q[scalar_tag] <= r;
    if (pass_early) norm_r_q <= r;
  end
  assign e_o = head_e_q[e_head_i];

  // ---- Scaling: normalised groups (x * r), attention output (b * r), logits * temperature scale.
  localparam int ScaleBits = ScaleMax > ScaleMin ? $clog2(ScaleMax - ScaleMin + 1) : 1;
  localparam int GreedyShift = ScaleMin > 0 ? ScaleMin : 0;  // logits as they are: times 2^s, shifted by s
  localparam logic [1:0] ToX = 2'd0, ToN = 2'd1, ToA = 2'd2, ToSoftmax = 2'd3;
  logic pass_x_q;
  logic [1:0] scale_valid_q, scale_to_d;
  logic [3:0] scale_to_q;
  logic [3*IndexBits-1:0] scale_index_q;
  logic [ScaleBits-1:0] amount_d, amount_q;
  logic [16:0] factor_q, draw_factor_q;
  logic [ScaleBits-1:0] draw_amount_q;
  logic [Cols*16-1:0] scaled_word;
  logic [Cols*RawBits-1:0] scaled_raw;
  logic [Cols-1:0] scaled_clamp;
  always_comb begin
    scale_to_d = pass_x_q ? ToX : ToN;
    amount_d = ScaleBits'(microgpt_params::NormShift + (32'(norm_e_q) >> 1) - ScaleMin);
    if (mix_q) begin
      scale_to_d = ToA;
      amount_d = ScaleBits'(15 - ScaleMin);
    end
    if (draw_q) begin
      scale_to_d = ToSoftmax;
      amount_d = draw_amount_q;
    end
  end
  always_ff @(posedge clk_i) begin
    draw_factor_q <= greedy ? 17'd1 << GreedyShift : {1'b0, scale_q};
    draw_amount_q <= greedy ? ScaleBits'(GreedyShift - ScaleMin) : ScaleBits'(microgpt_params::TempShift - ScaleMin);
    factor_q <= {1'b0, pass_early ? r : norm_r_q};
    if (early_valid_i && early_kind_i == Mix) factor_q <= {1'b0, head_r_q[early_head_i]};
    if (early_valid_i && early_kind_i == Head) factor_q <= draw_factor_q;
  end
  for (genvar c = 0; c < Cols; c++) begin : gen_scale
    logic signed [17:0] value;
    logic signed [34:0] product_q;
    assign value = scaled_q ? $signed(raw_i[c*RawBits+:18]) : 18'($signed(x_old[c*16+:16]));
    always_ff @(posedge clk_i) product_q <= value * $signed(factor_q);
    microgpt_rescale #(.InW(35), .OutW(RawBits), .MinShift(ScaleMin), .MaxShift(ScaleMax)) u_rescale (
      .clk_i, .a_i(product_q), .amount_i(amount_q), .relu_i(1'b0), .clamp_i(1'b0),
      .raw_o(scaled_raw[c*RawBits+:RawBits]), .word_o(scaled_word[c*16+:16]), .clamped_o(scaled_clamp[c])
    );
  end
  always_ff @(posedge clk_i) begin
    if (pass_early || pass_q) pass_addr_q <= pass_addr_q + EmbdBits'(1);
    else pass_addr_q <= '0;
    pass_q <= pass_early || (pass_q && pass_index_q != EmbdBits'(EmbdGroups - 1));
    if (pass_early) pass_index_q <= '0;
    else pass_index_q <= pass_index_q + EmbdBits'(1);
    if (root_request) pass_x_q <= square_embed_q[2];
    amount_q <= amount_d;
    scale_valid_q <= {scale_valid_q[0], pass_q || mix_q || draw_q};
    scale_to_q <= {scale_to_q[1:0], scale_to_d};
    scale_index_q <= {scale_index_q[0+:2*IndexBits], pass_q ? IndexBits'(pass_index_q) : index_i};
    if (!rst_ni) begin
      pass_q <= 1'b0;
      pass_addr_q <= '0;
      scale_valid_q <= '0;
    end
  end
  logic n_valid, a_valid, t_valid, scaled_clamped;
  logic [IndexBits-1:0] scaled_index;
  assign scaled_index = scale_index_q[2*IndexBits+:IndexBits];
  always_ff @(posedge clk_i) begin
    to_x <= scale_valid_q[1] && scale_to_q[3:2] == ToX;
    n_valid <= scale_valid_q[1] && scale_to_q[3:2] == ToN;
    a_valid <= scale_valid_q[1] && scale_to_q[3:2] == ToA;
    t_valid <= scale_valid_q[1] && scale_to_q[3:2] == ToSoftmax;
  end
  assign scaled_clamped = (to_x || n_valid || a_valid) && scaled_clamp != '0;

  // x = sat16(rs(norm(e), fn - fx)).
  logic [1:0] shift_valid_q;
  logic [EmbdBits-1:0] shift_index_q;
  logic [Cols-1:0] shift_clamp;
  for (genvar c = 0; c < Cols; c++) begin : gen_shift
    logic [17:0] unused_raw;
    microgpt_rescale #(
      .InW(16), .OutW(18), .MinShift(microgpt_params::EmbedShift), .MaxShift(microgpt_params::EmbedShift)
    ) u_rescale (
      .clk_i, .a_i(scaled_word[c*16+:16]), .amount_i(1'b0), .relu_i(1'b0), .clamp_i(1'b0),
      .raw_o(unused_raw), .word_o(normed_x[c*16+:16]), .clamped_o(shift_clamp[c])
    );
  end
  always_ff @(posedge clk_i) begin
    shift_valid_q <= {shift_valid_q[0], to_x};
    shift_index_q <= EmbdBits'(scaled_index);
    normed_x_index <= shift_index_q;
    if (!rst_ni) shift_valid_q <= '0;
  end
  assign normed_x_valid = shift_valid_q[1];
  assign normed_x_clamped = normed_x_valid && shift_clamp != '0;

  // ---- Vector memory.
  logic x_to_n, vector_we;
  logic [VectorBits-1:0] vector_waddr, vector_raddr;
  logic [Cols*16-1:0] vector_wdata;
  assign x_to_n = x_valid_q && x_final_q;
  assign vector_we = query_q || expand_q || x_to_n || n_valid || a_valid;
  always_comb begin
    vector_waddr = VectorBits'(scaled_index) + (a_valid ? VectorBits'(EmbdGroups) : '0);
    vector_wdata = scaled_word;
    if (x_to_n) begin
      vector_waddr = VectorBits'(x_index_q);
      vector_wdata = x_q;
    end
    if (query_q || expand_q) begin
      vector_waddr = VectorBits'(index_i) + (expand_q ? VectorBits'(2 * EmbdGroups) : VectorBits'(EmbdGroups));
      vector_wdata = word_i;
    end
    vector_raddr = VectorBits'(op_index_i);
    if (op_kind_i == Score || op_kind_i == Project) vector_raddr = VectorBits'(op_index_i) + VectorBits'(EmbdGroups);
    if (op_kind_i == Contract) vector_raddr = VectorBits'(op_index_i) + VectorBits'(2 * EmbdGroups);
  end
  microgpt_ram #(.Width(Cols * 16), .Depth(VectorDepth)) u_vector (
    .clk_i, .we_i(vector_we), .waddr_i(vector_waddr), .wdata_i(vector_wdata), .raddr_i(vector_raddr), .rdata_o(vector_o)
  );

  // ---- Softmax of scores and of scaled logits.
  logic [SoftmaxIndexBits-1:0] softmax_index, w_index;
  logic [Cols-1:0] softmax_mask;
  logic w_valid, w_first, w_last, w_logits, softmax_ok;
  logic [HeadBits-1:0] w_head;
  logic [Cols*16-1:0] w;
  assign softmax_index = SoftmaxIndexBits'(t_valid ? scaled_index : index_i);
  // Only a vector's last group has lanes beyond its end.
  logic [Cols-1:0] pos_mask_q, vocab_mask;
  logic softmax_last;
  for (genvar c = 0; c < Cols; c++) begin : gen_mask
    always_ff @(posedge clk_i) pos_mask_q[c] <= c < 32'(pos_q) % Cols + 1;
    assign vocab_mask[c] = (VocabGroups - 1) * Cols + c < Vocab;
    assign softmax_mask[c] = !softmax_last || (t_valid ? vocab_mask[c] : pos_mask_q[c]);
  end
  assign softmax_last = t_valid ? scaled_index == IndexBits'(VocabGroups - 1) : last_i;
  microgpt_softmax #(
    .Cols(Cols), .ValueBits(RawBits), .Groups(SoftmaxGroups), .HeadBits(HeadBits), .SumBits(WeightBits), .TestBits(TestBits)
  ) u_softmax (
    .clk_i, .rst_ni, .valid_i(score_q || t_valid), .first_i(softmax_index == '0),
    .last_i(softmax_last),
    .logits_i(t_valid), .greedy_i(t_valid && greedy), .head_i(head_i), .index_i(softmax_index), .mask_i(softmax_mask),
    .value_i(t_valid ? scaled_raw : raw_i),
    .w_valid_o(w_valid), .w_first_o(w_first), .w_last_o(w_last), .w_logits_o(w_logits), .w_head_o(w_head),
    .w_index_o(w_index), .w_o(w),
    .sum_valid_o(softmax_sum_valid), .sum_logits_o(softmax_sum_logits), .sum_head_o(sum_head), .sum_o(softmax_sum),
    .test_i, .test_addr_i, .test_ok_o(softmax_ok)
  );

  // Softmax weights of the heads, negated to fit 16 bits: -2^15..0. Head h is in bank h mod Banks.
  localparam int BankHeads = (Heads + Banks - 1) / Banks;
  localparam int BankBits = BankHeads * PosGroups > 1 ? $clog2(BankHeads * PosGroups) : 1;
  logic w_attention;
  logic [Cols*16-1:0] w_negated;
  // The first and the last head of a tile of MIX.
  function automatic logic [HeadBits-1:0] first_head(input logic [IndexBits-1:0] tile);
    first_head = '0;
    for (int t = 0; t < EmbdTiles; t++) if (32'(tile) == t) first_head = HeadBits'(t * Rows / HeadDim);
  endfunction
  function automatic logic [HeadBits-1:0] last_head(input logic [IndexBits-1:0] tile);
    last_head = '0;
    for (int t = 0; t < EmbdTiles; t++)
      if (32'(tile) == t) last_head = HeadBits'((t * Rows + Rows > Embd ? Embd - 1 : t * Rows + Rows - 1) / HeadDim);
  endfunction
  assign w_attention = w_valid && !w_logits;
  always_comb for (int c = 0; c < Cols; c++) w_negated[c*16+:16] = -w[c*16+:16];
  for (genvar b = 0; b < Banks; b++) begin : gen_bank
    logic [BankBits-1:0] raddr;
    // The one head of bank b among the Banks heads from first_head on.
    assign raddr = BankBits'(((32'(first_head(op_tile_i)) + (b + Banks - 32'(first_head(op_tile_i)) % Banks) % Banks) / Banks) * PosGroups
        + 32'(op_index_i));
    microgpt_ram #(.Width(Cols * 16), .Depth(BankHeads * PosGroups)) u_weights (
      .clk_i, .we_i(w_attention && 32'(w_head) % Banks == b),
      .waddr_i(BankBits'((32'(w_head) / Banks) * PosGroups + 32'(w_index))), .wdata_i(w_negated),
      .raddr_i(raddr), .rdata_o(weights_o[b*Cols*16+:Cols*16])
    );
  end

  microgpt_sampler #(.Cols(Cols), .Groups(VocabGroups), .SumBits(WeightBits), .TokenBits(TokenBits)) u_sampler (
    .clk_i, .rst_ni, .seed_valid_i(phase_q == Idle && start_i && seed_i != '0), .seed_i, .greedy_i(greedy),
    .w_valid_i(w_valid && w_logits), .w_first_i(w_first), .w_last_i(w_last), .w_index_i(VocabIndexBits'(w_index)), .w_i(w),
    .token_valid_o(drawn_valid), .token_o(drawn), .state_o(state)
  );

  // ---- What the matrix unit may read: groups that are written, or will be at the end of this cycle. Results come in the program's order, so
  // that q is there when the first k is.
  logic [IndexBits-1:0] n_count_q, k_count_q, a_count_q, h_count_q, w_count_q;
  logic [HeadBits:0] heads_q;
  logic write_n;
  assign write_n = n_valid || x_to_n;
  always_ff @(posedge clk_i) begin
    if (write_n) n_count_q <= n_count_q + IndexBits'(1);
    if (key_q) k_count_q <= k_count_q + IndexBits'(1);
    if (a_valid) a_count_q <= a_count_q + IndexBits'(1);
    if (expand_q) h_count_q <= h_count_q + IndexBits'(1);
    if (w_attention) begin
      w_count_q <= w_last ? '0 : w_count_q + IndexBits'(1);
      if (w_last) heads_q <= heads_q + (HeadBits + 1)'(1);
    end
    if (begin_step || (taken_i && (next_kind == Project || next_kind == Contract))) n_count_q <= '0;
    if (taken_i && next_kind == Query) k_count_q <= '0;
    if (taken_i && next_kind == Score) begin
      a_count_q <= '0;
      w_count_q <= '0;
      heads_q <= '0;
    end
    if (taken_i && next_kind == Expand) h_count_q <= '0;
  end

  function automatic logic there(input logic [IndexBits-1:0] count, input logic write, input logic [IndexBits-1:0] index);
    there = count > index || (write && count == index);
  endfunction
  logic [IndexBits-1:0] op_count;
  logic op_write, after_there, this_there;
  logic [HeadBits:0] after_head, this_head;  // the last one that MIX needs
  always_comb begin
    case (op_kind_i)
      Score: {op_write, op_count} = {key_q, k_count_q};
      Mix: {op_write, op_count} = {w_attention, w_count_q};
      Project: {op_write, op_count} = {a_valid, a_count_q};
      Contract: {op_write, op_count} = {expand_q, h_count_q};
      default: {op_write, op_count} = {write_n, n_count_q};
    endcase
    after_head = {1'b0, last_head(after_tile_i)};
    this_head = {1'b0, last_head(op_tile_i)};
  end
  assign after_there = there(op_count, op_write, after_index_i);
  assign this_there = there(op_count, op_write, op_index_i);
  assign avail_after_o = op_kind_i != Mix ? after_there : heads_q > after_head || (heads_q == after_head && after_there);
  assign avail_this_o = op_kind_i != Mix ? this_there : heads_q > this_head || (heads_q == this_head && this_there);
  always_comb begin
    case (next_kind)
      Score: avail_first_o = key_q || k_count_q != '0;
      Mix: avail_first_o = heads_q > {1'b0, last_head('0)} || (heads_q == {1'b0, last_head('0)} && (w_attention || w_count_q != '0));
      Project: avail_first_o = a_valid || a_count_q != '0;
      Contract: avail_first_o = expand_q || h_count_q != '0;
      default: avail_first_o = write_n || n_count_q != '0;
    endcase
  end
  // With several streams, a MIX that waits for more than its last head's weights would hold up the others.
  assign ready_o = next_kind != Mix ? avail_first_o
      : heads_q == (HeadBits + 1)'(Heads) || (heads_q == (HeadBits + 1)'(Heads - 1) && w_count_q != '0);

  // ---- Status.
  assign logits_valid_o = head_q;
  assign test_ok_o = scalar_ok && softmax_ok && embed_ok == '1;
  logic clamped;
  assign clamped = add_clamped || scaled_clamped || normed_x_clamped
      || (clampable_q && clamped_i);
  always_ff @(posedge clk_i) begin
    if (phase_q == Idle && start_i) saturated_o <= 1'b0;
    else if (clamped) saturated_o <= 1'b1;
  end

`ifdef MICROGPT_TRACE
  localparam logic [3:0] Value = 4'd2;
  logic value_q;
  always_ff @(posedge clk_i) value_q <= early_valid_i && early_kind_i == Value;
  // One line per group at each site of docs/arithmetic.md, for one stream: stream, site, layer (-1 outside), group, cycle, words.
  string trace_file;
  int trace, cycle, norms, adds, queries, keys, values, scores, mixes, hiddens;
  initial begin
    trace = 0;
    cycle = 0;
    if ($value$plusargs("trace=%s", trace_file)) trace = $fopen(trace_file, "w");
  end
  always @(posedge clk_i) begin
    cycle <= cycle + 1;
    if (begin_step) begin
      norms = 0;
      adds = 0;
      queries = 0;
      keys = 0;
      values = 0;
      scores = 0;
      mixes = 0;
      hiddens = 0;
    end
    if (trace != 0) begin
      if (x_valid_q && x_embed_q) $fwrite(trace, "0 embedding -1 %0d %0d %h\n", x_index_q, cycle, x_q);
      if (to_x) $fwrite(trace, "0 norm -1 %0d %0d %h\n", scaled_index, cycle, scaled_word);
      if (normed_x_valid) $fwrite(trace, "0 residual -1 %0d %0d %h\n", normed_x_index, cycle, normed_x);
      if (n_valid) $fwrite(trace, "0 norm %0d %0d %0d %h\n", norms / 2, scaled_index, cycle, scaled_word);
      if (query_q) $fwrite(trace, "0 q %0d %0d %0d %h\n", queries, index_i, cycle, word_i);
      if (key_q) $fwrite(trace, "0 k %0d %0d %0d %h\n", keys, index_i, cycle, word_i);
      if (value_q) $fwrite(trace, "0 v %0d %0d %0d %h\n", values, index_i, cycle, word_i);
      if (score_q) $fwrite(trace, "0 score %0d %0d %0d %h\n", scores / Heads, 32'(head_i) * PosGroups + 32'(index_i), cycle, raw_i);
      if (a_valid) $fwrite(trace, "0 attention %0d %0d %0d %h\n", mixes, scaled_index, cycle, scaled_word);
      if (add) begin
        if (project_q) $fwrite(trace, "0 projection %0d %0d %0d %h\n", adds / 2, index_i, cycle, word_i);
        else $fwrite(trace, "0 mlp %0d %0d %0d %h\n", adds / 2, index_i, cycle, word_i);
        $fwrite(trace, "0 residual %0d %0d %0d %h\n", adds / 2, index_i, cycle, x_sum);
      end
      if (expand_q) $fwrite(trace, "0 hidden %0d %0d %0d %h\n", hiddens, index_i, cycle, word_i);
      if (logits_valid_o) $fwrite(trace, "0 logits -1 %0d %0d %h\n", index_i, cycle, word_i);
    end
    if (n_valid && scaled_index == IndexBits'(EmbdGroups - 1)) norms = norms + 1;
    if (a_valid && scaled_index == IndexBits'(EmbdGroups - 1)) mixes = mixes + 1;
    if (add && last_i) adds = adds + 1;
    if (query_q && last_i) queries = queries + 1;
    if (key_q && last_i) keys = keys + 1;
    if (value_q && last_i) values = values + 1;
    if (score_q && last_i) scores = scores + 1;
    if (expand_q && last_i) hiddens = hiddens + 1;
  end
`endif

endmodule
`default_nettype wire
