// Carries out what the host asks for (docs/board.md): keeps a START while the next frame comes in, checks its tokens,
// resets the core, which tests its ROMs, and feeds it the prompt. The frame comes from a memory, to the other half of
// which the next one is written, half_o. A request ends whatever runs, but not within an answer: sending_i holds it
// off. A line feed is the request for a text from BOS.
`default_nettype none

module microgpt_command #(
  parameter logic [15:0] TextScale = '0,
  parameter int LengthBits = 6,
  localparam int PosBits = microgpt_params::PosBits,
  localparam int TokenBits = microgpt_params::TokenBits
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  // Received.
  output logic half_o,  // the one that is written to; the other is read
  output logic reading_o,
  output logic [LengthBits-1:0] index_o,
  input wire logic [7:0] byte_i,  // a cycle after its index
  input wire logic frame_i,
  input wire logic [7:0] kind_i,
  input wire logic [LengthBits-1:0] length_i,
  input wire logic line_feed_i,
  input wire logic [31:0] chance_i,  // the seed of a text, if nothing else has seeded the generator
  // Answers.
  input wire logic sending_i,
  output logic identify_o,
  output logic status_o,
  output logic error_o,
  output logic [2:0] error_code_o,
  output logic [7:0] sequence_o,
  output logic text_o,
  output logic running_o,  // tokens of this sequence may be sent
  output logic ended_o,
  input wire logic finished_i,
  // Core.
  output logic core_rst_no,
  input wire logic test_done_i,
  input wire logic test_ok_i,
  input wire logic busy_i,
  input wire logic token_valid_i,
  output logic start_o,
  output logic [15:0] scale_o,
  output logic [31:0] seed_o,
  output logic [PosBits-1:0] max_tokens_o,
  output logic prompt_valid_o,
  input wire logic prompt_ready_i,
  output logic [TokenBits-1:0] prompt_token_o,
  output logic prompt_last_o
);
  localparam logic [7:0] Identify = 8'h01, Start = 8'h02, Reset = 8'h03;
  localparam logic [2:0] UnknownKind = 3'd2, WrongLength = 3'd3, WrongToken = 3'd4, TestFailed = 3'd5;
  localparam int Header = 9;  // bytes of a START before its tokens
  localparam int Vocab = microgpt_params::Vocab;
  localparam logic [2:0] Idle = 3'd0, Settle = 3'd1, Test = 3'd2, Read = 3'd3, Go = 3'd4, Feed = 3'd5, Run = 3'd6;

  logic half_q, fetched_q, text_q, is_reset_q, wrong_q;
  logic [LengthBits-1:0] index_q, length_q;
  logic [2:0] phase_q;
  logic [2:0] reset_q;
  logic [8*7-1:0] header_q;  // sequence, scale, seed
  logic [PosBits-1:0] max_tokens_q;
  logic [7:0] low_q;
  logic seeded_q, high, last, accepted, fits;
  logic [15:0] token;
  assign half_o = half_q;
  assign reading_o = phase_q == Read || phase_q == Feed;
  assign index_o = index_q;
  assign token = {byte_i, low_q};
  assign high = !index_q[0];  // the second byte of a token: tokens begin at byte 9
  assign last = index_q == length_q - LengthBits'(1);
  assign fits = length_i[0] && length_i > LengthBits'(Header);
  assign accepted = frame_i && ((kind_i == Start && fits) || (kind_i == Reset && length_i == '0));

  assign sequence_o = header_q[7:0];
  assign scale_o = header_q[23:8];
  assign seed_o = header_q[55:24];
  assign max_tokens_o = max_tokens_q;
  assign text_o = text_q;
  assign running_o = phase_q == Feed || phase_q == Run;
  assign ended_o = phase_q == Run && !busy_i && !token_valid_i;
  assign core_rst_no = reset_q == '0;
  assign start_o = phase_q == Go;
  assign prompt_valid_o = phase_q == Feed && (text_q || (fetched_q && high));
  assign prompt_token_o = text_q ? TokenBits'(Vocab - 1) : TokenBits'(token);
  assign prompt_last_o = text_q || last;

  always_ff @(posedge clk_i) begin
    identify_o <= frame_i && kind_i == Identify && length_i == '0;
    status_o <= 1'b0;
    error_o <= 1'b0;
    if (reset_q != '0) reset_q <= reset_q - 3'd1;
    fetched_q <= phase_q == Read || phase_q == Feed;
    case (phase_q)
      Settle:
        if (!sending_i) begin
          phase_q <= Test;
          reset_q <= '1;
        end
      Test:
        if (reset_q == '0 && test_done_i) begin
          index_q <= '0;
          wrong_q <= 1'b0;
          status_o <= is_reset_q;
          phase_q <= is_reset_q ? Idle : text_q ? Go : Read;
          if (text_q) begin
            header_q <= {seeded_q ? 32'd0 : chance_i | 32'd1, TextScale, 8'd0};
            max_tokens_q <= '1;
          end
          if (!test_ok_i && !is_reset_q) begin
            error_o <= 1'b1;
            error_code_o <= TestFailed;
            phase_q <= Idle;
          end
        end
      Read:
        if (fetched_q) begin
          fetched_q <= 1'b0;
          index_q <= index_q + LengthBits'(1);
          low_q <= byte_i;
          if (index_q < LengthBits'(7)) header_q <= {byte_i, header_q[55:8]};
          else if (index_q < LengthBits'(Header)) begin
            // More tokens than there can be are as good as all.
            if (index_q[0]) max_tokens_q <= PosBits'(byte_i);
            else max_tokens_q <= |({byte_i, low_q} >> PosBits) ? {PosBits{1'b1}} : PosBits'({byte_i, low_q});
          end
          else if (high && token >= 16'(Vocab)) wrong_q <= 1'b1;
          if (last) begin
            index_q <= LengthBits'(Header);
            phase_q <= Go;
            if (wrong_q || token >= 16'(Vocab)) begin
              error_o <= 1'b1;
              error_code_o <= WrongToken;
              phase_q <= Idle;
            end
          end
        end
      Go: begin
        seeded_q <= seeded_q || seed_o != '0;
        phase_q <= Feed;
      end
      Feed:
        if (prompt_valid_o) begin
          if (prompt_ready_i) begin
            fetched_q <= 1'b0;
            index_q <= index_q + LengthBits'(1);
            if (prompt_last_o) phase_q <= Run;
          end
        end else if (fetched_q) begin
          fetched_q <= 1'b0;
          low_q <= byte_i;
          index_q <= index_q + LengthBits'(1);
        end
      Run: if (ended_o && finished_i) phase_q <= Idle;
      default: fetched_q <= 1'b0;
    endcase
    if (frame_i && !accepted && kind_i != Identify) begin
      error_o <= 1'b1;
      error_code_o <= kind_i == Start || kind_i == Reset ? WrongLength : UnknownKind;
    end
    if (frame_i && kind_i == Identify && length_i != '0) begin
      error_o <= 1'b1;
      error_code_o <= WrongLength;
    end
    if (accepted || (line_feed_i && phase_q == Idle)) begin
      phase_q <= Settle;
      is_reset_q <= frame_i && kind_i == Reset;
      text_q <= !frame_i;
      length_q <= length_i;
      if (frame_i && kind_i == Start) half_q <= !half_q;
    end
    if (!rst_ni) begin
      phase_q <= Idle;
      reset_q <= '1;
      half_q <= 1'b0;
      text_q <= 1'b0;
      seeded_q <= 1'b0;
      identify_o <= 1'b0;
      error_o <= 1'b0;
    end
  end

endmodule
`default_nettype wire
