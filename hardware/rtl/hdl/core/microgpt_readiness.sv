// What the matrix unit may read in the next cycle: groups that are written at its begin or, where the memories forward
// them (microgpt_params::Forward), at its end. Results come in the program's order, so that q is there when the first k
// is.
`default_nettype none

module microgpt_readiness #(
  localparam int IndexBits = microgpt_params::IndexBits,
  localparam int HeadBits = microgpt_params::HeadBits,
  localparam int KindBits = microgpt_params::KindBits
) (
  input wire logic clk_i,
  input wire logic begin_i,
  // The stream's next instruction, and whether it is taken.
  input wire logic [KindBits-1:0] next_kind_i,
  input wire logic taken_i,
  // A group may be read from the next cycle on: of n or the last x, of k, of the softmax weights, of a, of h.
  input wire logic n_i,
  input wire logic k_i,
  input wire logic w_i,
  input wire logic w_last_i,
  input wire logic a_i,
  input wire logic h_i,
  // What is read now, and after it.
  input wire logic [KindBits-1:0] op_kind_i,
  input wire logic [IndexBits-1:0] op_index_i,
  input wire logic [IndexBits-1:0] op_tile_i,
  input wire logic [IndexBits-1:0] after_index_i,
  input wire logic [IndexBits-1:0] after_tile_i,
  output logic ready_o,
  output logic avail_first_o,
  output logic avail_after_o,
  output logic avail_this_o
);
  localparam bit FirstLayer = microgpt_params::FirstLayerDepth > 0;
  localparam int Embd = microgpt_params::Embd;
  localparam int Heads = microgpt_params::Heads;
  localparam int HeadDim = microgpt_params::HeadDim;
  localparam int Rows = microgpt_params::Rows;
  localparam int EmbdTiles = microgpt_params::EmbdTiles;
  localparam logic [KindBits-1:0] Query = microgpt_params::KindQuery, Score = microgpt_params::KindScore,
      Mix = microgpt_params::KindMix, Project = microgpt_params::KindProject,
      Expand = microgpt_params::KindExpand, Contract = microgpt_params::KindContract;

  // ---- Counts of written groups.
  logic [IndexBits-1:0] n_count_q, k_count_q, a_count_q, h_count_q, w_count_q;
  logic [HeadBits:0] heads_q;
  always_ff @(posedge clk_i) begin
    if (n_i) n_count_q <= n_count_q + IndexBits'(1);
    if (k_i) k_count_q <= k_count_q + IndexBits'(1);
    if (a_i) a_count_q <= a_count_q + IndexBits'(1);
    if (h_i) h_count_q <= h_count_q + IndexBits'(1);
    if (w_i) begin
      w_count_q <= w_last_i ? '0 : w_count_q + IndexBits'(1);
      if (w_last_i) heads_q <= heads_q + (HeadBits + 1)'(1);
    end
    if (begin_i || (taken_i && (next_kind_i == Project || next_kind_i == Contract))) n_count_q <= '0;
    if ((FirstLayer && begin_i) || (taken_i && next_kind_i == Query)) k_count_q <= '0;
    if (taken_i && next_kind_i == Score) begin
      a_count_q <= '0;
      w_count_q <= '0;
      heads_q <= '0;
    end
    if (taken_i && next_kind_i == Expand) h_count_q <= '0;
  end

  // ---- This group and the one after it.
  function automatic logic there(
      input logic [IndexBits-1:0] count, input logic write, input logic [IndexBits-1:0] index);
    there = count > index || (write && count == index);
  endfunction
  // The last head of a tile of MIX, the last one that it needs.
  function automatic logic [HeadBits-1:0] last_head(input logic [IndexBits-1:0] tile);
    last_head = '0;
    for (int t = 0; t < EmbdTiles; t++)
      if (32'(tile) == t) last_head = HeadBits'((t * Rows + Rows > Embd ? Embd - 1 : t * Rows + Rows - 1) / HeadDim);
  endfunction
  logic [IndexBits-1:0] op_count;
  logic op_write, after_there, this_there;
  logic [HeadBits:0] first_head, after_head, this_head;
  always_comb begin
    case (op_kind_i)
      Score: {op_write, op_count} = {k_i, k_count_q};
      Mix: {op_write, op_count} = {w_i, w_count_q};
      Project: {op_write, op_count} = {a_i, a_count_q};
      Contract: {op_write, op_count} = {h_i, h_count_q};
      default: {op_write, op_count} = {n_i, n_count_q};
    endcase
    first_head = {1'b0, last_head('0)};
    after_head = {1'b0, last_head(after_tile_i)};
    this_head = {1'b0, last_head(op_tile_i)};
  end
  assign after_there = there(op_count, op_write, after_index_i);
  assign this_there = there(op_count, op_write, op_index_i);
  assign avail_after_o = op_kind_i != Mix ? after_there
      : heads_q > after_head || (heads_q == after_head && after_there);
  assign avail_this_o = op_kind_i != Mix ? this_there
      : heads_q > this_head || (heads_q == this_head && this_there);

  // ---- The next instruction's first group.
  always_comb begin
    case (next_kind_i)
      Score: avail_first_o = k_i || k_count_q != '0;
      Mix: avail_first_o = heads_q > first_head || (heads_q == first_head && (w_i || w_count_q != '0));
      Project: avail_first_o = a_i || a_count_q != '0;
      Contract: avail_first_o = h_i || h_count_q != '0;
      default: avail_first_o = n_i || n_count_q != '0;
    endcase
  end
  // With several streams, a MIX that waits for more than its last head's weights would hold up the others.
  assign ready_o = next_kind_i != Mix ? avail_first_o
      : heads_q == (HeadBits + 1)'(Heads) || (heads_q == (HeadBits + 1)'(Heads - 1) && w_count_q != '0);

endmodule
`default_nettype wire
