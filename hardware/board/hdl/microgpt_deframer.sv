// Finds frames in received bytes (docs/board.md): writes payloads to a memory and tells of each frame whether it is
// whole. A line feed or carriage return where no frame has begun is told as well.
`default_nettype none

module microgpt_deframer #(
  parameter int MaxPayload = 41,  // bytes
  localparam int LengthBits = $clog2(MaxPayload + 8)
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  input wire logic valid_i,
  input wire logic [7:0] byte_i,
  input wire logic broken_i,
  output logic write_o,
  output logic [LengthBits-1:0] address_o,
  output logic [7:0] byte_o,
  output logic frame_o,
  output logic [7:0] kind_o,
  output logic [LengthBits-1:0] length_o,  // of the payload
  output logic damaged_o,
  output logic line_feed_o
);
  localparam int Around = 7;  // bytes of kind, length and FCS
  localparam logic [7:0] Flag = 8'h7E, Escape = 8'h7D;

  logic open_q, escaped_q, wrong_q, flag, lone, content;
  logic [LengthBits-1:0] count_q;  // bytes since the flag
  logic [LengthBits-1:0] length_q;
  logic [31:0] rest;
  logic whole;
  assign whole = rest == 32'hDEBB20E3 && !wrong_q && !escaped_q && count_q - LengthBits'(Around) == length_q;
  assign flag = valid_i && byte_i == Flag;
  assign lone = valid_i && (!open_q || count_q == '0) && !escaped_q && (byte_i == 8'h0A || byte_i == 8'h0D);
  assign content = valid_i && open_q && byte_i != Flag && byte_i != Escape && !lone;
  assign byte_o = {byte_i[7:6], byte_i[5] ^ escaped_q, byte_i[4:0]};
  assign write_o = content && count_q >= LengthBits'(3);
  assign address_o = count_q - LengthBits'(3);
  assign length_o = length_q;

  microgpt_crc u_crc (.clk_i, .clear_i(flag), .valid_i(content), .word_i(byte_o), .register_o(rest));

  always_ff @(posedge clk_i) begin
    frame_o <= 1'b0;
    damaged_o <= 1'b0;
    line_feed_o <= lone;
    if (broken_i) wrong_q <= 1'b1;
    if (valid_i && open_q && byte_i == Escape) escaped_q <= 1'b1;
    if (content) begin
      escaped_q <= 1'b0;
      if (count_q == '0) kind_o <= byte_o;
      if (count_q == LengthBits'(1)) begin
        length_q <= LengthBits'(byte_o);
        if (8'(LengthBits'(byte_o)) != byte_o) wrong_q <= 1'b1;
      end
      if (count_q == LengthBits'(2)) begin
        length_q <= LengthBits'({byte_o, 8'(length_q)});
        if (16'(LengthBits'({byte_o, 8'd0})) != {byte_o, 8'd0}) wrong_q <= 1'b1;
      end
      if (count_q == LengthBits'(MaxPayload + Around)) wrong_q <= 1'b1;
      else count_q <= count_q + LengthBits'(1);
    end
    if (flag) begin
      if (open_q && (count_q != '0 || wrong_q)) begin
        frame_o <= whole;
        damaged_o <= !whole;
      end
      open_q <= 1'b1;
      wrong_q <= 1'b0;
      escaped_q <= 1'b0;
      count_q <= '0;
    end
    if (!rst_ni) begin
      open_q <= 1'b0;
      wrong_q <= 1'b0;
      escaped_q <= 1'b0;
      count_q <= '0;
    end
  end

endmodule
`default_nettype wire
