// The circuit of one sequence behind a serial line: the protocol of docs/board.md. For a board the package
// microgpt_board_params is generated, and the file of the memory that holds requests, the description of the board
// (clock, baud rate, the bundle's digest) and the tokens' texts.
//
// passed_o and failed_o tell the result of the ROMs' self-test, busy_o whether a sequence runs.
`default_nettype none

module microgpt_board (
  input wire logic clk_i,
  input wire logic rst_ni,
  input wire logic rx_i,
  output logic tx_o,
  output logic passed_o,
  output logic failed_o,
  output logic busy_o
);
  localparam int Cols = microgpt_params::Cols;
  localparam int PosBits = microgpt_params::PosBits;
  localparam int TokenBits = microgpt_params::TokenBits;
  localparam int Divider = microgpt_board_params::Divider;
  localparam int StrideBits = microgpt_board_params::StrideBits;
  localparam int MaxRequest = 9 + 2 * microgpt_params::Context;
  localparam int RequestBits = $clog2(MaxRequest + 8);
  localparam int MaxAnswer = 46;
  localparam int AnswerBits = $clog2(MaxAnswer + 1);
  localparam logic [7:0] Identity = 8'h81, Token = 8'h82, End = 8'h83, Status = 8'h84, Error = 8'h85;

  // The memory: two halves for requests, which some bytes of the FCS follow, then 64 bytes of description, then texts.
  localparam int HalfBits = $clog2(MaxRequest + 5);
  localparam int LowBits = HalfBits + 1 > 6 ? HalfBits + 1 : 6;
  localparam int TextBits = LowBits + 1 > TokenBits + StrideBits ? LowBits + 1 : TokenBits + StrideBits;
  logic [7:0] memory [0:(2<<TextBits)-1];
`ifdef YOSYS
  // A netlist is followed by these names to where the memory's first contents are.
  (* keep *) logic [7:0] memory_byte;
  (* keep *) logic [TextBits:0] read_address;
  (* keep *) logic write;
`else
  logic [7:0] memory_byte;
  logic [TextBits:0] read_address;
  logic write;
`endif
  initial $readmemh(microgpt_board_params::MemoryFile, memory);

  // ---- Requests.
  logic received, broken, frame, damaged, line_feed;
  logic [7:0] received_byte, written_byte, kind;
  logic [RequestBits-1:0] address, length;
  microgpt_uart_rx #(.Divider(Divider)) u_rx (
    .clk_i, .rst_ni, .rx_i, .valid_o(received), .byte_o(received_byte), .broken_o(broken)
  );
  microgpt_deframer #(.MaxPayload(MaxRequest)) u_deframer (
    .clk_i, .rst_ni, .valid_i(received), .byte_i(received_byte), .broken_i(broken), .write_o(write),
    .address_o(address), .byte_o(written_byte), .frame_o(frame), .kind_o(kind), .length_o(length),
    .damaged_o(damaged), .line_feed_o(line_feed)
  );

  logic half, reading;
  logic [RequestBits-1:0] request_index;
  always_ff @(posedge clk_i) begin
    if (write) memory[(TextBits+1)'({half, HalfBits'(address)})] <= written_byte;
    memory_byte <= memory[read_address];
  end

  // ---- Core.
  logic token_ready_q;  // the token has been sent
  logic core_rst_n, test_done, test_ok, start, prompt_valid, prompt_ready, prompt_last;
  logic token_valid, token_last, logits_valid, busy, saturated;
  logic [15:0] scale;
  logic [31:0] seed, state;
  logic [PosBits-1:0] max_tokens;
  logic [TokenBits-1:0] prompt_token, token;
  logic [Cols*16-1:0] logits;
  logic [microgpt_params::IndexBits-1:0] logits_index;
  logic step_done;
  logic [31:0] core_cycles;
  microgpt_core #(.Streams(1)) u_core (
    .clk_i, .rst_ni(core_rst_n), .test_done_o(test_done), .test_ok_o(test_ok),
    .start_i(start), .scale_i(scale), .seed_i(seed), .max_tokens_i(max_tokens),
    .prompt_valid_i(prompt_valid), .prompt_ready_o(prompt_ready), .prompt_token_i(prompt_token),
    .prompt_last_i(prompt_last), .token_valid_o(token_valid), .token_ready_i(token_ready_q), .token_o(token),
    .token_last_o(token_last), .state_o(state), .logits_valid_o(logits_valid), .logits_index_o(logits_index),
    .logits_o(logits), .step_done_o(step_done), .busy_o(busy), .saturated_o(saturated), .cycles_o(core_cycles)
  );
  logic unused;
  assign unused = &{1'b0, logits_index, step_done, core_cycles};
  assign passed_o = test_done && test_ok;
  assign failed_o = test_done && !test_ok;
  assign busy_o = busy;

  // Cycles stand still while they are told, and run on between sequences, so that a text can begin by chance.
  logic [31:0] logits_crc, cycles_q;
  logic ended;
  always_ff @(posedge clk_i) begin
    if (!ended) cycles_q <= cycles_q + 32'd1;
    if (start) cycles_q <= '0;
  end
  microgpt_crc #(.Bits(Cols * 16)) u_logits (
    .clk_i, .clear_i(start), .valid_i(logits_valid), .word_i(logits), .register_o(logits_crc)
  );

  // ---- What is asked for.
  logic sending, identify, status, error, text, running, finished;
  logic [2:0] error_code;
  logic [7:0] sequence_number;
  microgpt_command #(
    .TextScale(microgpt_board_params::TextScale), .LengthBits(RequestBits)
  ) u_command (
    .clk_i, .rst_ni, .half_o(half), .reading_o(reading), .index_o(request_index), .byte_i(memory_byte),
    .frame_i(frame), .kind_i(kind), .length_i(length), .line_feed_i(line_feed), .chance_i(cycles_q),
    .sending_i(sending), .identify_o(identify), .status_o(status), .error_o(error), .error_code_o(error_code),
    .sequence_o(sequence_number), .text_o(text), .running_o(running),
    .ended_o(ended), .finished_i(finished), .core_rst_no(core_rst_n), .test_done_i(test_done), .test_ok_i(test_ok),
    .busy_i(busy), .token_valid_i(token_valid), .start_o(start), .scale_o(scale), .seed_o(seed),
    .max_tokens_o(max_tokens), .prompt_valid_o(prompt_valid), .prompt_ready_i(prompt_ready),
    .prompt_token_o(prompt_token), .prompt_last_o(prompt_last)
  );

  // ---- Answers.
  logic idle, done, printer_idle, print, frame_valid, print_valid, line_ready;
  logic want_error_q, want_identity_q, want_status_q;
  logic [7:0] answer_q, payload_byte, frame_byte, print_byte, damaged_q, broken_q;
  logic [2:0] code_q;
  logic [PosBits-1:0] drawn_q;
  logic [AnswerBits-1:0] at, answer_length, description;
  logic [TokenBits+StrideBits-1:0] text_address;
  logic begin_q;
  assign sending = !idle || begin_q || !printer_idle;
  microgpt_answer #(.IndexBits(AnswerBits)) u_answer (
    .kind_i(answer_q), .index_i(at), .length_o(answer_length), .byte_o(payload_byte), .address_o(description),
    .description_i(memory_byte), .sequence_i(sequence_number), .drawn_i(drawn_q), .token_i(token), .state_i(state),
    .last_i(token_last), .crc_i(~logits_crc), .saturated_i(saturated), .cycles_i(cycles_q),
    .flags_i({busy, test_done && test_ok, test_done}), .damaged_i(damaged_q), .broken_i(broken_q), .error_i(code_q)
  );
  // Whoever reads has the memory to itself: an answer and a text wait for each other, a request for both.
  always_comb begin
    if (reading) read_address = (TextBits + 1)'({!half, HalfBits'(request_index)});
    else if (!printer_idle) read_address = {1'b1, TextBits'(text_address)};
    else read_address = (TextBits + 1)'({1'b1, LowBits'(description)});
  end
  assign print = text && running && token_valid && !token_ready_q && printer_idle && idle && !begin_q;
  assign finished = text ? printer_idle : done && answer_q == End;

  microgpt_framer #(.MaxPayload(MaxAnswer)) u_framer (
    .clk_i, .rst_ni, .start_i(begin_q), .idle_o(idle), .done_o(done), .kind_i(answer_q), .length_i(answer_length),
    .index_o(at), .byte_i(payload_byte), .valid_o(frame_valid), .ready_i(line_ready), .byte_o(frame_byte)
  );
  microgpt_printer #(.StrideBits(StrideBits)) u_printer (
    .clk_i, .rst_ni, .start_i(print), .idle_o(printer_idle), .token_i(token), .last_i(token_last),
    .address_o(text_address), .byte_i(memory_byte), .valid_o(print_valid), .ready_i(line_ready), .byte_o(print_byte)
  );
  microgpt_uart_tx #(.Divider(Divider)) u_tx (
    .clk_i, .rst_ni, .valid_i(frame_valid || print_valid), .ready_o(line_ready),
    .byte_i(frame_valid ? frame_byte : print_byte), .tx_o
  );

  always_ff @(posedge clk_i) begin
    begin_q <= 1'b0;
    token_ready_q <= (done && answer_q == Token) || print;
    if (idle && printer_idle && !begin_q && !token_ready_q) begin
      if (want_error_q || (want_identity_q && !reading) || want_status_q) begin
        begin_q <= 1'b1;
        answer_q <= want_error_q ? Error : want_status_q ? Status : Identity;
        if (want_error_q) want_error_q <= 1'b0;
        else if (want_status_q) want_status_q <= 1'b0;
        else want_identity_q <= 1'b0;
      end else if (running && !text && (token_valid || ended)) begin
        begin_q <= 1'b1;
        answer_q <= token_valid ? Token : End;
      end
    end
    if (token_ready_q) drawn_q <= drawn_q + PosBits'(1);
    if (start) drawn_q <= '0;
    if (identify) want_identity_q <= 1'b1;
    if (status) want_status_q <= 1'b1;
    if (error || damaged) begin
      want_error_q <= 1'b1;
      code_q <= damaged ? 3'd1 : error_code;
    end
    if (damaged && damaged_q != '1) damaged_q <= damaged_q + 8'd1;
    if (broken && broken_q != '1) broken_q <= broken_q + 8'd1;
    if (!rst_ni) begin
      begin_q <= 1'b0;
      token_ready_q <= 1'b0;
      want_error_q <= 1'b0;
      want_identity_q <= 1'b0;
      want_status_q <= 1'b0;
      damaged_q <= '0;
      broken_q <= '0;
    end
  end

endmodule
`default_nettype wire
