// The matrix unit: Rows x Cols multipliers that all streams share, the weight ROMs that feed them, and the key/value
// cache.
//
// It runs one instruction at a time: for each tile of Rows rows, one word of weights (or of the cache) and one group of
// Cols operand values per cycle; exact sums; then the Rows results leave in groups of Cols per cycle, rounded and
// shifted, while the next tile runs. Kinds QUERY to HEAD are matrices. SCORE takes rows = positions from the key cache,
// head by head. MIX takes columns = positions from the value cache and the softmax weights of each row's own head.
//
// Latency from issue to result: IssueToResult (7) cycles: memories, operands, products, sums of a group (none with one
// column: 6 cycles), sums of a row, shift, round.
`default_nettype none

module microgpt_matrix #(
  parameter int Streams = 1,
  parameter int TestDepth = 16,
  parameter int BusBits = 0,  // see microgpt_issue
  parameter int BusLatency = 0,
  localparam int Rows = microgpt_params::Rows,
  localparam int Cols = microgpt_params::Cols,
  localparam int Banks = microgpt_params::Banks,
  localparam int RawBits = microgpt_params::RawBits,
  localparam int ExpBits = microgpt_params::ExpBits,
  localparam int InstructionBits = microgpt_params::InstructionBits,
  localparam int KindBits = microgpt_params::KindBits,
  localparam int IndexBits = microgpt_params::IndexBits,
  localparam int PosBits = microgpt_params::PosBits,
  localparam int HeadBits = microgpt_params::HeadBits,
  localparam int TokenBits = microgpt_params::TokenBits,
  localparam int EmbdBits = microgpt_params::EmbdBits,
  localparam int PcBits = microgpt_params::PcBits,
  localparam int ShiftBits = microgpt_params::ShiftBits
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  // During the self-test: the shift of an instruction less MinShift.
  input wire logic shift_valid_i,
  input wire logic [PcBits-1:0] shift_pc_i,
  input wire logic [ShiftBits-1:0] shift_i,
  // Each stream's next instruction.
  input wire logic [Streams-1:0] pending_i,
  input wire logic [Streams-1:0] ready_i,
  input wire logic [Streams*InstructionBits-1:0] instruction_i,
  input wire logic [Streams*PosBits-1:0] pos_i,
  output logic [Streams-1:0] taken_o,
  // What is read now, what after it, and the operands one cycle later.
  output logic [KindBits-1:0] op_kind_o,
  output logic [IndexBits-1:0] op_index_o,
  output logic [IndexBits-1:0] op_tile_o,
  output logic [IndexBits-1:0] after_index_o,
  output logic [IndexBits-1:0] after_tile_o,
  // Whether there will be the operands of the next instruction's first group, of the group after this one, of this one.
  input wire logic [Streams-1:0] avail_first_i,
  input wire logic [Streams-1:0] avail_after_i,
  input wire logic [Streams-1:0] avail_this_i,
  input wire logic [Streams*Cols*16-1:0] vector_i,
  input wire logic [Streams*Banks*Cols*16-1:0] weights_i,
  // Exponents of the heads' sums of softmax weights.
  output logic [HeadBits-1:0] e_head_o,
  input wire logic [Streams*ExpBits-1:0] e_i,
  // Results (raw_o: without the clamp, but logits with it). One cycle before: whose, of which kind, index (if it is one
  // of x), head.
  output logic [Streams-1:0] early_valid_o,
  output logic [KindBits-1:0] early_kind_o,
  output logic [EmbdBits-1:0] early_index_o,
  output logic [HeadBits-1:0] early_head_o,
  output logic [IndexBits-1:0] index_o,
  output logic last_o,
  output logic [HeadBits-1:0] head_o,
  output logic [Cols*16-1:0] word_o,
  output logic [Cols*RawBits-1:0] raw_o,
  output logic clamped_o,
  // Where the first layer is in ROM: steps that begin, and the groups of q (with its key) and x (with its value) that
  // they start with, of one stream in a cycle.
  input wire logic [Streams-1:0] begin_i,
  input wire logic [Streams*TokenBits-1:0] begin_token_i,
  input wire logic [Streams*PosBits-1:0] begin_pos_i,
  output logic [Streams-1:0] start_valid_o,
  output logic start_second_o,
  output logic [EmbdBits-1:0] start_index_o,
  output logic [Cols*16-1:0] start_word_o,
  input wire logic test_i,
  input wire logic [$clog2(TestDepth+256)-1:0] test_addr_i,
  output logic [50:0] test_o
);
  localparam int BaseBits = microgpt_params::BaseBits;
  localparam int WidthBits = microgpt_params::WidthBits;
  localparam int TableBits = microgpt_params::TableBits;
  localparam int SumBits = microgpt_params::SumBits;
  localparam int MinShift = microgpt_params::MinShift;
  localparam int MaxShift = microgpt_params::MaxShift;
  localparam int HeadGroups = microgpt_params::HeadDim / Cols;
  localparam int Lanes = Rows * Cols;
  localparam int OwnerBits = Streams > 1 ? $clog2(Streams) : 1;
  localparam int StreamDepth = microgpt_params::Layers * 2 * microgpt_params::CacheLayerDepth;
  localparam int CacheDepth = Streams * StreamDepth;
  localparam int CacheBits = $clog2(CacheDepth);
  localparam logic [KindBits-1:0] Key = microgpt_params::KindKey, Value = microgpt_params::KindValue,
      Mix = microgpt_params::KindMix, Expand = microgpt_params::KindExpand, Head = microgpt_params::KindHead;

  // ---- Issue.
  logic go, first, end_tile, end_head;
  logic [PcBits-1:0] pc;
  logic [OwnerBits-1:0] owner;
  logic [HeadBits-1:0] head;
  logic [IndexBits-1:0] drain;
  logic [WidthBits-1:0] width;
  logic [TableBits-1:0] pick;
  logic [BaseBits-1:0] weight_addr;
  logic [CacheBits-1:0] cache_base, cache_addr;
  microgpt_issue #(
    .Streams(Streams), .CacheBits(CacheBits), .BusBits(BusBits), .BusLatency(BusLatency)
  ) u_issue (
    .clk_i, .rst_ni, .pending_i, .ready_i, .instruction_i, .pos_i, .taken_o,
    .avail_first_i, .avail_after_i, .avail_this_i,
    .go_o(go), .kind_o(op_kind_o), .width_o(width), .table_o(pick), .pc_o(pc), .owner_o(owner),
    .index_o(op_index_o), .tile_o(op_tile_o), .head_o(head), .first_o(first), .end_tile_o(end_tile),
    .end_head_o(end_head), .drain_o(drain),
    .after_index_o, .after_tile_o,
    .weight_addr_o(weight_addr), .cache_base_o(cache_base), .cache_addr_o(cache_addr)
  );

  // ---- What travels with the data: stages 1 (memories read), 2 (operands) and 3 (products). The last one of them that
  // is needed comes two cycles before the row's sum.
  localparam int Stages = Cols > 1 ? 3 : 2;
  localparam int TagBits = 4 + KindBits + PcBits + OwnerBits + HeadBits + IndexBits + CacheBits;
  logic [Stages*TagBits-1:0] tag_q;
  logic [TagBits-1:0] tag_d;
  logic [Stages-1:0] valid_q;
  logic [IndexBits-1:0] tile1;
  logic [WidthBits-1:0] width1;
  logic [TableBits-1:0] pick1;
  assign tag_d = {
    first,            // first of the tile
    end_tile,         // last of the tile
    end_head,         // last of the vector
    op_tile_o == '0,  // in the vector's first tile
    op_kind_o, pc, owner, head, drain, cache_base
  };
  always_ff @(posedge clk_i) begin
    valid_q <= {valid_q[Stages-2:0], go};
    tag_q <= {tag_q[0+:(Stages-1)*TagBits], tag_d};
    tile1 <= op_tile_o;
    width1 <= width;
    pick1 <= pick;
    if (!rst_ni) valid_q <= '0;
  end

  logic [KindBits-1:0] kind1, kind_e;
  logic [OwnerBits-1:0] owner1, owner_e;
  logic [IndexBits-1:0] left_e;
  logic [PcBits-1:0] unused_pc;
  logic [HeadBits-1:0] head_e;
  logic [CacheBits-1:0] base_e;
  logic first_e, end_tile_e, end_head_e, fresh_e, last_e;
  assign kind1 = tag_q[TagBits-5-:KindBits];
  assign owner1 = tag_q[CacheBits+IndexBits+HeadBits+:OwnerBits];
  assign {first_e, end_tile_e, end_head_e, fresh_e, kind_e, unused_pc, owner_e, head_e, left_e, base_e} =
      tag_q[(Stages-1)*TagBits+:TagBits];
  assign last_e = valid_q[Stages-1] && end_tile_e;

  logic [PcBits-1:0] pc_before;  // of the stage before
  logic [ShiftBits-1:0] shift_e;
  assign pc_before = tag_q[(Stages-2)*TagBits+CacheBits+IndexBits+HeadBits+OwnerBits+:PcBits];
  microgpt_ram #(.Width(ShiftBits), .Depth(microgpt_params::ProgramLength)) u_shifts (
    .clk_i, .we_i(shift_valid_i), .waddr_i(shift_pc_i), .wdata_i(shift_i), .raddr_i(pc_before), .rdata_o(shift_e)
  );

  // ---- Stage 1: memories. Stages 2 to 5: operands, products, sums. Writes to the cache come with the results below.
  logic [Lanes*16-1:0] weight_word, cache_word;
  logic [50:0] weights_test;
  logic [Cols*SumBits-1:0] held;
  logic result_key_q, result_value_q, write_key, write_value;
  logic [PosBits-1:0] write_pos;
  logic [IndexBits-1:0] write_index;
  logic [Cols*16-1:0] write_word;
  logic [CacheBits-1:0] result_base_q, write_base;
  microgpt_weights #(.TestDepth(TestDepth)) u_weights (
    .clk_i, .rst_ni, .addr_i(weight_addr), .width_i(width1), .table_i(pick1), .word_o(weight_word),
    .test_i, .test_addr_i, .test_o(weights_test)
  );
  microgpt_cache #(.Depth(CacheDepth), .Register(microgpt_params::FirstLayerDepth > 0)) u_cache (
    .clk_i, .key_i(write_key), .value_i(write_value), .base_i(write_base), .pos_i(write_pos), .index_i(write_index),
    .word_i(write_word), .raddr_i(cache_addr), .word_o(cache_word)
  );
  microgpt_multipliers u_multipliers (
    .clk_i, .kind_i(kind1), .tile_i(tile1), .weights_i(weight_word), .cache_i(cache_word),
    .vector_i(vector_i[owner1*Cols*16+:Cols*16]), .softmax_i(weights_i[owner1*Banks*Cols*16+:Banks*Cols*16]),
    .valid_i(valid_q[Stages-1]), .first_i(first_e), .last_i(last_e), .negate_i(kind_e == Mix), .held_o(held)
  );

  // ---- Results leave, Cols per cycle. What is known of a group here comes one cycle before the group itself is held.
  logic out_valid_q, out_end_q, mix_d;
  logic [KindBits-1:0] out_kind_q;
  logic [OwnerBits-1:0] out_owner_q;
  logic [IndexBits-1:0] out_index_q, out_left_q, out_step_q;
  logic [HeadBits-1:0] out_head_q;
  logic [CacheBits-1:0] out_base_q;
  logic [ShiftBits-1:0] out_shift_q, amount_q;
  assign mix_d = (last_e ? kind_e : out_kind_q) == Mix;
  always_ff @(posedge clk_i) begin
    // MIX: the head of the group. SCORE: the head of the tile.
    if (last_e && fresh_e) begin
      out_head_q <= head_e;
      out_step_q <= '0;
    end else if (mix_d && (last_e || out_left_q != '0)) begin
      out_step_q <= out_step_q + IndexBits'(1);
      if (out_step_q == IndexBits'(HeadGroups - 1)) begin
        out_step_q <= '0;
        out_head_q <= out_head_q + HeadBits'(1);
      end
    end
    if (last_e) begin
      out_valid_q <= 1'b1;
      out_owner_q <= owner_e;
      out_shift_q <= shift_e;
      out_kind_q <= kind_e;
      out_left_q <= left_e;
      out_end_q <= end_head_e;
      out_index_q <= fresh_e ? '0 : out_index_q + IndexBits'(1);
      out_base_q <= base_e;
    end else begin
      out_valid_q <= out_valid_q && out_left_q != '0;
      if (out_left_q != '0) begin
        out_left_q <= out_left_q - IndexBits'(1);
        out_index_q <= out_index_q + IndexBits'(1);
      end
    end
    amount_q <= out_kind_q == Mix ? ShiftBits'(32'(e_i[out_owner_q*ExpBits+:ExpBits]) - MinShift) : out_shift_q;
    if (!rst_ni) begin
      out_valid_q <= 1'b0;
      out_left_q <= '0;
    end
  end
  assign e_head_o = out_head_q;

  // ---- Stages 6 and 7: shift, round and clamp. Beyond the end of h and of the logits results are 0: there a table may
  // make anything of the codes 0.
  localparam bit Pads = microgpt_params::Tables > 0;
  localparam int HiddenEnd = (microgpt_params::Hidden - 1) % Cols + 1;
  localparam int VocabEnd = (microgpt_params::Vocab - 1) % Cols + 1;
  logic [Cols-1:0] beyond_s, clamped;
  for (genvar c = 0; c < Cols; c++) begin : gen_rescale
    microgpt_rescale #(.InW(SumBits), .OutW(RawBits), .MinShift(MinShift), .MaxShift(MaxShift)) u_rescale (
      .clk_i, .a_i(held[c*SumBits+:SumBits]), .amount_i(amount_q),
      .relu_i(kind_s == Expand), .clamp_i(kind_s == Head), .zero_i(beyond_s[c]),
      .raw_o(raw_o[c*RawBits+:RawBits]), .word_o(word_o[c*16+:16]), .clamped_o(clamped[c])
    );
  end
  assign clamped_o = clamped != '0;

  logic valid_h, valid_s, last_h, last_s;
  logic [KindBits-1:0] kind_h, kind_s;
  logic [OwnerBits-1:0] owner_h, owner_s, owner_y;
  logic [IndexBits-1:0] index_h, index_s;
  logic [HeadBits-1:0] head_h, head_s;
  logic [CacheBits-1:0] base_h, base_s;
  always_ff @(posedge clk_i) begin
    valid_h <= out_valid_q;
    kind_h <= out_kind_q;
    owner_h <= out_owner_q;
    index_h <= out_index_q;
    head_h <= out_head_q;
    last_h <= out_end_q && out_left_q == '0;
    base_h <= out_base_q;
    valid_s <= valid_h;
    kind_s <= kind_h;
    owner_s <= owner_h;
    index_s <= index_h;
    head_s <= head_h;
    last_s <= last_h;
    for (int c = 0; c < Cols; c++)
      beyond_s[c] <= Pads && last_h
          && ((kind_h == Expand && c >= HiddenEnd) || (kind_h == Head && c >= VocabEnd));
    base_s <= base_h;
    owner_y <= owner_s;
    index_o <= index_s;
    head_o <= head_s;
    last_o <= last_s;
    result_base_q <= base_s;
    result_key_q <= valid_s && kind_s == Key;
    result_value_q <= valid_s && kind_s == Value;
    if (!rst_ni) begin
      valid_h <= 1'b0;
      valid_s <= 1'b0;
    end
  end
  assign early_kind_o = kind_s;
  assign early_index_o = EmbdBits'(index_s);
  assign early_head_o = head_s;
  always_comb begin
    early_valid_o = '0;
    early_valid_o[owner_s] = valid_s;
  end

  // ---- What a step starts with.
  logic start_valid, start_writes;
  logic [OwnerBits-1:0] start_owner;
  logic [Cols*16-1:0] start_cached;  // key or value
  if (microgpt_params::FirstLayerDepth > 0) begin : gen_first_layer
    logic [18:0] first_layer_test;
    microgpt_first_layer #(.Streams(Streams), .TestDepth(TestDepth)) u_first_layer (
      .clk_i, .rst_ni, .begin_i, .token_i(begin_token_i), .pos_i(begin_pos_i),
      .valid_o(start_valid), .grant_i(start_writes), .owner_o(start_owner), .second_o(start_second_o),
      .index_o(start_index_o), .cached_o(start_cached), .word_o(start_word_o),
      .test_i, .test_addr_i, .test_o(first_layer_test)
    );
    assign test_o = weights_test ^ {32'd0, first_layer_test};
  end else begin : gen_no_first_layer
    logic unused;
    assign unused = ^{begin_i, begin_token_i, begin_pos_i};
    assign start_valid = 1'b0;
    assign start_owner = '0;
    assign start_second_o = 1'b0;
    assign start_index_o = '0;
    assign start_cached = '0;
    assign start_word_o = '0;
    assign test_o = weights_test;
  end

  // ---- Keys and values for the cache: results, which can't wait, before what a step starts with. One stream's step
  // starts when all results of the one before have left.
  logic result_writes;
  logic [OwnerBits-1:0] write_owner;
  assign result_writes = Streams > 1 && (result_key_q || result_value_q);
  assign start_writes = start_valid && !result_writes;
  always_comb begin
    start_valid_o = '0;
    start_valid_o[start_owner] = start_writes;
  end
  assign write_owner = start_writes ? start_owner : owner_y;
  assign write_pos = pos_i[write_owner*PosBits+:PosBits];
  assign write_key = start_writes ? !start_second_o : result_key_q;
  assign write_value = start_writes ? start_second_o : result_value_q;
  assign write_index = start_writes ? IndexBits'(start_index_o) : index_o;
  assign write_word = start_writes ? start_cached : word_o;
  always_comb begin
    write_base = result_base_q;
    for (int s = 0; s < Streams; s++)
      if (start_writes && 32'(start_owner) == s)
        write_base = start_second_o ? CacheBits'(s * StreamDepth + microgpt_params::CacheLayerDepth)
            : CacheBits'(s * StreamDepth);
  end

endmodule
`default_nettype wire
