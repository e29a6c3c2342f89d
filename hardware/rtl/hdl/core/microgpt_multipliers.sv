// Rows x Cols multipliers and the exact sums of their products: of a group, then of a row. At the end of a tile the
// first Cols of its Rows sums are in held_o, in each cycle that follows the next ones.
//
// MIX multiplies by negated softmax weights; the sign is undone by subtracting. A word and its operands come one cycle
// after they are issued; kind_i and tile_i belong to them; first_i, last_i and negate_i come one cycle before the group
// is added to the row's sum. Latency: 4 cycles from the operands to held_o, 3 with one column, where a group has
// nothing to add.
`default_nettype none

module microgpt_multipliers #(
  localparam int Rows = microgpt_params::Rows,
  localparam int Cols = microgpt_params::Cols,
  localparam int Banks = microgpt_params::Banks,
  localparam int IndexBits = microgpt_params::IndexBits,
  localparam int KindBits = microgpt_params::KindBits,
  localparam int SumBits = microgpt_params::SumBits
) (
  input wire logic clk_i,
  input wire logic [KindBits-1:0] kind_i,
  input wire logic [IndexBits-1:0] tile_i,
  input wire logic [Rows*Cols*16-1:0] weights_i,
  input wire logic [Rows*Cols*16-1:0] cache_i,
  input wire logic [Cols*16-1:0] vector_i,
  input wire logic [Banks*Cols*16-1:0] softmax_i,
  input wire logic valid_i,
  input wire logic first_i,  // of the tile
  input wire logic last_i,
  input wire logic negate_i,
  output logic [Cols*SumBits-1:0] held_o
);
  localparam int Embd = microgpt_params::Embd;
  localparam int HeadDim = microgpt_params::HeadDim;
  localparam int EmbdTiles = microgpt_params::EmbdTiles;
  localparam int TreeBits = 32 + $clog2(Cols);
  localparam logic [KindBits-1:0] Score = microgpt_params::KindScore, Mix = microgpt_params::KindMix;

  // ---- Operands. The softmax weights of a row are those of its head.
  logic [Rows*Cols*16-1:0] a_q, b_q, mix;
  always_comb begin
    mix = '0;
    for (int r = 0; r < Rows; r++)
      for (int t = 0; t < EmbdTiles; t++)
        if (32'(tile_i) == t && t * Rows + r < Embd)
          mix[r*Cols*16+:Cols*16] = softmax_i[(((t*Rows+r)/HeadDim)%Banks)*Cols*16+:Cols*16];
  end
  always_ff @(posedge clk_i) a_q <= kind_i == Score || kind_i == Mix ? cache_i : weights_i;
  // Each row has its own copy beside its multipliers: `keep` here has Yosys leave equal flip-flops apart.
  (* keep *)
  always_ff @(posedge clk_i) b_q <= kind_i == Mix ? mix : {Rows{vector_i}};

  // ---- Products, sums of a group, sums of a row.
  logic valid_q, first_q, last_q, negate_q;
  logic [Rows*SumBits-1:0] hold_q;
  always_ff @(posedge clk_i) begin
    valid_q <= valid_i;
    first_q <= first_i;
    last_q <= last_i;
    negate_q <= negate_i;
  end
  for (genvar r = 0; r < Rows; r++) begin : gen_sum
    // `keep` of sums: Yosys 0.23 loses operands where it packs such a sum into an iCE40's multiplier.
    (* keep *) logic signed [31:0] product_q [Cols];
    (* keep *) logic signed [TreeBits-1:0] tree_d;
    logic signed [TreeBits-1:0] tree_q;
    logic signed [SumBits-1:0] term, sum, sum_q;
    always_comb begin
      tree_d = '0;
      for (int c = 0; c < Cols; c++) tree_d = tree_d + TreeBits'(product_q[c]);
    end
    if (Cols > 1) begin : gen_tree
      always_ff @(posedge clk_i) tree_q <= tree_d;
    end else begin : gen_no_tree
      assign tree_q = tree_d;
    end
    assign term = SumBits'(tree_q);
    assign sum = (first_q ? '0 : sum_q) + (negate_q ? ~term : term) + SumBits'(negate_q);
    always_ff @(posedge clk_i) begin
      for (int c = 0; c < Cols; c++)
        product_q[c] <= $signed(a_q[(r*Cols+c)*16+:16]) * $signed(b_q[(r*Cols+c)*16+:16]);
      if (valid_q) sum_q <= sum;
      if (last_q) hold_q[r*SumBits+:SumBits] <= sum;
      else if (r + Cols < Rows) hold_q[r*SumBits+:SumBits] <= hold_q[((r+Cols)%Rows)*SumBits+:SumBits];
    end
  end
  assign held_o = hold_q[0+:Cols*SumBits];

endmodule
`default_nettype wire
