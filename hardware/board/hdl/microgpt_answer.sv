// The bytes of the answers (docs/board.md). Those of one answer that are told elsewhere as well stand once, so that a
// small multiplexer serves all; the board's own description comes from memory, a cycle after its address.
`default_nettype none

module microgpt_answer #(
  parameter int IndexBits = 5,  // of an answer's byte
  localparam int PosBits = microgpt_params::PosBits,
  localparam int TokenBits = microgpt_params::TokenBits
) (
  input wire logic [7:0] kind_i,
  input wire logic [IndexBits-1:0] index_i,
  output logic [IndexBits-1:0] length_o,
  output logic [7:0] byte_o,
  output logic [IndexBits-1:0] address_o,  // in the description
  input wire logic [7:0] description_i,
  input wire logic [7:0] sequence_i,
  input wire logic [PosBits-1:0] drawn_i,
  input wire logic [TokenBits-1:0] token_i,
  input wire logic [31:0] state_i,
  input wire logic last_i,
  input wire logic [31:0] crc_i,
  input wire logic saturated_i,
  input wire logic [31:0] cycles_i,
  input wire logic [2:0] flags_i,
  input wire logic [7:0] damaged_i,
  input wire logic [7:0] broken_i,
  input wire logic [2:0] error_i
);
  localparam logic [7:0] Identity = 8'h81, Token = 8'h82, End = 8'h83, Status = 8'h84;
  localparam int Slots = 32;

  logic [Slots*8-1:0] slots;
  logic [4:0] slot;
  logic [15:0] drawn, token;
  assign drawn = 16'(drawn_i);
  assign token = 16'(token_i);
  // From the top: 25 error; 24 version; 19 to 23 status; 10 to 18 end; 0 to 9 token.
  assign slots = {48'd0, 5'd0, error_i, 8'd1, 8'd0, broken_i, 8'd0, damaged_i, 5'd0, flags_i, cycles_i,
      7'd0, saturated_i, crc_i, 7'd0, last_i, state_i, token, drawn, sequence_i};
  assign address_o = index_i - IndexBits'(6);
  always_comb begin
    slot = 5'(index_i);
    length_o = IndexBits'(1);
    case (kind_i)
      Token: length_o = IndexBits'(10);
      End: begin
        length_o = IndexBits'(12);
        if (index_i >= IndexBits'(3)) slot = 5'(index_i) + 5'd7;
      end
      Status: begin
        length_o = IndexBits'(5);
        slot = 5'(index_i) + 5'd19;
      end
      Identity: begin
        length_o = IndexBits'(46);
        slot = index_i == '0 ? 5'd24 : 5'(index_i) + 5'd18;
      end
      default: slot = 5'd25;
    endcase
    byte_o = kind_i == Identity && index_i >= IndexBits'(6) ? description_i : slots[8*slot+:8];
  end

endmodule
`default_nettype wire
