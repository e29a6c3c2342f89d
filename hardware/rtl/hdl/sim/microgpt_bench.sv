// Test bench for simulators: plays the sequences of +stimulus=FILE on the core and writes every event to +result=FILE;
// comparing is verify's job. docs/rtl.md describes both files. +wave=FILE dumps all signals; with MICROGPT_TRACE,
// +trace=FILE gets the words of every site. Ends with DONE, or TIMEOUT after a million cycles without an event.
// With MICROGPT_CLOCK the clock is a port, which a program drives; Verilator is faster without delays of its own.
`default_nettype none

module microgpt_bench
`ifdef MICROGPT_CLOCK
(
  input wire logic clk
)
`endif
;
  localparam int Streams = microgpt_params::Streams;
  localparam int Units = microgpt_params::Units;
`ifdef MICROGPT_BUS_BITS
  localparam int BusBits = `MICROGPT_BUS_BITS;
  localparam int BusLatency = `MICROGPT_BUS_LATENCY;
`else
  localparam int BusBits = 0;
  localparam int BusLatency = 0;
`endif
  localparam int Cols = microgpt_params::Cols;
  localparam int IndexBits = microgpt_params::IndexBits;
  localparam int PosBits = microgpt_params::PosBits;
  localparam int TokenBits = microgpt_params::TokenBits;
  localparam int Patience = 1000000;

`ifndef MICROGPT_CLOCK
  logic clk = 1'b0;
  always #5 clk = !clk;
`endif
  logic rst_n = 1'b0;
  logic test_done, test_ok;
  logic [Streams-1:0] start, prompt_valid, prompt_ready, prompt_last, token_valid, token_ready, token_last;
  logic [Streams-1:0] logits_valid, step_done, busy, saturated;
  logic [Streams*16-1:0] scale;
  logic [Streams*32-1:0] seed, state;
  logic [Streams*PosBits-1:0] max_tokens;
  logic [Streams*TokenBits-1:0] prompt_token, token;
  logic [Units*IndexBits-1:0] logits_index;
  logic [Units*Cols*16-1:0] logits;
  logic [31:0] cycles;

  microgpt_core
`ifndef MICROGPT_NETLIST
  #(.BusBits(BusBits), .BusLatency(BusLatency))
`endif
  u_core (
    .clk_i(clk), .rst_ni(rst_n), .test_done_o(test_done), .test_ok_o(test_ok),
    .start_i(start), .scale_i(scale), .seed_i(seed), .max_tokens_i(max_tokens),
    .prompt_valid_i(prompt_valid), .prompt_ready_o(prompt_ready), .prompt_token_i(prompt_token),
    .prompt_last_i(prompt_last), .token_valid_o(token_valid), .token_ready_i(token_ready), .token_o(token),
    .token_last_o(token_last), .state_o(state), .logits_valid_o(logits_valid), .logits_index_o(logits_index),
    .logits_o(logits), .step_done_o(step_done), .busy_o(busy), .saturated_o(saturated), .cycles_o(cycles)
  );

`ifdef MICROGPT_TRACE
  microgpt_trace u_trace ();
`endif

  string result_file, wave_file;
  int result = 0;
  int now = 0;
  int quiet = 0;
  int finished = 0;
  logic done_q = 1'b0;
  logic ready = 1'b0;

  initial begin
    if (!$value$plusargs("result=%s", result_file)) $fatal(1, "+result=FILE is missing");
    result = $fopen(result_file, "w");
    if ($value$plusargs("wave=%s", wave_file)) begin
      $dumpfile(wave_file);
      $dumpvars(0, u_core);
    end
  end

  always @(posedge clk) begin
    if (now == 3) rst_n <= 1'b1;
    done_q <= rst_n && test_done === 1'b1;
    if (done_q && !ready) begin
      if (test_ok === 1'b1) $fwrite(result, "SELFTEST ok\n");
      else $fwrite(result, "SELFTEST bad\n");
      ready <= 1'b1;
    end
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
    localparam int Unit = s / (Streams / Units);
    localparam int Draw = 100 + 2 * microgpt_params::Vocab;  // more cycles than from the last logits to the token
    localparam int Open = 0, Next = 1, Feed = 2, Settle = 3, Wait = 4, End = 5, Finished = 6;
    int phase = Open;
    int file, number, got, field, prompt, scale_in, seed_in, max_in, late_in, tokens_in, since, silent;

    logic waiting = 1'b0;
    logic [TokenBits+32:0] offer, offered;

    string stimulus_file;
    initial begin
      file = 0;
      if ($value$plusargs("stimulus=%s", stimulus_file)) file = $fopen(stimulus_file, "r");
      if (file == 0) $fatal(1, "+stimulus=FILE cannot be read");
      number = 0;
      late_in = 0;
      token_ready[s] = 1'b1;
      start[s] = 1'b0;
      prompt_valid[s] = 1'b0;
      prompt_last[s] = 1'b0;
    end

    always @(posedge clk) begin
      case (phase)
        // Reading `file` here keeps Verilator 5.006 from taking it for a local variable.
        Open: if (ready && file != 0) phase = Next;
        Next: begin
          // Line i is for stream i mod Streams.
          got = $fscanf(file, "%d %d %d %d %d", scale_in, seed_in, max_in, late_in, tokens_in);
          while (got == 5 && number != s) begin
            for (int i = 0; i < tokens_in; i++) got = $fscanf(file, "%d", field);
            number = number == Streams - 1 ? 0 : number + 1;
            got = $fscanf(file, "%d %d %d %d %d", scale_in, seed_in, max_in, late_in, tokens_in);
          end
          number = number == Streams - 1 ? 0 : number + 1;
          prompt = 0;
          if (got == 5) begin
            start[s] <= 1'b1;
            scale[s*16+:16] <= scale_in[15:0];
            seed[s*32+:32] <= seed_in;
            max_tokens[s*PosBits+:PosBits] <= max_in[PosBits-1:0];
            phase = Feed;
          end else begin
            $fclose(file);
            finished = finished + 1;
            phase = Finished;
          end
        end
        Feed: begin
          start[s] <= 1'b0;
          if (prompt == 0 || prompt_ready[s] === 1'b1) begin
            if (prompt == tokens_in) begin
              prompt_valid[s] <= 1'b0;
              phase = Settle;
            end else begin
              got = $fscanf(file, "%d", field);
              prompt = prompt + 1;
              prompt_valid[s] <= 1'b1;
              prompt_token[s*TokenBits+:TokenBits] <= field[TokenBits-1:0];
              prompt_last[s] <= prompt == tokens_in;
            end
          end
        end
        Settle: phase = Wait;
        Wait: if (busy[s] === 1'b0 && (!token_valid[s] || token_ready[s])) phase = End;
        End: begin
          $fwrite(result, "%0d E %b\n", s, saturated[s]);
          phase = Next;
        end
        default: phase = Finished;
      endcase
    end

    // A late host takes a token when the one after it has been drawn and waits too.
    always @(posedge clk) begin
      if (!token_valid[s] || token_ready[s]) silent = -1;
      else if (logits_valid[s]) silent = 0;
      else if (silent >= 0) silent = silent + 1;
      token_ready[s] <= late_in == 0 || silent == Draw || (token_valid[s] && token_last[s] && !token_ready[s]);
    end

    always @(posedge clk) begin
      if (start[s]) since <= now;
      if (logits_valid[s]) $fwrite(result, "%0d L %0d %h\n", s, logits_index[Unit*IndexBits+:IndexBits],
            logits[Unit*Cols*16+:Cols*16]);
      if (step_done[s]) begin
        $fwrite(result, "%0d P %0d\n", s, now - since);
        since <= now;
      end
      // A token stays as it is until it is taken.
      offer = {token[s*TokenBits+:TokenBits], state[s*32+:32], token_last[s]};
      if (waiting && (!token_valid[s] || offer !== offered)) $fwrite(result, "%0d withdrawn\n", s);
      if (token_valid[s] && !waiting) begin
        $fwrite(result, "%0d T %0d %h %b %0d\n", s, token[s*TokenBits+:TokenBits], state[s*32+:32], token_last[s],
            now - since);
        since <= now;
      end
      waiting = token_valid[s] && !token_ready[s];
      offered = offer;
    end
  end

endmodule
`default_nettype wire
