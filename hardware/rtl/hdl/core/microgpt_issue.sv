// Which instruction runs, and which word and operand group it reads in this cycle (go_o).
//
// Per instruction, tile by tile of Rows rows: one word of weights (or of the cache) and one group of Cols operand
// values per cycle. An issue waits until the operand group that it needs has been written (avail_q: known one cycle
// before, for speed), and the last one of a tile until the results of the tile before have left.
//
// BusBits > 0 (simulation only) makes the weights come from an external memory: BusLatency cycles at the start of each
// matrix, then BusBits bits per cycle.
`default_nettype none

module microgpt_issue #(
  parameter int Streams = 1,
  parameter int CacheBits = 8,
  parameter int BusBits = 0,
  parameter int BusLatency = 0,
  localparam int OwnerBits = Streams > 1 ? $clog2(Streams) : 1,
  localparam int InstructionBits = microgpt_params::InstructionBits,
  localparam int KindBits = microgpt_params::KindBits,
  localparam int WidthBits = microgpt_params::WidthBits,
  localparam int TableBits = microgpt_params::TableBits,
  localparam int PcBits = microgpt_params::PcBits,
  localparam int BaseBits = microgpt_params::BaseBits,
  localparam int IndexBits = microgpt_params::IndexBits,
  localparam int PosBits = microgpt_params::PosBits,
  localparam int HeadBits = microgpt_params::HeadBits
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  // Each stream's next instruction, and whether there will be the operands of its first group, of the group after this
  // one, of this one.
  input wire logic [Streams-1:0] pending_i,
  input wire logic [Streams-1:0] ready_i,
  input wire logic [Streams*InstructionBits-1:0] instruction_i,
  input wire logic [Streams*PosBits-1:0] pos_i,
  output logic [Streams-1:0] taken_o,
  input wire logic [Streams-1:0] avail_first_i,
  input wire logic [Streams-1:0] avail_after_i,
  input wire logic [Streams-1:0] avail_this_i,
  // What is read now: group, tile, head; the first and the last group of a tile, the last one of a vector; and what
  // after it.
  output logic go_o,
  output logic [KindBits-1:0] kind_o,
  output logic [WidthBits-1:0] width_o,
  output logic [TableBits-1:0] table_o,
  output logic [PcBits-1:0] pc_o,
  output logic [OwnerBits-1:0] owner_o,
  output logic [IndexBits-1:0] index_o,
  output logic [IndexBits-1:0] tile_o,
  output logic [HeadBits-1:0] head_o,
  output logic first_o,
  output logic end_tile_o,
  output logic end_head_o,
  output logic [IndexBits-1:0] drain_o,  // groups of results that follow the tile's first one
  output logic [IndexBits-1:0] after_index_o,
  output logic [IndexBits-1:0] after_tile_o,
  // Where.
  output logic [BaseBits-1:0] weight_addr_o,
  output logic [CacheBits-1:0] cache_base_o,
  output logic [CacheBits-1:0] cache_addr_o
);
  localparam int Heads = microgpt_params::Heads;
  localparam int Layers = microgpt_params::Layers;
  localparam int Rows = microgpt_params::Rows;
  localparam int Cols = microgpt_params::Cols;
  localparam int LayerBits = microgpt_params::LayerBits;
  localparam int LastBits = microgpt_params::LastBits;
  localparam int RowShift = $clog2(Rows);
  localparam int ColShift = $clog2(Cols);
  localparam int EmbdGroups = microgpt_params::EmbdGroups;
  localparam int PosGroups = microgpt_params::PosGroups;
  localparam int HeadGroups = microgpt_params::HeadDim / Cols;
  localparam int CacheLayerDepth = microgpt_params::CacheLayerDepth;
  localparam logic [KindBits-1:0] Value = microgpt_params::KindValue, Score = microgpt_params::KindScore,
      Mix = microgpt_params::KindMix;

  // ---- Choice of the next instruction. Among more than two streams it takes a cycle of its own: of those that were
  // ready in the cycle before.
  logic active_q, go, end_tile, end_head, end_op, take;
  logic [OwnerBits-1:0] owner_q, choice_d, choice;
  logic [Streams-1:0] candidates;
  logic some_d, some;
  always_comb begin
    choice_d = owner_q;
    some_d = 1'b0;
    if (Streams == 1) begin
      some_d = pending_i[0];
    end else begin
      for (int i = Streams; i > 0; i--)
        if (candidates[(32'(owner_q) + i) % Streams]) begin
          choice_d = OwnerBits'((32'(owner_q) + i) % Streams);
          some_d = 1'b1;
        end
    end
  end
  if (Streams > 2) begin : gen_ahead
    assign candidates = pending_i & ready_i & ~taken_o;
    always_ff @(posedge clk_i) begin
      choice <= choice_d;
      some <= some_d;
      if (!rst_ni) some <= 1'b0;
    end
  end else begin : gen_not_ahead
    assign candidates = pending_i & ready_i;
    assign choice = choice_d;
    assign some = some_d;
  end
  assign take = some && (!active_q || (go && end_op));
  always_comb begin
    taken_o = '0;
    taken_o[choice] = take;
  end

  logic [KindBits-1:0] next_kind;
  logic [LayerBits-1:0] next_layer;
  logic [WidthBits-1:0] next_width;
  logic [TableBits-1:0] next_table;
  logic [PcBits-1:0] next_pc;
  logic [microgpt_params::TileBits-1:0] next_tiles;
  logic [microgpt_params::GroupBits-1:0] next_groups;
  logic [LastBits-1:0] next_last;
  logic [BaseBits-1:0] next_base;
  logic [PosBits-1:0] next_pos;
  assign {next_kind, next_layer, next_width, next_table, next_pc, next_tiles, next_groups, next_last, next_base} =
      instruction_i[choice*InstructionBits+:InstructionBits];
  assign next_pos = pos_i[choice*PosBits+:PosBits];

  // Keys of a layer, then its values.
  logic [CacheBits-1:0] next_cache;
  assign next_cache = CacheBits'(((32'(choice) * Layers + 32'(next_layer)) * 2
      + (next_kind == Mix || next_kind == Value ? 1 : 0)) * CacheLayerDepth);

  // ---- Issue.
  logic [KindBits-1:0] kind_q;
  logic [WidthBits-1:0] width_q;
  logic [TableBits-1:0] table_q;
  logic [PcBits-1:0] pc_q;
  logic [IndexBits-1:0] index_q, index_first_q, index_last_q;  // of the tile
  logic [IndexBits-1:0] tile_q, tile_last_q;
  logic [HeadBits-1:0] head_q, head_last_q;
  logic [IndexBits-1:0] drain_last_q, drain_n, drain_q;
  logic [BaseBits-1:0] weight_addr_q;
  logic [CacheBits-1:0] cache_base_q, cache_row_q;
  logic first_q, matrix, drained, bus_ok, avail_q;

  assign matrix = kind_q != Score && kind_q != Mix;
  assign end_tile = index_q == index_last_q;
  assign end_head = end_tile && tile_q == tile_last_q;
  assign end_op = end_head && head_q == head_last_q;
  assign drain_n = tile_q == tile_last_q ? drain_last_q : IndexBits'(Rows / Cols - 1);
  assign drained = drain_q == '0;
  assign go = active_q && avail_q && (!end_tile || drained) && (!matrix || bus_ok);
  // A head's first group follows the last one of the head before.
  assign after_index_o = end_tile && !end_head ? index_first_q : index_q + IndexBits'(1);
  assign after_tile_o = !end_tile ? tile_q : end_head ? '0 : tile_q + IndexBits'(1);

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
        head_q <= head_q + HeadBits'(1);
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
      width_q <= next_width;
      table_q <= next_table;
      pc_q <= next_pc;
      first_q <= 1'b1;
      index_q <= '0;
      tile_q <= '0;
      head_q <= '0;
      index_first_q <= '0;
      weight_addr_q <= next_base;
      index_last_q <= next_kind == Mix ? IndexBits'(32'(next_pos) >> ColShift) : IndexBits'(next_groups);
      tile_last_q <= next_kind == Score ? IndexBits'(32'(next_pos) >> RowShift) : IndexBits'(next_tiles);
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

  assign go_o = go;
  assign kind_o = kind_q;
  assign width_o = width_q;
  assign table_o = table_q;
  assign pc_o = pc_q;
  assign owner_o = owner_q;
  assign index_o = index_q;
  assign tile_o = tile_q;
  assign head_o = head_q;
  assign first_o = first_q;
  assign end_tile_o = end_tile;
  assign end_head_o = end_head;
  assign drain_o = drain_n;
  assign weight_addr_o = weight_addr_q;
  assign cache_base_o = cache_base_q;
  assign cache_addr_o = cache_row_q + CacheBits'(index_q);

  // ---- Throttle of the weights: none without a bus.
  if (BusBits > 0) begin : gen_bus
    function automatic int word_cycles(input logic [WidthBits-1:0] width);
      case (width)
        0: word_cycles = (Rows * Cols * 16 + BusBits - 1) / BusBits;
        1: word_cycles = (Rows * Cols * 8 + BusBits - 1) / BusBits;
        2: word_cycles = (Rows * Cols * 4 + BusBits - 1) / BusBits;
        3: word_cycles = (Rows * Cols * 3 + BusBits - 1) / BusBits;
        default: word_cycles = (Rows * Cols * 2 + BusBits - 1) / BusBits;
      endcase
    endfunction
    int wait_q;
    assign bus_ok = wait_q == 0;
    always_ff @(posedge clk_i) begin
      if (take) wait_q <= BusLatency + word_cycles(next_width) - 1;
      else if (go && matrix) wait_q <= word_cycles(width_q) - 1;
      else if (wait_q != 0) wait_q <= wait_q - 1;
      if (!rst_ni) wait_q <= 0;
    end
  end else begin : gen_no_bus
    assign bus_ok = 1'b1;
  end

endmodule
`default_nettype wire
