// Tokens of one sequence in and out. A sequence starts with start_i; each prompt token begins a step, and so does each
// drawn token until one ends the sequence: BOS, the last one that was asked for, or the one that fills the context.
//
// A drawn token that the host does not take is held, while the step that it begins goes on. pos_next_o is pos_o one
// cycle early.
`default_nettype none

module microgpt_tokens #(
  localparam int PosBits = microgpt_params::PosBits,
  localparam int TokenBits = microgpt_params::TokenBits
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  // Host.
  input wire logic start_i,
  input wire logic [15:0] scale_i,
  input wire logic [PosBits-1:0] max_tokens_i,
  input wire logic prompt_valid_i,
  output logic prompt_ready_o,
  input wire logic [TokenBits-1:0] prompt_token_i,
  input wire logic prompt_last_i,
  output logic token_valid_o,
  input wire logic token_ready_i,
  output logic [TokenBits-1:0] token_o,
  output logic token_last_o,
  output logic [31:0] state_o,
  output logic step_done_o,
  output logic busy_o,
  // Sampler, and the last logits of a step.
  input wire logic drawn_valid_i,
  input wire logic [TokenBits-1:0] drawn_i,
  input wire logic [31:0] state_i,
  input wire logic last_logits_i,
  // Steps.
  output logic started_o,
  output logic [15:0] scale_o,
  output logic greedy_o,
  output logic sampling_o,
  output logic begin_o,
  output logic [TokenBits-1:0] begin_token_o,
  output logic [PosBits-1:0] pos_o,
  output logic [PosBits-1:0] pos_next_o
);
  localparam int Context = microgpt_params::Context;
  localparam int Vocab = microgpt_params::Vocab;
  localparam logic [1:0] Idle = 2'd0, Prompt = 2'd1, Run = 2'd2;

  logic [1:0] phase_q;
  logic [TokenBits-1:0] held_q, fresh_token;
  logic [PosBits-1:0] pos_q, max_tokens_q, generated_q;
  logic [15:0] scale_q;
  logic prompt_last_q, sampling_q, step_end, held_valid_q, fresh_valid, emit, ends, prompt_taken;
  assign started_o = phase_q == Idle && start_i;
  assign scale_o = scale_q;
  assign greedy_o = scale_q == '0;
  assign sampling_o = sampling_q;
  assign busy_o = phase_q != Idle;
  assign prompt_ready_o = phase_q == Prompt;
  assign prompt_taken = prompt_ready_o && prompt_valid_i;
  assign pos_o = pos_q;
  assign fresh_valid = drawn_valid_i || held_valid_q;
  assign fresh_token = held_valid_q ? held_q : drawn_i;
  assign emit = fresh_valid && (!token_valid_o || token_ready_i);
  assign ends = fresh_token == TokenBits'(Vocab - 1) || generated_q + PosBits'(1) == max_tokens_q
      || pos_q == PosBits'(Context - 1);
  assign begin_o = prompt_taken || (emit && !ends);
  assign begin_token_o = prompt_taken ? prompt_token_i : fresh_token;
  assign step_end = last_logits_i && !sampling_q;
  assign step_done_o = step_end;
  always_comb begin
    pos_next_o = pos_q;
    if (phase_q == Run && (step_end || emit)) pos_next_o = pos_q + PosBits'(1);
  end

  always_ff @(posedge clk_i) begin
    pos_q <= pos_next_o;
    held_valid_q <= fresh_valid && !emit;
    if (drawn_valid_i) held_q <= drawn_i;
    if (token_ready_i) token_valid_o <= 1'b0;
    if (prompt_taken) begin
      phase_q <= Run;
      prompt_last_q <= prompt_last_i;
      sampling_q <= prompt_last_i && max_tokens_q != '0;
    end
    if (emit) begin
      token_valid_o <= 1'b1;
      token_o <= fresh_token;
      state_o <= state_i;  // the next step may draw before this token is taken
      token_last_o <= ends;
      generated_q <= generated_q + PosBits'(1);
      if (ends) phase_q <= Idle;
    end
    if (step_end) phase_q <= prompt_last_q ? Idle : Prompt;
    if (started_o) begin
      phase_q <= Prompt;
      pos_q <= '0;
      generated_q <= '0;
      max_tokens_q <= max_tokens_i;
      scale_q <= scale_i;
    end
    if (!rst_ni) begin
      phase_q <= Idle;
      token_valid_o <= 1'b0;
      held_valid_q <= 1'b0;
      sampling_q <= 1'b0;
    end
  end

endmodule
`default_nettype wire
