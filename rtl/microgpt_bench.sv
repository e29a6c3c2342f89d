// Test bench for simulators: plays the sequences of +stimulus=FILE on the core and writes every event to +result=FILE; comparing is
// verify's job. docs/rtl.md describes both files. +wave=FILE dumps all signals. Ends with DONE, or TIMEOUT after a million
// cycles without an event.
`default_nettype none

module microgpt_bench;
`ifdef MICROGPT_STREAMS
  localparam int Streams = `MICROGPT_STREAMS;
`else
  localparam int Streams = 1;
`endif
`ifdef MICROGPT_BUS_BITS
  localparam int BusBits = `MICROGPT_BUS_BITS;
  localparam int BusLatency = `MICROGPT_BUS_LATENCY;
`else
  localparam int BusBits = 0;
  localparam int BusLatency = 0;
`endif
  localparam int Cols = microgpt_params::Cols;
  localparam int IndexBits = $clog2(microgpt_params::Hidden + microgpt_params::Context + microgpt_params::Vocab);
  localparam int PosBits = $clog2(microgpt_params::Context + 1);
  localparam int TokenBits = $clog2(microgpt_params::Vocab);
  localparam int Patience = 1000000;

  logic clk = 1'b0;
  logic rst_n = 1'b0;
  logic test_done, test_ok;
  logic [Streams-1:0] start, prompt_valid, prompt_ready, prompt_last, token_valid, token_last, logits_valid, step_done, busy, saturated;
  logic [Streams-1:0] token_ready = '1;
  logic [Streams*16-1:0] scale;
  logic [Streams*32-1:0] seed, state;
  logic [Streams*PosBits-1:0] max_tokens;
  logic [Streams*TokenBits-1:0] prompt_token, token;
  logic [IndexBits-1:0] logits_index;
  logic [Cols*16-1:0] logits;
  logic [31:0] cycles;

  always #5 clk = !clk;

  microgpt_core
`ifndef MICROGPT_NETLIST
  #(.Streams(Streams), .BusBits(BusBits), .BusLatency(BusLatency))
`endif
  u_core (
    .clk_i(clk), .rst_ni(rst_n), .test_done_o(test_done), .test_ok_o(test_ok), .start_i(start), .scale_i(scale), .seed_i(seed),
    .max_tokens_i(max_tokens), .prompt_valid_i(prompt_valid), .prompt_ready_o(prompt_ready), .prompt_token_i(prompt_token),
    .prompt_last_i(prompt_last), .token_valid_o(token_valid), .token_ready_i(token_ready), .token_o(token),
    .token_last_o(token_last), .state_o(state), .logits_valid_o(logits_valid), .logits_index_o(logits_index), .logits_o(logits),
    .step_done_o(step_done), .busy_o(busy), .saturated_o(saturated), .cycles_o(cycles)
  );

  string stimulus_file, result_file, wave_file;
  int result = 0;
  int now = 0;
  int quiet = 0;
  int finished = 0;
  logic ready = 1'b0;

  initial begin
    if (!$value$plusargs("stimulus=%s", stimulus_file)) $fatal(1, "+stimulus=FILE is missing");
    if (!$value$plusargs("result=%s", result_file)) $fatal(1, "+result=FILE is missing");
    result = $fopen(result_file, "w");
    if ($value$plusargs("wave=%s", wave_file)) begin
      $dumpfile(wave_file);
      $dumpvars(0, u_core);
    end
    repeat (4) @(posedge clk);
    rst_n <= 1'b1;
    do @(posedge clk); while (test_done !== 1'b1);
    @(posedge clk);
    if (test_ok === 1'b1) $fwrite(result, "SELFTEST ok\n");
    else $fwrite(result, "SELFTEST bad\n");
    ready = 1'b1;
  end

  always @(posedge clk) begin
    now <= now + 1;
    quiet <= logits_valid != '0 || !ready ? 0 : quiet + 1;
    if (quiet > Patience) begin
      $fwrite(result, "TIMEOUT\n");
      $fclose(result);
      $finish;
    end
    if (finished == Streams) begin
      $fwrite(result, "DONE %0d\n", now);
      $fclose(result);
      $finish;
    end
  end

  for (genvar s = 0; s < Streams; s++) begin : gen_stream
    int file, number, got, field, prompt, scale_in, seed_in, max_in, tokens_in, since;

    initial begin
      start[s] = 1'b0;
      prompt_valid[s] = 1'b0;
      prompt_last[s] = 1'b0;
      @(posedge ready);
      file = $fopen(stimulus_file, "r");
      number = 0;
      got = $fscanf(file, "%d %d %d %d", scale_in, seed_in, max_in, tokens_in);
      while (got == 4) begin
        if (number % Streams == s) begin
          @(posedge clk);
          start[s] <= 1'b1;
          scale[s*16+:16] <= scale_in[15:0];
          seed[s*32+:32] <= seed_in;
          max_tokens[s*PosBits+:PosBits] <= max_in[PosBits-1:0];
          @(posedge clk);
          start[s] <= 1'b0;
        end
        for (prompt = 0; prompt < tokens_in; prompt++) begin
          got = $fscanf(file, "%d", field);
          if (number % Streams == s) begin
            prompt_valid[s] <= 1'b1;
            prompt_token[s*TokenBits+:TokenBits] <= field[TokenBits-1:0];
            prompt_last[s] <= prompt == tokens_in - 1;
            @(posedge clk);
            while (prompt_ready[s] !== 1'b1) @(posedge clk);
            prompt_valid[s] <= 1'b0;
          end
        end
        if (number % Streams == s) begin
          @(posedge clk);
          while (busy[s] !== 1'b0) @(posedge clk);
          @(posedge clk);
          $fwrite(result, "%0d E %b\n", s, saturated[s]);
        end
        number++;
        got = $fscanf(file, "%d %d %d %d", scale_in, seed_in, max_in, tokens_in);
      end
      $fclose(file);
      @(posedge clk);
      finished = finished + 1;
    end

    always @(posedge clk) begin
      if (start[s]) since <= now;
      if (logits_valid[s]) $fwrite(result, "%0d L %0d %h\n", s, logits_index, logits);
      if (step_done[s]) begin
        $fwrite(result, "%0d P %0d\n", s, now - since);
        since <= now;
      end
      if (token_valid[s] && token_ready[s]) begin
        $fwrite(result, "%0d T %0d %h %b %0d\n", s, token[s*TokenBits+:TokenBits], state[s*32+:32], token_last[s], now - since);
        since <= now;
      end
    end
  end

endmodule
`default_nettype wire
