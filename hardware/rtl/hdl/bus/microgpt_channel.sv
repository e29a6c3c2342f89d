// Registers and FIFOs of one stream (docs/bus.md). An access takes one cycle: word_o and fault_o answer in the cycle of
// read_i or write_i, which takes effect at its end.
//
// What software could get wrong does not reach the core: a start while a sequence runs, a prompt token that the model
// does not have or for which there is no room is refused, which the status tells, and a prompt ends with the context.
`default_nettype none

module microgpt_channel #(
  parameter int PromptDepthBits = 4,
  parameter int TokenDepthBits = 4,
  localparam int PosBits = microgpt_params::PosBits,
  localparam int TokenBits = microgpt_params::TokenBits
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  // Access.
  input wire logic read_i,
  input wire logic write_i,
  input wire logic [2:0] register_i,
  input wire logic [31:0] data_i,
  input wire logic [3:0] strobes_i,
  output logic [31:0] word_o,
  output logic fault_o,
  // Reset and state of the core; interrupts.
  input wire logic clear_i,  // forget what there is
  input wire logic run_i,  // the core is not in reset
  input wire logic test_ok_i,
  input wire logic forget_i,  // that a sequence has ended
  output logic busy_o,
  output logic tokens_o,
  output logic ended_o,
  // Core.
  output logic start_o,
  output logic [15:0] scale_o,
  output logic [31:0] seed_o,
  output logic [PosBits-1:0] max_tokens_o,
  output logic prompt_valid_o,
  input wire logic prompt_ready_i,
  output logic [TokenBits-1:0] prompt_token_o,
  output logic prompt_last_o,
  input wire logic token_valid_i,
  output logic token_ready_o,
  input wire logic [TokenBits-1:0] token_i,
  input wire logic token_last_i,
  input wire logic [31:0] state_i,
  input wire logic busy_i,
  input wire logic saturated_i
);
  localparam int Context = microgpt_params::Context;
  localparam int Vocab = microgpt_params::Vocab;
  localparam logic [2:0] Status = 3'd0, Scale = 3'd1, Seed = 3'd2, MaxTokens = 3'd3, Prompt = 3'd4, Token = 3'd5,
      State = 3'd6;

  function automatic logic [31:0] merged(input logic [31:0] old, input logic [31:0] data, input logic [3:0] strobes);
    for (int b = 0; b < 4; b++) merged[8*b+:8] = strobes[b] ? data[8*b+:8] : old[8*b+:8];
  endfunction

  // ---- Configuration.
  logic [15:0] max_tokens_q;
  logic [31:0] old, new_word;
  always_comb begin
    case (register_i)
      Scale: old = 32'(scale_o);
      Seed: old = seed_o;
      default: old = 32'(max_tokens_q);
    endcase
  end
  assign new_word = merged(old, data_i, strobes_i);
  // More tokens than there can be are as good as all.
  assign max_tokens_o = |(max_tokens_q >> PosBits) ? {PosBits{1'b1}} : PosBits'(max_tokens_q);
  always_ff @(posedge clk_i) begin
    if (write_i && register_i == Scale) scale_o <= new_word[15:0];
    if (write_i && register_i == Seed) seed_o <= new_word;
    if (write_i && register_i == MaxTokens) max_tokens_q <= new_word[15:0];
    if (!rst_ni) begin
      scale_o <= '0;
      seed_o <= '0;
      max_tokens_q <= '0;
    end
  end

  // ---- Prompt.
  logic prompt_push, prompt_fits, prompt_room, prompt_valid, ends_prompt;
  logic [PosBits-1:0] written_q;  // tokens of the prompt that is being written
  logic [PromptDepthBits:0] prompt_count;
  assign prompt_fits = prompt_room && strobes_i == 4'hF && 32'(data_i[15:0]) < Vocab
      && written_q != PosBits'(Context);
  assign ends_prompt = data_i[31] || written_q == PosBits'(Context - 1);
  assign prompt_push = write_i && register_i == Prompt && prompt_fits;
  microgpt_fifo #(.Width(TokenBits + 1), .Bits(PromptDepthBits)) u_prompt (
    .clk_i, .rst_ni(rst_ni && !clear_i), .valid_i(prompt_push), .ready_o(prompt_room),
    .word_i({ends_prompt, data_i[TokenBits-1:0]}),
    .valid_o(prompt_valid), .ready_i(prompt_ready_i && run_i), .word_o({prompt_last_o, prompt_token_o}),
    .count_o(prompt_count)
  );
  assign prompt_valid_o = prompt_valid && run_i;

  // ---- Drawn tokens, each with the state of the generator.
  logic token_room, token_valid, pop;
  logic [TokenBits-1:0] token;
  logic token_last;
  logic [31:0] state, state_q;
  logic [TokenDepthBits:0] token_count;
  assign pop = read_i && register_i == Token && token_valid;
  assign token_ready_o = token_room;
  microgpt_fifo #(.Width(TokenBits + 33), .Bits(TokenDepthBits)) u_tokens (
    .clk_i, .rst_ni(rst_ni && !clear_i), .valid_i(token_valid_i && run_i), .ready_o(token_room),
    .word_i({state_i, token_last_i, token_i}),
    .valid_o(token_valid), .ready_i(pop), .word_o({state, token_last, token}), .count_o(token_count)
  );
  assign tokens_o = token_valid;

  // ---- Status.
  logic refused_q, starts, start_asked, was_busy_q, ran_q;  // ran_q: what the core says of a sequence is of one
  assign start_asked = write_i && register_i == Status && strobes_i[0] && data_i[0];
  assign starts = start_asked && test_ok_i && !busy_o;
  assign busy_o = start_o || ((busy_i || token_valid_i) && run_i);
  always_ff @(posedge clk_i) begin
    start_o <= starts;
    was_busy_q <= busy_o;
    if (starts) ran_q <= 1'b1;
    if (pop) state_q <= state;
    if (write_i && register_i == Status && strobes_i[0] && data_i[2]) refused_q <= 1'b0;
    if ((start_asked && !starts) || (write_i && register_i == Prompt && !prompt_fits)) refused_q <= 1'b1;
    if (prompt_push) written_q <= data_i[31] ? '0 : written_q + PosBits'(1);
    // What follows a prompt that the context has cut is refused, up to its end.
    if (write_i && register_i == Prompt && data_i[31] && strobes_i == 4'hF && written_q == PosBits'(Context))
      written_q <= '0;
    if (forget_i || starts) ended_o <= 1'b0;
    if (was_busy_q && !busy_o) ended_o <= 1'b1;
    if (!rst_ni || clear_i) begin
      start_o <= 1'b0;
      was_busy_q <= 1'b0;
      ran_q <= 1'b0;
      state_q <= '0;
      refused_q <= 1'b0;
      written_q <= '0;
      ended_o <= 1'b0;
    end
  end

  // ---- What is read.
  logic [7:0] free, drawn;
  logic [15:0] token_word;
  assign free = 8'(1 << PromptDepthBits) - 8'(prompt_count);
  assign drawn = 8'(token_count);
  assign token_word = 16'(token);
  always_comb begin
    fault_o = 1'b0;
    case (register_i)
      Status: word_o = {8'd0, free, drawn, 5'd0, refused_q, saturated_i && ran_q, busy_o};
      Scale, Seed, MaxTokens: word_o = old;
      Token: begin
        word_o = token_valid ? {1'b1, token_last, 14'd0, token_word} : 32'd0;
        fault_o = write_i;
      end
      State: begin
        word_o = state_q;
        fault_o = write_i;
      end
      default: begin
        word_o = 32'd0;
        fault_o = register_i != Prompt || read_i;
      end
    endcase
  end

endmodule
`default_nettype wire
