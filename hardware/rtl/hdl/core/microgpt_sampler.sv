// Draws a token from softmax weights w, Cols per cycle, or takes the first one of weight above 0 (greedy, see
// microgpt_softmax): xorshift32 steps once per draw, threshold = ((state >>> 8) * Z) >> 24, and the token is the lowest
// v with w_0 + ... + w_v > threshold. Latency after the last weights: 5 cycles (7 with one column), and with more
// than 8 groups one per group of the token's piece up to its own.
`default_nettype none

module microgpt_sampler #(
  parameter int Cols = 4,
  parameter int Groups = 7,
  parameter int SumBits = 20,
  parameter int TokenBits = 5,
  localparam int IndexBits = Groups > 1 ? $clog2(Groups) : 1
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  input wire logic seed_valid_i,
  input wire logic [31:0] seed_i,
  input wire logic greedy_i,
  input wire logic w_valid_i,
  input wire logic w_first_i,
  input wire logic w_last_i,
  input wire logic [IndexBits-1:0] w_index_i,
  input wire logic [Cols*16-1:0] w_i,
  output logic token_valid_o,
  output logic [TokenBits-1:0] token_o,
  output logic [31:0] state_o
);
  // Cumulative sums of a group, then of all groups.
  logic [Cols*SumBits-1:0] prefix_d, prefix_q, cumulative;
  logic [SumBits-1:0] base_q;
  logic valid_q, first_q, last_q;
  logic [IndexBits-1:0] index_q;
  always_comb begin
    for (int c = 0; c < Cols; c++) begin
      prefix_d[c*SumBits+:SumBits] = SumBits'(w_i[c*16+:16]);
      if (c > 0)
        prefix_d[c*SumBits+:SumBits] = SumBits'(w_i[c*16+:16]) + prefix_d[(c > 0 ? c - 1 : 0)*SumBits+:SumBits];
    end
    for (int c = 0; c < Cols; c++)
      cumulative[c*SumBits+:SumBits] = (first_q ? '0 : base_q) + prefix_q[c*SumBits+:SumBits];
  end
  always_ff @(posedge clk_i) begin
    prefix_q <= prefix_d;
    valid_q <= w_valid_i;
    first_q <= w_first_i;
    last_q <= w_valid_i && w_last_i;
    index_q <= w_index_i;
    if (valid_q) base_q <= cumulative[(Cols-1)*SumBits+:SumBits];
    if (!rst_ni) begin
      valid_q <= 1'b0;
      last_q <= 1'b0;
    end
  end

  // The generator.
  logic [31:0] state_q, x1, x2;
  assign x1 = state_q ^ {state_q[18:0], 13'd0};
  assign x2 = x1 ^ {17'd0, x1[31:17]};
  always_ff @(posedge clk_i) begin
    if (seed_valid_i) state_q <= seed_i;
    else if (w_valid_i && w_first_i && !greedy_i) state_q <= x2 ^ {x2[26:0], 5'd0};
  end
  assign state_o = state_q;

  // Threshold.
  logic start_q;
  logic [SumBits-1:0] threshold;
  if (Cols > 1) begin : gen_beside
    // Of each group's sum as it comes: (state >>> 8) * Z is the sum of its products with them. The factor goes in two
    // halves, which suit a multiplier.
    localparam int GroupSumBits = 16 + $clog2(Cols);
    logic accumulate_q, accumulate_first_q, accumulated_q;
    (* keep *) logic [GroupSumBits-1:0] group_sum_q;  // a copy beside the multipliers
    (* keep *) logic [GroupSumBits+11:0] low_q, high_q;
    logic [SumBits+23:0] product_q;
    always_ff @(posedge clk_i) begin
      group_sum_q <= GroupSumBits'(prefix_d[(Cols-1)*SumBits+:SumBits]);
      low_q <= (GroupSumBits + 12)'(group_sum_q) * (GroupSumBits + 12)'(state_q[19:8]);
      high_q <= (GroupSumBits + 12)'(group_sum_q) * (GroupSumBits + 12)'(state_q[31:20]);
      accumulate_q <= valid_q;
      accumulate_first_q <= first_q;
      accumulated_q <= last_q;
      start_q <= accumulated_q;
      if (accumulate_q)
        product_q <= (accumulate_first_q ? '0 : product_q) + (SumBits + 24)'(low_q)
            + ((SumBits + 24)'(high_q) << 12);
      if (greedy_i) product_q <= '0;
      if (!rst_ni) begin
        accumulated_q <= 1'b0;
        start_q <= 1'b0;
      end
    end
    assign threshold = product_q[SumBits+23:24];
  end else begin : gen_after
    // Of Z, which is base_q at the end: two cycles later, in less logic. The lower half of the factor comes first.
    logic [2:0] phase_q;
    logic [11:0] factor_q;
    logic [SumBits+11:0] partial_q;
    logic [SumBits+12:0] product_q;
    always_ff @(posedge clk_i) begin
      phase_q <= {phase_q[1:0], last_q};
      factor_q <= last_q ? state_q[19:8] : state_q[31:20];
      partial_q <= (SumBits + 12)'(base_q) * (SumBits + 12)'(factor_q);
      if (phase_q[1]) product_q <= (SumBits + 13)'(partial_q);
      if (phase_q[2]) product_q <= (product_q >> 12) + (SumBits + 13)'(partial_q);
      if (greedy_i) product_q <= '0;
      start_q <= phase_q[2];
      if (!rst_ni) begin
        phase_q <= '0;
        start_q <= 1'b0;
      end
    end
    assign threshold = product_q[SumBits+11:12];
  end

  // Search: at most MaxPieces pieces by their last sums at once, then the groups of one piece, one per cycle.
  localparam int MaxPieces = microgpt_params::SearchPieces;
  localparam int PieceShift = $clog2((Groups + MaxPieces - 1) / MaxPieces);
  localparam int Pieces = (Groups + (1 << PieceShift) - 1) >> PieceShift;
  logic [Pieces*SumBits-1:0] ends_q;
  logic [IndexBits-1:0] read, read_q, group_q;
  logic [Cols*SumBits-1:0] sums;
  logic compare_q;
  logic found;
  logic [TokenBits-1:0] lane;
  always_ff @(posedge clk_i)
    for (int p = 0; p < Pieces; p++)
      if (valid_q && 32'(index_q) >> PieceShift == p)
        ends_q[p*SumBits+:SumBits] <= cumulative[(Cols-1)*SumBits+:SumBits];
  always_comb begin
    read = read_q;
    if (start_q) begin
      read = '0;
      for (int p = 0; p < Pieces - 1; p++)
        if (ends_q[p*SumBits+:SumBits] <= threshold) read = IndexBits'((p + 1) << PieceShift);
    end
  end
  microgpt_ram #(.Width(Cols * SumBits), .Depth(1 << IndexBits)) u_sums (
    .clk_i, .we_i(valid_q), .waddr_i(index_q), .wdata_i(cumulative), .raddr_i(read), .rdata_o(sums)
  );
  always_comb begin
    found = 1'b0;
    lane = '0;
    for (int c = Cols - 1; c >= 0; c--)
      if (sums[c*SumBits+:SumBits] > threshold) begin
        found = 1'b1;
        lane = TokenBits'(c);
      end
  end
  always_ff @(posedge clk_i) begin
    compare_q <= start_q || (compare_q && !found);
    read_q <= read + IndexBits'(1);
    group_q <= read;
    token_valid_o <= compare_q && found;
    token_o <= TokenBits'(group_q) * TokenBits'(Cols) + lane;
    if (!rst_ni) begin
      compare_q <= 1'b0;
      token_valid_o <= 1'b0;
    end
  end

endmodule
`default_nettype wire
