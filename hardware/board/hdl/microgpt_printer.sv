// Prints tokens in UTF-8: reads the bytes of a token's text up to the first zero, at most 2^StrideBits, and ends the
// line after the token that is marked last. Takes a token while idle_o, which then stays as it is for a cycle.
`default_nettype none

module microgpt_printer #(
  parameter int StrideBits = 0,
  localparam int TokenBits = microgpt_params::TokenBits
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  input wire logic start_i,
  output logic idle_o,
  input wire logic [TokenBits-1:0] token_i,
  input wire logic last_i,
  output logic [TokenBits+StrideBits-1:0] address_o,
  input wire logic [7:0] byte_i,  // a cycle after its address
  output logic valid_o,
  input wire logic ready_i,
  output logic [7:0] byte_o
);
  localparam logic [2:0] Idle = 3'd0, Fetch = 3'd1, Text = 3'd2, Return = 3'd3, Feed = 3'd4;

  logic [2:0] phase_q;
  logic last_q;
  logic [TokenBits+StrideBits:0] address_q;
  logic [StrideBits:0] bytes_q;  // of the token's text so far
  assign idle_o = phase_q == Idle;
  assign address_o = address_q[TokenBits+StrideBits-1:0];
  assign valid_o = (phase_q == Text && byte_i != '0) || phase_q == Return || phase_q == Feed;
  assign byte_o = phase_q == Text ? byte_i : phase_q == Return ? 8'h0D : 8'h0A;

  always_ff @(posedge clk_i) begin
    case (phase_q)
      Fetch: phase_q <= Text;
      Text:
        if (byte_i == '0 || bytes_q[StrideBits]) phase_q <= last_q ? Return : Idle;
        else if (ready_i) begin
          phase_q <= Fetch;
          address_q <= address_q + (TokenBits + StrideBits + 1)'(1);
          bytes_q <= bytes_q + (StrideBits + 1)'(1);
        end
      Return: if (ready_i) phase_q <= Feed;
      Feed: if (ready_i) phase_q <= Idle;
      default:
        if (start_i) begin
          phase_q <= Fetch;
          last_q <= last_i;
          bytes_q <= '0;
          address_q <= (TokenBits + StrideBits + 1)'(token_i) << StrideBits;
        end
    endcase
    if (!rst_ni) phase_q <= Idle;
  end

endmodule
`default_nettype wire
