// Prints tokens in UTF-8: the words of the file are the tokens' texts, the first byte lowest, with zeros behind. Takes
// a token while idle_o; the one marked last ends the line.
`default_nettype none

module microgpt_printer #(
  parameter TextFile = "",
  parameter int TextBytes = 1,
  localparam int TokenBits = microgpt_params::TokenBits
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  input wire logic start_i,
  output logic idle_o,
  input wire logic [TokenBits-1:0] token_i,
  input wire logic last_i,
  output logic valid_o,
  input wire logic ready_i,
  output logic [7:0] byte_o
);
  localparam int Vocab = microgpt_params::Vocab;

  logic [8*TextBytes-1:0] texts [0:Vocab-1];
  logic [8*TextBytes-1:0] text, text_q;
  logic started_q, busy_q, last_q;
  logic [1:0] end_q;  // carriage return, line feed
  initial $readmemh(TextFile, texts);
  always_ff @(posedge clk_i) text <= texts[token_i];

  assign idle_o = !started_q && !busy_q;
  assign valid_o = busy_q && (text_q[7:0] != '0 || end_q != '0);
  assign byte_o = text_q[7:0] != '0 ? text_q[7:0] : end_q[1] ? 8'h0D : 8'h0A;

  always_ff @(posedge clk_i) begin
    started_q <= start_i;
    if (start_i) last_q <= last_i;
    if (started_q) begin
      busy_q <= 1'b1;
      text_q <= text;
      end_q <= {2{last_q}};
    end else if (busy_q && !valid_o) begin
      busy_q <= 1'b0;
    end else if (valid_o && ready_i) begin
      if (text_q[7:0] != '0) text_q <= text_q >> 8;
      else end_q <= {1'b0, end_q[1]};
    end
    if (!rst_ni) begin
      started_q <= 1'b0;
      busy_q <= 1'b0;
    end
  end

endmodule
`default_nettype wire
