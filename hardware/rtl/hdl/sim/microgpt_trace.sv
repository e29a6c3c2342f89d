// Simulation only, in microgpt_bench compiled with MICROGPT_TRACE: +trace=FILE gets the words of every site of
// docs/arithmetic.md in stream 0. One line per group: stream, site, layer (-1 outside), group, cycle, words. It reads
// the circuit's own signals, so that nothing of it is in the circuit.
`default_nettype none

module microgpt_trace #(
  localparam int EmbdGroups = microgpt_params::EmbdGroups,
  localparam int PosGroups = microgpt_params::PosGroups,
  localparam int Heads = microgpt_params::Heads,
  localparam int FirstLayer = microgpt_params::FirstLayerDepth > 0 ? 1 : 0
);
`define STREAM microgpt_bench.u_core.gen_unit[0].gen_stream[0].u_stream
`define MATRIX microgpt_bench.u_core.gen_unit[0].u_matrix
  logic value_q;
  always_ff @(posedge `STREAM.clk_i)
    value_q <= `STREAM.early_valid_i && `STREAM.early_kind_i == microgpt_params::KindValue;

  string trace_file;
  int trace, cycle, norms, adds, queries, keys, values, scores, mixes, hiddens;
  initial begin
    trace = 0;
    cycle = 0;
    if ($value$plusargs("trace=%s", trace_file)) trace = $fopen(trace_file, "w");
  end

  // Of the matrix unit's results in this cycle.
  int index, scaled_index;
  logic last, add, scaled_last;
  assign index = 32'(`STREAM.index_i);
  assign last = `STREAM.last_i;
  assign add = `STREAM.project_q || `STREAM.contract_q;
  assign scaled_index = 32'(`STREAM.scaled_index);
  assign scaled_last = scaled_index == EmbdGroups - 1;

  always @(posedge `STREAM.clk_i) begin
    cycle <= cycle + 1;
    if (`STREAM.begin_o) begin
      norms = FirstLayer;
      adds = 0;
      queries = FirstLayer;
      keys = FirstLayer;
      values = FirstLayer;
      scores = 0;
      mixes = 0;
      hiddens = 0;
    end
    if (trace != 0) begin
      if (`STREAM.x_valid && `STREAM.x_embed)
        $fwrite(trace, "0 %s -1 %0d %0d %h\n", FirstLayer != 0 ? "residual" : "embedding", `STREAM.x_index, cycle,
            `STREAM.x);
      if (`STREAM.start_valid_i) begin
        if (`STREAM.start_second_i)
          $fwrite(trace, "0 v 0 %0d %0d %h\n", `STREAM.start_index_i, cycle, `MATRIX.start_cached);
        else begin
          $fwrite(trace, "0 q 0 %0d %0d %h\n", `STREAM.start_index_i, cycle, `STREAM.start_word_i);
          $fwrite(trace, "0 k 0 %0d %0d %h\n", `STREAM.start_index_i, cycle, `MATRIX.start_cached);
        end
      end
      if (`STREAM.to_x) $fwrite(trace, "0 norm -1 %0d %0d %h\n", scaled_index, cycle, `STREAM.scaled_word);
      if (`STREAM.u_residual.shifted_valid)
        $fwrite(trace, "0 residual -1 %0d %0d %h\n", `STREAM.u_residual.shifted_index_q, cycle,
            `STREAM.u_residual.shifted);
      if (`STREAM.n_valid)
        $fwrite(trace, "0 norm %0d %0d %0d %h\n", norms / 2, scaled_index, cycle, `STREAM.scaled_word);
      if (`STREAM.query_q) $fwrite(trace, "0 q %0d %0d %0d %h\n", queries, index, cycle, `STREAM.word_i);
      if (`STREAM.key_q) $fwrite(trace, "0 k %0d %0d %0d %h\n", keys, index, cycle, `STREAM.word_i);
      if (value_q) $fwrite(trace, "0 v %0d %0d %0d %h\n", values, index, cycle, `STREAM.word_i);
      if (`STREAM.score_q)
        $fwrite(trace, "0 score %0d %0d %0d %h\n", scores / Heads, 32'(`STREAM.head_i) * PosGroups + index, cycle,
            `STREAM.raw_i);
      if (`STREAM.a_valid)
        $fwrite(trace, "0 attention %0d %0d %0d %h\n", mixes, scaled_index, cycle, `STREAM.scaled_word);
      if (add) begin
        if (`STREAM.project_q) $fwrite(trace, "0 projection %0d %0d %0d %h\n", adds / 2, index, cycle, `STREAM.word_i);
        else $fwrite(trace, "0 mlp %0d %0d %0d %h\n", adds / 2, index, cycle, `STREAM.word_i);
        $fwrite(trace, "0 residual %0d %0d %0d %h\n", adds / 2, index, cycle, `STREAM.u_residual.sums);
      end
      if (`STREAM.expand_q) $fwrite(trace, "0 hidden %0d %0d %0d %h\n", hiddens, index, cycle, `STREAM.word_i);
      if (`STREAM.head_q) $fwrite(trace, "0 logits -1 %0d %0d %h\n", index, cycle, `STREAM.word_i);
    end
    if (`STREAM.n_valid && scaled_last) norms = norms + 1;
    if (`STREAM.a_valid && scaled_last) mixes = mixes + 1;
    if (add && last) adds = adds + 1;
    if (`STREAM.query_q && last) queries = queries + 1;
    if (`STREAM.key_q && last) keys = keys + 1;
    if (value_q && last) values = values + 1;
    if (`STREAM.score_q && last) scores = scores + 1;
    if (`STREAM.expand_q && last) hiddens = hiddens + 1;
  end
`undef STREAM
`undef MATRIX

endmodule
`default_nettype wire
