// Products of one sequence with what the scalar unit found, and with the temperature, rounded and shifted:
//   norm(x) = rs(x * r, NormShift + e/2) of the residual stream, which is read (pass_o) when 1/sqrt is there,
//   a = rs(b * r, 15) of the weighted sums of MIX, r being 1/Z of the group's own head,
//   the logits times the temperature's scale, as base-2 logarithms; as they are when greedy;
//   x * x, for microgpt_squares, where a precomputed first layer keeps new groups of x apart from all others.
//
// Latency: 3 cycles from a group to its product. e_o is the exponent of a head's sum of softmax weights.
`default_nettype none

module microgpt_scale #(
  localparam int Cols = microgpt_params::Cols,
  localparam int RawBits = microgpt_params::RawBits,
  localparam int IndexBits = microgpt_params::IndexBits,
  localparam int EmbdBits = microgpt_params::EmbdBits,
  localparam int HeadBits = microgpt_params::HeadBits,
  localparam int KindBits = microgpt_params::KindBits,
  localparam int ExpBits = microgpt_params::ExpBits,
  localparam int ScaleBits = microgpt_params::ScaleBits,
  localparam int ValueBits = 18  // of what is scaled, as a multiplier takes
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  input wire logic [ScaleBits-1:0] norm_amount_i,
  input wire logic [ScaleBits-1:0] temp_amount_i,
  input wire logic [15:0] scale_i,
  input wire logic greedy_i,
  // Scalar unit: of a sum of squares (root) or of a head's softmax weights.
  input wire logic root_request_i,
  input wire logic root_embed_i,
  input wire logic e_valid_i,
  input wire logic e_root_i,
  input wire logic [HeadBits-1:0] e_head_i,
  input wire logic [ExpBits-1:0] e_i,
  input wire logic r_valid_i,
  input wire logic r_root_i,
  input wire logic [HeadBits-1:0] r_head_i,
  input wire logic [15:0] r_i,
  input wire logic [HeadBits-1:0] read_head_i,
  output logic [ExpBits-1:0] e_o,
  // Matrix unit: one cycle before a result, and the result.
  input wire logic early_valid_i,
  input wire logic [KindBits-1:0] early_kind_i,
  input wire logic [HeadBits-1:0] early_head_i,
  input wire logic mix_i,
  input wire logic draw_i,
  input wire logic [IndexBits-1:0] index_i,
  input wire logic [Cols*ValueBits-1:0] value_i,
  // Residual stream.
  output logic pass_o,
  output logic [EmbdBits-1:0] pass_addr_o,
  input wire logic [Cols*16-1:0] x_i,
  // New groups of x, and their squares one cycle later.
  input wire logic square_i,
  input wire logic [Cols*16-1:0] new_x_i,
  output logic [Cols*32-1:0] square_o,
  // Products: norm(e) for the residual stream, norm(x), a, scaled logits.
  output logic to_x_o,
  output logic to_n_o,
  output logic to_a_o,
  output logic to_softmax_o,
  output logic early_n_o,  // one cycle before
  output logic early_a_o,
  output logic [IndexBits-1:0] index_o,
  output logic [Cols*16-1:0] word_o,
  output logic [Cols*RawBits-1:0] raw_o,
  output logic clamped_o
);
  localparam int Heads = microgpt_params::Heads;
  localparam int EmbdGroups = microgpt_params::EmbdGroups;
  localparam int ScaleMin = microgpt_params::ScaleMin;
  localparam int ScaleMax = microgpt_params::ScaleMax;
  localparam int GreedyShift = ScaleMin > 0 ? ScaleMin : 0;  // logits as they are: times 2^s, shifted by s
  localparam logic [KindBits-1:0] Mix = microgpt_params::KindMix, Head = microgpt_params::KindHead;

  // ---- What the scalar unit found.
  logic [ExpBits-1:0] head_e_q [Heads];
  logic [15:0] head_r_q [Heads];
  logic [15:0] norm_r_q;
  logic [ExpBits-1:0] norm_e_q;
  logic pass_early;
  assign pass_early = r_valid_i && r_root_i;
  always_ff @(posedge clk_i) begin
    if (e_valid_i && !e_root_i) head_e_q[e_head_i] <= e_i;
    if (e_valid_i && e_root_i) norm_e_q <= e_i;
    if (r_valid_i && !r_root_i) head_r_q[r_head_i] <= r_i;
    if (pass_early) norm_r_q <= r_i;
  end
  assign e_o = head_e_q[read_head_i];

  // ---- The pass over the residual stream.
  logic pass_q, pass_x_q;
  logic [EmbdBits-1:0] pass_addr_q, pass_index_q;
  assign pass_o = pass_early || pass_q;
  assign pass_addr_o = pass_addr_q;
  always_ff @(posedge clk_i) begin
    if (pass_o) pass_addr_q <= pass_addr_q + EmbdBits'(1);
    else pass_addr_q <= '0;
    pass_q <= pass_early || (pass_q && pass_index_q != EmbdBits'(EmbdGroups - 1));
    if (pass_early) pass_index_q <= '0;
    else pass_index_q <= pass_index_q + EmbdBits'(1);
    if (root_request_i) pass_x_q <= root_embed_i;
    if (!rst_ni) begin
      pass_q <= 1'b0;
      pass_addr_q <= '0;
    end
  end

  // ---- Factor and shift of a group.
  localparam logic [1:0] ToX = 2'd0, ToN = 2'd1, ToA = 2'd2, ToSoftmax = 2'd3;
  logic scaled_q;
  logic [1:0] to_d;
  logic [ScaleBits-1:0] amount_d, amount_q, draw_amount_q;
  logic [16:0] factor_q, draw_factor_q;
  always_comb begin
    to_d = pass_x_q ? ToX : ToN;
    amount_d = norm_amount_i + ScaleBits'(norm_e_q >> 1);
    if (mix_i) begin
      to_d = ToA;
      amount_d = ScaleBits'(microgpt_params::TableShift - ScaleMin);
    end
    if (draw_i) begin
      to_d = ToSoftmax;
      amount_d = draw_amount_q;
    end
  end
  always_ff @(posedge clk_i) begin
    scaled_q <= early_valid_i && (early_kind_i == Mix || early_kind_i == Head);
    draw_factor_q <= greedy_i ? 17'd1 << GreedyShift : {1'b0, scale_i};
    draw_amount_q <= greedy_i ? ScaleBits'(GreedyShift - ScaleMin) : temp_amount_i;
    factor_q <= {1'b0, pass_early ? r_i : norm_r_q};
    if (early_valid_i && early_kind_i == Mix)
      factor_q <= {1'b0, r_valid_i && !r_root_i && r_head_i == early_head_i ? r_i : head_r_q[early_head_i]};
    if (early_valid_i && early_kind_i == Head) factor_q <= draw_factor_q;
    amount_q <= amount_d;
  end

  // ---- Products.
  logic [Cols-1:0] clamp;
  for (genvar c = 0; c < Cols; c++) begin : gen_scale
    logic signed [ValueBits-1:0] value;
    logic signed [ValueBits+16:0] product;
    if (microgpt_params::FirstLayerDepth > 0) begin : gen_squares
      logic signed [16:0] factor;
      (* keep *) logic signed [ValueBits+16:0] product_q;  // as in microgpt_multipliers
      assign value = square_i ? ValueBits'($signed(new_x_i[c*16+:16]))
          : scaled_q ? $signed(value_i[c*ValueBits+:ValueBits]) : ValueBits'($signed(x_i[c*16+:16]));
      assign factor = square_i ? 17'($signed(new_x_i[c*16+:16])) : $signed(factor_q);
      always_ff @(posedge clk_i) product_q <= value * factor;
      assign product = product_q;
    end else begin : gen_no_squares
      logic signed [ValueBits+16:0] product_q;
      logic unused;
      assign unused = ^{square_i, new_x_i[c*16+:16]};
      assign value = scaled_q ? $signed(value_i[c*ValueBits+:ValueBits]) : ValueBits'($signed(x_i[c*16+:16]));
      always_ff @(posedge clk_i) product_q <= value * $signed(factor_q);
      assign product = product_q;
    end
    assign square_o[c*32+:32] = product[31:0];
    microgpt_rescale #(.InW(ValueBits + 17), .OutW(RawBits), .MinShift(ScaleMin), .MaxShift(ScaleMax)) u_rescale (
      .clk_i, .a_i(product), .amount_i(amount_q), .relu_i(1'b0), .clamp_i(1'b0), .zero_i(1'b0),
      .raw_o(raw_o[c*RawBits+:RawBits]), .word_o(word_o[c*16+:16]), .clamped_o(clamp[c])
    );
  end

  // ---- Where they go.
  logic [1:0] valid_q;
  logic [3:0] to_q;
  logic [3*IndexBits-1:0] index_q;
  always_ff @(posedge clk_i) begin
    valid_q <= {valid_q[0], pass_q || mix_i || draw_i};
    to_q <= {to_q[1:0], to_d};
    index_q <= {index_q[0+:2*IndexBits], pass_q ? IndexBits'(pass_index_q) : index_i};
    to_x_o <= valid_q[1] && to_q[3:2] == ToX;
    to_n_o <= early_n_o;
    to_a_o <= early_a_o;
    to_softmax_o <= valid_q[1] && to_q[3:2] == ToSoftmax;
    if (!rst_ni) valid_q <= '0;
  end
  assign early_n_o = valid_q[1] && to_q[3:2] == ToN;
  assign early_a_o = valid_q[1] && to_q[3:2] == ToA;
  assign index_o = index_q[2*IndexBits+:IndexBits];
  assign clamped_o = (to_x_o || to_n_o || to_a_o) && clamp != '0;

endmodule
`default_nettype wire
