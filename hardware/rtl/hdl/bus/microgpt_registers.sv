// The circuit behind registers: the map of docs/bus.md, for a bus that reads or writes one word at a time. read_i or
// write_i is an access, and word_o and fault_o are its answer in the same cycle; it takes effect at the end of this
// cycle. A fault is an access that the map does not have, which does nothing. irq_o is high while an interrupt that is
// enabled is pending.
`default_nettype none

module microgpt_registers #(
  parameter int Streams = microgpt_params::Streams,
  parameter int Units = Streams == microgpt_params::Streams ? microgpt_params::Units : 1,
  parameter int PromptDepthBits = 4,  // the FIFOs of a stream hold 2 to the power of so many tokens; 1..7
  parameter int TokenDepthBits = 4,
  localparam int AddressBits = 9
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  input wire logic read_i,
  input wire logic write_i,
  input wire logic [AddressBits-1:2] address_i,
  input wire logic [31:0] data_i,
  input wire logic [3:0] strobes_i,
  output logic [31:0] word_o,
  output logic fault_o,
  output logic irq_o
);
  localparam int Cols = microgpt_params::Cols;
  localparam int PosBits = microgpt_params::PosBits;
  localparam int TokenBits = microgpt_params::TokenBits;
  localparam logic [31:0] Magic = 32'h5450476D;  // "mGPT"
  localparam logic [31:0] Version = 32'd1;

  // ---- Core. The FIFOs are emptied at once, the core is held in reset for some cycles.
  logic clear, run, core_done, core_ok, test_done, test_ok, tested_q;
  logic [2:0] reset_q;
  logic [Streams-1:0] start, prompt_valid, prompt_ready, prompt_last, token_valid, token_ready, token_last, core_busy;
  logic [Streams-1:0] saturated, logits_valid, step_done;
  logic [Streams*16-1:0] scale;
  logic [Streams*32-1:0] seed, state;
  logic [Streams*PosBits-1:0] max_tokens;
  logic [Streams*TokenBits-1:0] prompt_token, token;
  logic [Units*microgpt_params::IndexBits-1:0] logits_index;
  logic [Units*Cols*16-1:0] logits;
  logic [31:0] cycles;
  assign run = reset_q == '0;
  assign test_done = core_done && run;
  assign test_ok = core_ok && run;
  microgpt_core #(.Streams(Streams), .Units(Units)) u_core (
    .clk_i, .rst_ni(run), .test_done_o(core_done), .test_ok_o(core_ok), .start_i(start), .scale_i(scale),
    .seed_i(seed), .max_tokens_i(max_tokens), .prompt_valid_i(prompt_valid), .prompt_ready_o(prompt_ready),
    .prompt_token_i(prompt_token), .prompt_last_i(prompt_last), .token_valid_o(token_valid),
    .token_ready_i(token_ready), .token_o(token), .token_last_o(token_last), .state_o(state),
    .logits_valid_o(logits_valid), .logits_index_o(logits_index), .logits_o(logits), .step_done_o(step_done),
    .busy_o(core_busy), .saturated_o(saturated), .cycles_o(cycles)
  );
  logic unused;
  assign unused = &{1'b0, logits_valid, logits_index, logits, step_done};

  // ---- Streams: 32 bytes each from 0x40 on.
  logic [3:0] channel;
  logic [Streams-1:0] busy, tokens, ended, faults, forget;
  logic [Streams*32-1:0] words;
  assign channel = address_i[8:5];
  for (genvar s = 0; s < Streams; s++) begin : gen_channel
    logic mine;
    assign mine = channel == 4'(s + 2);
    microgpt_channel #(.PromptDepthBits(PromptDepthBits), .TokenDepthBits(TokenDepthBits)) u_channel (
      .clk_i, .rst_ni, .read_i(read_i && mine), .write_i(write_i && mine), .register_i(address_i[4:2]), .data_i,
      .strobes_i, .word_o(words[s*32+:32]), .fault_o(faults[s]), .clear_i(clear), .run_i(run), .test_ok_i(test_ok),
      .forget_i(forget[s]), .busy_o(busy[s]), .tokens_o(tokens[s]), .ended_o(ended[s]), .start_o(start[s]),
      .scale_o(scale[s*16+:16]), .seed_o(seed[s*32+:32]), .max_tokens_o(max_tokens[s*PosBits+:PosBits]),
      .prompt_valid_o(prompt_valid[s]), .prompt_ready_i(prompt_ready[s]),
      .prompt_token_o(prompt_token[s*TokenBits+:TokenBits]), .prompt_last_o(prompt_last[s]),
      .token_valid_i(token_valid[s]), .token_ready_o(token_ready[s]), .token_i(token[s*TokenBits+:TokenBits]),
      .token_last_i(token_last[s]), .state_i(state[s*32+:32]), .busy_i(core_busy[s]), .saturated_i(saturated[s])
    );
  end

  // ---- What all streams share.
  localparam logic [3:0] MagicAt = 4'd0, VersionAt = 4'd1, VocabAt = 4'd2, ContextAt = 4'd3, StreamsAt = 4'd4,
      ControlAt = 4'd5, StatusAt = 4'd6, EnableAt = 4'd7, PendingAt = 4'd8, CyclesAt = 4'd9;
  logic common, write_common, write_pending;
  logic [3:0] shared;
  logic [16:0] enable_q, pending;
  assign common = channel[3:1] == '0;
  assign shared = address_i[5:2];
  assign write_common = write_i && common;
  assign write_pending = write_common && shared == PendingAt;
  assign clear = write_common && shared == ControlAt && strobes_i[0] && data_i[0];
  assign forget = Streams'({8{write_pending && strobes_i[1]}} & data_i[15:8]);
  assign pending = {tested_q, 8'(ended), 8'(tokens)};
  logic done_q;
  always_ff @(posedge clk_i) begin
    if (!run) reset_q <= reset_q - 3'd1;
    done_q <= test_done;
    if (write_pending && strobes_i[2] && data_i[16]) tested_q <= 1'b0;
    if (test_done && !done_q) tested_q <= 1'b1;
    if (write_common && shared == EnableAt) begin
      if (strobes_i[0]) enable_q[7:0] <= data_i[7:0];
      if (strobes_i[1]) enable_q[15:8] <= data_i[15:8];
      if (strobes_i[2]) enable_q[16] <= data_i[16];
    end
    irq_o <= |(pending & enable_q);
    if (clear) begin
      reset_q <= '1;
      tested_q <= 1'b0;
    end
    if (!rst_ni) begin
      reset_q <= '1;
      done_q <= 1'b0;
      tested_q <= 1'b0;
      enable_q <= '0;
      irq_o <= 1'b0;
    end
  end

  // ---- What is read. A loop over streams in the process below keeps Icarus 11 busy for ever.
  logic [2:0] stream;
  logic [31:0] stream_word;
  logic stream_fault;
  assign stream = 3'(channel - 4'd2);
  assign stream_word = 32'(words >> {stream, 5'd0});
  assign stream_fault = 32'(channel) >= Streams + 2 || 1'(faults >> stream);
  always_comb begin
    word_o = common ? '0 : stream_word;
    fault_o = stream_fault;
    if (common) begin
      fault_o = write_i;
      case (shared)
        MagicAt: word_o = Magic;
        VersionAt: word_o = Version;
        VocabAt: word_o = microgpt_params::Vocab;
        ContextAt: word_o = microgpt_params::Context;
        StreamsAt: word_o = {8'd0, 8'(1 << PromptDepthBits), 8'(1 << TokenDepthBits), 8'(Streams)};
        ControlAt: fault_o = 1'b0;
        StatusAt: word_o = {29'd0, |busy, test_ok, test_done};
        EnableAt: begin
          word_o = 32'(enable_q);
          fault_o = 1'b0;
        end
        PendingAt: begin
          word_o = 32'(pending);
          fault_o = 1'b0;
        end
        CyclesAt: word_o = cycles;
        default: fault_o = 1'b1;
      endcase
    end
  end

endmodule
`default_nettype wire
