// Softmax weights of one vector (a head's scores, or the scaled logits), Cols values per cycle: m = max s, d = m - s in
// units of 1/256 octave, w = 0 if (d >> 8) >= 16, else EXP2[d & 255] >> (d >> 8), unsigned, 2^15 is 1. With greedy_i, w
// is 2^15 where d = 0 and 0 elsewhere. Lanes outside mask_i count for neither.
//
// While one vector streams in and its maximum is tracked, the weights of the one before are computed (two banks of
// values). Latency: w_o of group 0 appears 5 cycles after the vector's last group; sum_o one cycle after w_last_o.
`default_nettype none

module microgpt_softmax #(
  parameter int Cols = 4,
  parameter int ValueBits = 20,
  parameter int Groups = 8,  // of the longest vector
  parameter int HeadBits = 2,
  parameter int SumBits = 20,
  parameter int TestDepth = 16,
  localparam int IndexBits = Groups > 1 ? $clog2(Groups) : 1
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  input wire logic valid_i,
  input wire logic first_i,
  input wire logic last_i,
  input wire logic logits_i,
  input wire logic greedy_i,
  input wire logic [HeadBits-1:0] head_i,
  input wire logic [IndexBits-1:0] index_i,
  input wire logic [Cols-1:0] mask_i,
  input wire logic [Cols*ValueBits-1:0] value_i,
  output logic w_valid_o,
  output logic w_first_o,
  output logic w_last_o,
  output logic w_logits_o,
  output logic [HeadBits-1:0] w_head_o,
  output logic [IndexBits-1:0] w_index_o,
  output logic [Cols*16-1:0] w_o,
  output logic early_scores_o,  // one cycle before: weights of scores, and the last ones
  output logic early_last_o,
  output logic sum_valid_o,
  output logic sum_logits_o,
  output logic [HeadBits-1:0] sum_head_o,
  output logic [SumBits-1:0] sum_o,
  input wire logic test_i,
  input wire logic [$clog2(TestDepth+256)-1:0] test_addr_i,
  output logic [18:0] test_o
);
  // Maximum of the groups so far: all pairs of a group are compared at once, the first of equals wins; then every lane
  // is compared with the maximum before, which the winner replaces if it is larger.
  logic signed [ValueBits-1:0] larger, max_q;
  logic valid_q, first_q, last_q, start_q;
  logic [Cols*ValueBits-1:0] value_q;
  logic [Cols-1:0] replaces;
  for (genvar c = 0; c < Cols; c++) begin : gen_compare
    logic [Cols-1:0] beats;
    logic wins_q;
    for (genvar o = 0; o < Cols; o++) begin : gen_other
      if (o == c) begin : gen_self
        assign beats[o] = 1'b1;
      end else if (o > c) begin : gen_later
        assign beats[o] =
            $signed(value_i[c*ValueBits+:ValueBits]) >= $signed(value_i[o*ValueBits+:ValueBits]) || !mask_i[o];
      end else begin : gen_earlier
        assign beats[o] =
            $signed(value_i[c*ValueBits+:ValueBits]) > $signed(value_i[o*ValueBits+:ValueBits]) || !mask_i[o];
      end
    end
    always_ff @(posedge clk_i) wins_q <= mask_i[c] && beats == '1;
    assign replaces[c] = wins_q && (first_q || $signed(value_q[c*ValueBits+:ValueBits]) > max_q);
  end
  always_comb begin
    larger = '0;
    for (int c = 0; c < Cols; c++) if (replaces[c]) larger = larger | value_q[c*ValueBits+:ValueBits];
  end
  always_ff @(posedge clk_i) begin
    value_q <= value_i;
    valid_q <= valid_i;
    first_q <= first_i;
    last_q <= valid_i && last_i;
    start_q <= last_q;
    if (valid_q && replaces != '0) max_q <= larger;
    if (!rst_ni) begin
      valid_q <= 1'b0;
      last_q <= 1'b0;
      start_q <= 1'b0;
    end
  end

  // The vector whose last group came in becomes the job.
  logic bank_q, job_bank_q, job_logits_q, job_greedy_q;
  logic [HeadBits-1:0] job_head_q;
  logic [IndexBits-1:0] job_last_q;
  logic [Cols-1:0] job_mask_q;
  // One cycle before the job starts: its own fields are still to come.
  logic next_bank_q, next_logits_q, next_greedy_q;
  logic [HeadBits-1:0] next_head_q;
  logic [IndexBits-1:0] next_last_q;
  logic [Cols-1:0] next_mask_q;
  always_ff @(posedge clk_i) begin
    if (valid_i && last_i) begin
      bank_q <= !bank_q;
      next_bank_q <= bank_q;
      next_logits_q <= logits_i;
      next_greedy_q <= greedy_i;
      next_head_q <= head_i;
      next_last_q <= index_i;
      next_mask_q <= mask_i;
    end
    if (last_q) begin
      job_bank_q <= next_bank_q;
      job_logits_q <= next_logits_q;
      job_greedy_q <= next_greedy_q;
      job_head_q <= next_head_q;
      job_last_q <= next_last_q;
      job_mask_q <= next_mask_q;
    end
    if (!rst_ni) bank_q <= 1'b0;
  end

  // Stage 0: group count_q of the job is read out; the maximum is max_q at the start, later its copy.
  logic busy_q, done;
  logic [IndexBits-1:0] count_q;
  logic signed [ValueBits-1:0] job_max_q, job_max;
  logic [Cols*ValueBits-1:0] value;
  logic active;
  logic [IndexBits-1:0] count;
  assign active = start_q || busy_q;
  assign count = start_q ? '0 : count_q;
  assign done = count == job_last_q;
  assign job_max = start_q ? max_q : job_max_q;
  always_ff @(posedge clk_i) begin
    if (active) begin
      count_q <= count + IndexBits'(1);
      busy_q <= !done;
    end
    if (start_q) job_max_q <= max_q;
    if (!rst_ni) busy_q <= 1'b0;
  end

  microgpt_ram #(.Width(Cols * ValueBits), .Depth(2 << IndexBits)) u_values (
    .clk_i, .we_i(valid_i), .waddr_i({bank_q, index_i}), .wdata_i(value_i),
    .raddr_i(last_q ? {next_bank_q, {IndexBits{1'b0}}} : {job_bank_q, count + IndexBits'(1)}), .rdata_o(value)
  );

  // Stage 1: distances. Stage 2: table. Stage 3: weights. With several columns the table is read in stage 1, and its
  // words, which come late in a cycle, go to registers in stage 2; a circuit of one column is slower and saves them.
  localparam bit Early = Cols > 1;
  logic [2:0] valid_s, first_s, last_s, logits_s;
  logic [3*HeadBits-1:0] head_s;
  logic [3*IndexBits-1:0] index_s;
  always_ff @(posedge clk_i) begin
    valid_s <= {valid_s[1:0], active};
    first_s <= {first_s[1:0], start_q};
    last_s <= {last_s[1:0], active && done};
    logits_s <= {logits_s[1:0], job_logits_q};
    head_s <= {head_s[0+:2*HeadBits], job_head_q};
    index_s <= {index_s[0+:2*IndexBits], count};
    if (!rst_ni) valid_s <= '0;
  end

  logic [Cols*19-1:0] tests;
  logic greedy_q;
  always_ff @(posedge clk_i) greedy_q <= job_greedy_q;
  for (genvar c = 0; c < Cols; c++) begin : gen_lane
    logic signed [ValueBits:0] distance, distance_q;
    logic masked_q, zero_q;
    logic [3:0] shift_q;
    logic [15:0] entry, entry_q, weight_q;
    assign distance = (ValueBits + 1)'(job_max) - (ValueBits + 1)'($signed(value[c*ValueBits+:ValueBits]));
    always_ff @(posedge clk_i) begin
      distance_q <= distance;
      masked_q <= done && !job_mask_q[c];
      entry_q <= entry;
      shift_q <= distance_q[11:8];
      zero_q <= masked_q || distance_q[ValueBits:12] != '0 || (greedy_q && distance_q != '0);
      weight_q <= zero_q ? '0 : (Early ? entry_q : entry) >> shift_q;
    end
    microgpt_rom #(
      .InitFile(microgpt_params::Exp2File), .Width(16), .Depth(microgpt_params::Exp2Depth),
      .TestDepth(TestDepth), .Turn(c)
    ) u_exp2 (
      .clk_i, .rst_ni, .addr_i(Early ? distance[7:0] : distance_q[7:0]), .data_o(entry),
      .test_i, .test_addr_i, .test_o(tests[c*19+:19])
    );
    assign w_o[c*16+:16] = weight_q;
  end
  always_comb begin
    test_o = '0;
    for (int c = 0; c < Cols; c++) test_o = test_o ^ tests[c*19+:19];
  end

  assign early_scores_o = valid_s[1] && !logits_s[1];
  assign early_last_o = last_s[1];
  assign w_valid_o = valid_s[2];
  assign w_first_o = first_s[2];
  assign w_last_o = last_s[2];
  assign w_logits_o = logits_s[2];
  assign w_head_o = head_s[2*HeadBits+:HeadBits];
  assign w_index_o = index_s[2*IndexBits+:IndexBits];

  // Stage 4: Z.
  logic [SumBits-1:0] group_sum;
  always_comb begin
    group_sum = w_first_o ? '0 : sum_o;
    for (int c = 0; c < Cols; c++) group_sum = group_sum + SumBits'(w_o[c*16+:16]);
  end
  always_ff @(posedge clk_i) begin
    if (w_valid_o) sum_o <= group_sum;
    sum_valid_o <= w_valid_o && w_last_o;
    sum_logits_o <= w_logits_o;
    sum_head_o <= w_head_o;
    if (!rst_ni) sum_valid_o <= 1'b0;
  end

endmodule
`default_nettype wire
