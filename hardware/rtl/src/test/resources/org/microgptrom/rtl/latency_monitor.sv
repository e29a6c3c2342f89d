// Beside microgpt_bench: prints the cycles between events of the circuit, "latency NAME CYCLES" each time.
`define CORE microgpt_bench.u_core
`define STREAM microgpt_bench.u_core.gen_unit[0].gen_stream[0].u_stream

module latency_monitor;
  localparam bit FirstLayer = microgpt_params::FirstLayerDepth > 0;
  logic clk;
  assign clk = microgpt_bench.clk;

  logic result_q, tile_result;
  int left;
  always @(posedge clk) begin
    result_q <= `CORE.gen_unit[0].u_matrix.early_valid_o != '0;
    if (result_q) left <= tile_result ? int'(tile_left[read]) : left - 1;
  end
  // How many groups follow the first one of each tile that was issued.
  int tile_left [1024];
  int write = 0, read = 0;
  logic issued;
  assign issued = `CORE.gen_unit[0].u_matrix.u_issue.go && `CORE.gen_unit[0].u_matrix.u_issue.end_tile;
  assign tile_result = result_q && (left == 0 || $isunknown(left));
  always @(posedge clk) begin
    if (issued) begin
      tile_left[write] <= int'(`CORE.gen_unit[0].u_matrix.u_issue.drain_n);
      write <= (write + 1) % 1024;
    end
    if (tile_result) read <= (read + 1) % 1024;
  end
  initial left = 0;

  logic first_x, first_scaled;
  assign first_x = `STREAM.x_valid && `STREAM.x_index == '0;
  assign first_scaled = `STREAM.scaled_index == '0;

  interval #("IssueToResult") u_issue_to_result (.clk, .from(issued), .to(tile_result));
  interval #("BeginToEmbedding") u_begin_to_embedding (
    .clk, .from(!FirstLayer && `STREAM.begin_o), .to(!FirstLayer && first_x && `STREAM.x_embed));
  interval #("BeginToFirstLayer") u_begin_to_first_layer (
    .clk, .from(FirstLayer && `STREAM.begin_o), .to(`STREAM.start_key && `STREAM.embed_index == '0));
  interval #("GroupToSquares") u_group_to_squares (
    .clk, .from(`STREAM.square && `STREAM.x_last), .to(`STREAM.root_request));
  interval #("SumToScalar") u_sum_to_root (
    .clk, .from(`STREAM.root_request), .to(`STREAM.r_valid && `STREAM.r_root));
  interval #("SumToScalar") u_sum_to_reciprocal (
    .clk, .from(`STREAM.weight_sum_valid && !`STREAM.weight_sum_logits), .to(`STREAM.r_valid && !`STREAM.r_root));
  interval #("RootToScaled") u_root_to_scaled (
    .clk, .from(`STREAM.r_valid && `STREAM.r_root), .to((`STREAM.n_valid || `STREAM.to_x) && first_scaled));
  interval #("ScaledToX") u_scaled_to_x (
    .clk, .from(`STREAM.to_x && first_scaled), .to(first_x && !`STREAM.x_embed && !added_q));
  logic add, added_q;
  assign add = `STREAM.project_q || `STREAM.contract_q;
  always @(posedge clk) added_q <= add;
  interval #("ResultToX") u_result_to_x (
    .clk, .from(add && `STREAM.index_i == '0), .to(first_x && added_q));
  interval #("ResultToScaled") u_mix_to_scaled (
    .clk, .from(`STREAM.mix_q && `STREAM.index_i == '0), .to(`STREAM.a_valid && first_scaled));
  interval #("ResultToScaled") u_logit_to_scaled (
    .clk, .from(`STREAM.draw_q && `STREAM.index_i == '0), .to(`STREAM.t_valid && first_scaled));
  interval #("LastToSoftmax") u_last_to_softmax (
    .clk, .from((`STREAM.score_q || `STREAM.t_valid) && `STREAM.softmax_last),
    .to(`STREAM.w_valid && `STREAM.w_first));
  interval #("SoftmaxToToken") u_softmax_to_token (
    .clk, .from(`STREAM.w_valid && `STREAM.w_last && `STREAM.w_logits), .to(`STREAM.drawn_valid));
endmodule

// Events in order: the first end belongs to the first begin that has none yet.
module interval #(parameter Name = "") (input wire clk, input wire from, input wire to);
  int now = 0, begun = 0, ended = 0;
  int begins [1024];
  always @(posedge clk) begin
    now <= now + 1;
    if (from === 1'b1) begin
      begins[begun % 1024] = now;
      begun = begun + 1;
    end
    if (to === 1'b1) begin
      if (ended == begun) $display("latency %s has an end without a begin", Name);
      else $display("latency %s %0d", Name, now - begins[ended % 1024]);
      ended = ended + 1;
    end
  end
endmodule
