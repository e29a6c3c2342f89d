// The matrix unit: Rows x Cols multipliers that all streams share, the weight ROM that feeds them, and the key/value cache.
//
// It runs one instruction at a time: for each tile of Rows rows, one word of weights (or of the cache) and one group of Cols operand
// values per cycle; exact sums; then the Rows results leave in groups of Cols per cycle, rounded and shifted, while the next tile runs.
// Kinds QUERY to HEAD are matrices. SCORE takes rows = positions from the key cache, head by head. MIX takes columns = positions
// from the value cache and the (negated) softmax weights of each row's own head; the sign is undone by subtracting.
//
// An issue waits until the operand group that it needs has been written (avail_q: known one cycle before, for speed). Latency from
// issue to result: 7 cycles.
// Cache: one bank of 16 bits per lane. Keys: row = position mod Rows, lane = element mod Cols; values: row = element mod Rows,
// lane = position mod Cols: each is written in groups of Cols and read whole.
//
// BusBits > 0 (simulation only) makes the weights come from an external memory: BusLatency cycles at the start of each matrix, then
// BusBits bits per cycle.
`default_nettype none

module microgpt_matrix #(
  parameter int Streams = 1,
  parameter int RawBits = 20,
  parameter int Banks = 4,      // of softmax weights that one tile of MIX needs at once
  parameter int ExpBits = 6,
  parameter int TestBits = 16,
  parameter int BusBits = 0,
  parameter int BusLatency = 0,
  localparam int Rows = microgpt_params::Rows,
  localparam int Cols = microgpt_params::Cols,
  localparam int InstructionBits = microgpt_params::InstructionBits,
  localparam int IndexBits = microgpt_params::IndexBits,
  localparam int PosBits = microgpt_params::PosBits,
  localparam int HeadBits = microgpt_params::HeadBits,
  localparam int TileBits = IndexBits,
  localparam int EmbdBits = microgpt_params::EmbdBits
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  // Each stream's next instruction.
  input wire logic [Streams-1:0] pending_i,
  input wire logic [Streams-1:0] ready_i,
  input wire logic [Streams*InstructionBits-1:0] instruction_i,
  input wire logic [Streams*PosBits-1:0] pos_i,
  output logic [Streams-1:0] taken_o,
  // What is read now, what after it, and the operands one cycle later.
  output logic [3:0] op_kind_o,
  output logic [IndexBits-1:0] op_index_o,
  output logic [TileBits-1:0] op_tile_o,
  output logic [IndexBits-1:0] after_index_o,
  output logic [TileBits-1:0] after_tile_o,
  // Whether there will be the operands of the next instruction's first group, of the group after this one, of this one.
  input wire logic [Streams-1:0] avail_first_i,
  input wire logic [Streams-1:0] avail_after_i,
  input wire logic [Streams-1:0] avail_this_i,
  input wire logic [Streams*Cols*16-1:0] vector_i,
  input wire logic [Streams*Banks*Cols*16-1:0] weights_i,
  // Exponents of the heads' sums of softmax weights.
  output logic [HeadBits-1:0] e_head_o,
  input wire logic [Streams*ExpBits-1:0] e_i,
  // Results (raw_o: without the clamp, but logits with it); whose, of which kind, index (if it is one of x) and head one cycle before.
  output logic [Streams-1:0] early_valid_o,
  output logic [3:0] early_kind_o,
  output logic [EmbdBits-1:0] early_index_o,
  output logic [HeadBits-1:0] early_head_o,
  output logic [IndexBits-1:0] index_o,
  output logic last_o,
  output logic [HeadBits-1:0] head_o,
  output logic [Cols*16-1:0] word_o,
  output logic [Cols*RawBits-1:0] raw_o,
  output logic clamped_o,
  input wire logic test_i,
  input wire logic [TestBits-1:0] test_addr_i,
  output logic test_ok_o
);
  localparam int Embd = microgpt_params::Embd;
  localparam int Heads = microgpt_params::Heads;
  localparam int HeadDim = microgpt_params::HeadDim;
  localparam int Context = microgpt_params::Context;
  localparam int Layers = microgpt_params::Layers;
  localparam int LayerBits = microgpt_params::LayerBits;
  localparam int ShiftBits = microgpt_params::ShiftBits;
  localparam int MinShift = microgpt_params::MinShift;
  localparam int MaxShift = microgpt_params::MaxShift;
  localparam int AmountBits = MaxShift > MinShift ? $clog2(MaxShift - MinShift + 1) : 1;
  localparam int LastBits = microgpt_params::LastBits;
  localparam int BaseBits = microgpt_params::BaseBits;
  localparam int RowShift = $clog2(Rows);
  localparam int ColShift = $clog2(Cols);
  localparam int Lanes = Rows * Cols;
  localparam int OwnerBits = Streams > 1 ? $clog2(Streams) : 1;
  localparam int Terms = Embd > microgpt_params::Hidden ? Embd : microgpt_params::Hidden;
  localparam int AccBits = 32 + $clog2(Terms > Context ? Terms : Context);
  localparam int TreeBits = 32 + ColShift;

  // Sizes in groups and tiles.
  localparam int EmbdGroups = Embd / Cols;
  localparam int HeadGroups = HeadDim / Cols;
  localparam int EmbdTiles = (Embd + Rows - 1) / Rows;
  localparam int PosGroups = (Context + Cols - 1) / Cols;
  localparam int PosTiles = (Context + Rows - 1) / Rows;
  localparam int KeyWords = PosTiles * EmbdGroups;
  localparam int ValueWords = EmbdTiles * PosGroups;
  localparam int Half = KeyWords > ValueWords ? KeyWords : ValueWords;
  localparam int CacheDepth = Streams * Layers * 2 * Half;
  localparam int CacheBits = $clog2(CacheDepth);

  localparam logic [3:0] Key = 4'd1, Value = 4'd2, Score = 4'd3, Mix = 4'd4, Expand = 4'd6, Head = 4'd8;

  // ---- Choice of the next instruction.
  logic active_q, go, end_tile, end_head, end_op, take;
  logic [OwnerBits-1:0] owner_q, choice;
  logic some;
  always_comb begin
    choice = owner_q;
    some = 1'b0;
    if (Streams == 1) begin
      some = pending_i[0];
    end else begin
      for (int i = Streams; i > 0; i--)
        if (pending_i[(32'(owner_q) + i) % Streams] && ready_i[(32'(owner_q) + i) % Streams]) begin
          choice = OwnerBits'((32'(owner_q) + i) % Streams);
          some = 1'b1;
        end
    end
  end
  assign take = some && (!active_q || (go && end_op));
  always_comb begin
    taken_o = '0;
    taken_o[choice] = take;
  end

  logic [3:0] next_kind;
  logic [LayerBits-1:0] next_layer;
  logic [ShiftBits-1:0] next_shift;
  logic [microgpt_params::TileBits-1:0] next_tiles;
  logic [microgpt_params::GroupBits-1:0] next_groups;
  logic [LastBits-1:0] next_last;
  logic [BaseBits-1:0] next_base;
  logic [PosBits-1:0] next_pos;
  assign {next_kind, next_layer, next_shift, next_tiles, next_groups, next_last, next_base} =
      instruction_i[choice*InstructionBits+:InstructionBits];
  assign next_pos = pos_i[choice*PosBits+:PosBits];

  // Keys of a layer, then its values.
  logic [CacheBits-1:0] next_cache;
  assign next_cache = CacheBits'(((32'(choice) * Layers + 32'(next_layer)) * 2
      + (next_kind == Mix || next_kind == Value ? 1 : 0)) * Half);

  // ---- Issue.
  logic [3:0] kind_q;
  logic [ShiftBits-1:0] shift_q;
  logic [IndexBits-1:0] index_q, index_first_q, index_last_q;  // of the tile
  logic [TileBits-1:0] tile_q, tile_last_q;
  logic [HeadBits-1:0] op_head_q, head_last_q;
  logic [IndexBits-1:0] drain_last_q, drain_n, drain_q;
  logic [BaseBits-1:0] weight_addr_q;
  logic [CacheBits-1:0] cache_base_q, cache_row_q, cache_addr;
  logic first_q, matrix, drained, bus_ok, avail_q;

  assign matrix = kind_q != Score && kind_q != Mix;
  assign end_tile = index_q == index_last_q;
  assign end_head = end_tile && tile_q == tile_last_q;
  assign end_op = end_head && op_head_q == head_last_q;
  assign drain_n = tile_q == tile_last_q ? drain_last_q : IndexBits'(Rows / Cols - 1);
  assign drained = drain_q == '0;
  assign go = active_q && avail_q && (!end_tile || drained) && (!matrix || bus_ok);
  assign op_kind_o = kind_q;
  assign op_index_o = index_q;
  assign op_tile_o = tile_q;
  // A head's first group follows the last one of the head before.
  assign after_index_o = end_tile && !end_head ? index_first_q : index_q + IndexBits'(1);
  assign after_tile_o = !end_tile ? tile_q : end_head ? '0 : tile_q + TileBits'(1);
  assign cache_addr = cache_row_q + CacheBits'(index_q);

  always_ff @(posedge clk_i) begin
    if (go) begin
      weight_addr_q <= weight_addr_q + BaseBits'(1);
      first_q <= end_tile;
      index_q <= after_index_o;
      tile_q <= after_tile_o;
      if (end_tile) begin
        cache_row_q <= end_head ? cache_base_q
            : cache_row_q + (kind_q == Score ? CacheBits'(EmbdGroups) : CacheBits'(PosGroups));
      end
      if (end_head) begin
        op_head_q <= op_head_q + HeadBits'(1);
        index_first_q <= index_first_q + IndexBits'(HeadGroups);
        index_last_q <= index_last_q + IndexBits'(HeadGroups);
      end
      if (end_op) active_q <= 1'b0;
    end
    if (go && end_tile) drain_q <= drain_n;
    else if (!drained) drain_q <= drain_q - IndexBits'(1);
    avail_q <= take ? avail_first_i[choice] : go ? avail_after_i[owner_q] : avail_this_i[owner_q];
    if (take) begin
      active_q <= 1'b1;
      owner_q <= choice;
      kind_q <= next_kind;
      shift_q <= next_shift;
      first_q <= 1'b1;
      index_q <= '0;
      tile_q <= '0;
      op_head_q <= '0;
      index_first_q <= '0;
      weight_addr_q <= next_base;
      index_last_q <= next_kind == Mix ? IndexBits'(32'(next_pos) >> ColShift) : IndexBits'(next_groups);
      tile_last_q <= next_kind == Score ? TileBits'(32'(next_pos) >> RowShift) : TileBits'(next_tiles);
      head_last_q <= next_kind == Score ? HeadBits'(Heads - 1) : '0;
      drain_last_q <= next_kind == Score ? IndexBits'((32'(next_pos) % Rows) >> ColShift) : IndexBits'(next_last);
      cache_base_q <= next_cache;
      cache_row_q <= next_cache;
    end
    if (!rst_ni) begin
      active_q <= 1'b0;
      owner_q <= '0;
      drain_q <= '0;
    end
  end

  // Throttle of the weights: none without a bus.
  if (BusBits > 0) begin : gen_bus
    localparam int WordCycles = (Lanes * 16 + BusBits - 1) / BusBits;
    int wait_q;
    assign bus_ok = wait_q == 0;
    always_ff @(posedge clk_i) begin
      if (take) wait_q <= BusLatency + WordCycles - 1;
      else if (go && matrix) wait_q <= WordCycles - 1;
      else if (wait_q != 0) wait_q <= wait_q - 1;
      if (!rst_ni) wait_q <= 0;
    end
  end else begin : gen_no_bus
    assign bus_ok = 1'b1;
  end

  // ---- What travels with the data: stages 1 (memories read) to 3 (products).
  localparam int TagBits = 4 + 4 + ShiftBits + OwnerBits + HeadBits + IndexBits + TileBits + CacheBits;
  logic [3*TagBits-1:0] tag_q;
  logic [TagBits-1:0] tag3;
  logic [2:0] valid_q;
  logic [TagBits-1:0] tag_d;
  assign tag_d = {
    first_q,                           // first of the tile
    end_tile,                          // last of the tile
    end_head,                          // last of the vector
    tile_q == '0,                      // in the vector's first tile
    kind_q, shift_q, owner_q, op_head_q, drain_n, tile_q, cache_base_q
  };
  always_ff @(posedge clk_i) begin
    valid_q <= {valid_q[1:0], go};
    tag_q <= {tag_q[0+:2*TagBits], tag_d};
    if (!rst_ni) valid_q <= '0;
  end

  assign tag3 = tag_q[2*TagBits+:TagBits];
  logic [3:0] kind1;
  logic [OwnerBits-1:0] owner1;
  logic [TileBits-1:0] tile1;
  assign kind1 = tag_q[TagBits-5-:4];
  assign owner1 = tag_q[CacheBits+TileBits+IndexBits+HeadBits+:OwnerBits];
  assign tile1 = tag_q[CacheBits+:TileBits];

  // ---- Stage 1: memories.
  logic [Lanes*16-1:0] weight_word, cache_word;
  microgpt_rom #(
    .InitFile(microgpt_params::WeightsFile), .Width(Lanes * 16), .Depth(microgpt_params::WeightsDepth),
    .Signature(microgpt_params::WeightsSignature), .TestBits(TestBits)
  ) u_weights (
    .clk_i, .rst_ni, .addr_i(weight_addr_q), .data_o(weight_word), .test_i, .test_addr_i, .test_ok_o
  );

  // Writes to the cache come with the results below.
  logic write_key, write_value;
  logic [PosBits-1:0] write_pos;
  logic [CacheBits-1:0] write_base, key_addr, value_addr;
  assign key_addr = write_base + CacheBits'((32'(write_pos) >> RowShift) * EmbdGroups) + CacheBits'(index_o);
  assign value_addr = write_base + CacheBits'((32'(index_o) >> (RowShift - ColShift)) * PosGroups)
      + CacheBits'(32'(write_pos) >> ColShift);
  for (genvar r = 0; r < Rows; r++) begin : gen_row
    for (genvar c = 0; c < Cols; c++) begin : gen_col
      logic key_here, value_here;
      assign key_here = write_key && 32'(write_pos) % Rows == r;
      assign value_here = write_value && 32'(index_o) % (Rows / Cols) == r / Cols && 32'(write_pos) % Cols == c;
      microgpt_ram #(.Width(16), .Depth(CacheDepth), .Block(1'b1)) u_cache (
        .clk_i, .we_i(key_here || value_here), .waddr_i(write_key ? key_addr : value_addr),
        .wdata_i(write_key ? word_o[c*16+:16] : word_o[(r%Cols)*16+:16]),
        .raddr_i(cache_addr), .rdata_o(cache_word[(r*Cols+c)*16+:16])
      );
    end
  end

  // ---- Stage 2: operands. The softmax weights of a row are those of its head.
  logic [Lanes*16-1:0] a_q, b_q, mix;
  logic [Cols*16-1:0] vector;
  logic [Banks*Cols*16-1:0] softmax;
  assign vector = vector_i[owner1*Cols*16+:Cols*16];
  assign softmax = weights_i[owner1*Banks*Cols*16+:Banks*Cols*16];
  always_comb begin
    mix = '0;
    for (int r = 0; r < Rows; r++)
      for (int t = 0; t < EmbdTiles; t++)
        if (32'(tile1) == t && t * Rows + r < Embd)
          mix[r*Cols*16+:Cols*16] = softmax[(((t*Rows+r)/HeadDim)%Banks)*Cols*16+:Cols*16];
  end
  always_ff @(posedge clk_i) a_q <= kind1 == Score || kind1 == Mix ? cache_word : weight_word;
  // Each row has its own copy beside its multipliers: `keep` here has Yosys leave equal flip-flops apart.
  (* keep *)
  always_ff @(posedge clk_i) b_q <= kind1 == Mix ? mix : {Rows{vector}};

  // ---- Stage 3: products. Stage 4: sums of a group. Stage 5: sums of a row.
  logic last3, valid4_q, first4_q, last4_q, negate4_q;
  assign last3 = valid_q[2] && tag3[TagBits-2];
  always_ff @(posedge clk_i) begin
    valid4_q <= valid_q[2];
    first4_q <= tag3[TagBits-1];
    last4_q <= last3;
    negate4_q <= tag3[TagBits-5-:4] == Mix;
  end
  logic [Rows*AccBits-1:0] hold_q;
  for (genvar r = 0; r < Rows; r++) begin : gen_sum
    // `keep` of sums: Yosys 0.23 loses operands where it packs such a sum into an iCE40's multiplier.
    (* keep *) logic signed [31:0] product_q [Cols];
    (* keep *) logic signed [TreeBits-1:0] tree_d;
    logic signed [TreeBits-1:0] tree_q;
    logic signed [AccBits-1:0] term, sum, acc_q;
    always_comb begin
      tree_d = '0;
      for (int c = 0; c < Cols; c++) tree_d = tree_d + TreeBits'(product_q[c]);
    end
    assign term = AccBits'(tree_q);
    assign sum = (first4_q ? '0 : acc_q) + (negate4_q ? ~term : term) + AccBits'(negate4_q);
    always_ff @(posedge clk_i) begin
      for (int c = 0; c < Cols; c++)
        product_q[c] <= $signed(a_q[(r*Cols+c)*16+:16]) * $signed(b_q[(r*Cols+c)*16+:16]);
      tree_q <= tree_d;
      if (valid4_q) acc_q <= sum;
      if (last4_q) hold_q[r*AccBits+:AccBits] <= sum;
      else if (r + Cols < Rows) hold_q[r*AccBits+:AccBits] <= hold_q[((r+Cols)%Rows)*AccBits+:AccBits];
    end
  end

  // ---- Results leave, Cols per cycle. What is known of a group here comes one cycle before the group itself is in hold_q.
  logic out_valid_q, out_end_q, fresh3, mix_d;
  logic [3:0] out_kind_q, kind3;
  logic [OwnerBits-1:0] out_owner_q, owner3;
  logic [IndexBits-1:0] out_index_q, out_left_q, left3, out_step_q;
  logic [HeadBits-1:0] out_head_q, head3;
  logic [CacheBits-1:0] out_base_q;
  logic [ShiftBits-1:0] out_shift_q, shift3;
  logic [AmountBits-1:0] amount_q;
  assign {kind3, shift3, owner3, head3, left3} = tag3[TagBits-5-:4+ShiftBits+OwnerBits+HeadBits+IndexBits];
  assign fresh3 = tag3[TagBits-4];
  assign mix_d = (last3 ? kind3 : out_kind_q) == Mix;
  always_ff @(posedge clk_i) begin
    // MIX: the head of the group. SCORE: the head of the tile.
    if (last3 && fresh3) begin
      out_head_q <= head3;
      out_step_q <= '0;
    end else if (mix_d && (last3 || out_left_q != '0)) begin
      out_step_q <= out_step_q + IndexBits'(1);
      if (out_step_q == IndexBits'(HeadGroups - 1)) begin
        out_step_q <= '0;
        out_head_q <= out_head_q + HeadBits'(1);
      end
    end
    if (last3) begin
      out_valid_q <= 1'b1;
      out_owner_q <= owner3;
      out_shift_q <= shift3;
      out_kind_q <= kind3;
      out_left_q <= left3;
      out_end_q <= tag3[TagBits-3];
      out_index_q <= fresh3 ? '0 : out_index_q + IndexBits'(1);
      out_base_q <= tag3[CacheBits-1:0];
    end else begin
      out_valid_q <= out_valid_q && out_left_q != '0;
      if (out_left_q != '0) begin
        out_left_q <= out_left_q - IndexBits'(1);
        out_index_q <= out_index_q + IndexBits'(1);
      end
    end
    amount_q <= out_kind_q == Mix ? AmountBits'(32'(e_i[out_owner_q*ExpBits+:ExpBits]) - MinShift)
        : AmountBits'(32'($signed(out_shift_q)) - MinShift);
    if (!rst_ni) begin
      out_valid_q <= 1'b0;
      out_left_q <= '0;
    end
  end
  assign e_head_o = out_head_q;

  // ---- Stages 6 and 7: shift, round and clamp.
  logic [Cols-1:0] clamped;
  for (genvar c = 0; c < Cols; c++) begin : gen_rescale
    microgpt_rescale #(.InW(AccBits), .OutW(RawBits), .MinShift(MinShift), .MaxShift(MaxShift)) u_rescale (
      .clk_i, .a_i(hold_q[c*AccBits+:AccBits]), .amount_i(amount_q), .relu_i(kind_s == Expand), .clamp_i(kind_s == Head),
      .raw_o(raw_o[c*RawBits+:RawBits]), .word_o(word_o[c*16+:16]), .clamped_o(clamped[c])
    );
  end
  assign clamped_o = clamped != '0;

  logic valid_h, valid_s, last_h, last_s;
  logic [3:0] kind_h, kind_s;
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
    base_s <= base_h;
    owner_y <= owner_s;
    index_o <= index_s;
    head_o <= head_s;
    last_o <= last_s;
    write_base <= base_s;
    write_key <= valid_s && kind_s == Key;
    write_value <= valid_s && kind_s == Value;
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
  assign write_pos = pos_i[owner_y*PosBits+:PosBits];

endmodule
`default_nettype wire
