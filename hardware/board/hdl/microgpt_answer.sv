// The bytes of the answers (docs/board.md), from one multiplexer; the board's own description comes from memory, a
// cycle after its address.
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
  // A TOKEN has the first slots, an END those from 16 on; the others stand where these have none.
  localparam logic [4:0] EndSlot = 5'd16, StatusSlot = 5'd10, VersionSlot = 5'd29, ErrorSlot = 5'd28;

  logic [32*8-1:0] slots;
  logic [4:0] slot;
  logic [15:0] drawn, token;
  assign drawn = 16'(drawn_i);
  assign token = 16'(token_i);
  assign slots = {16'd0, 8'd1, 5'd0, error_i, cycles_i, 7'd0, saturated_i, crc_i, drawn, sequence_i,
      8'd0, 8'd0, broken_i, 8'd0, damaged_i, 5'd0, flags_i, 7'd0, last_i, state_i, token, drawn, sequence_i};
  assign address_o = index_i - IndexBits'(6);
  always_comb begin
    slot = 5'(index_i);
    length_o = IndexBits'(1);
    case (kind_i)
      Token: length_o = IndexBits'(10);
      End: begin
        length_o = IndexBits'(12);
        slot = 5'(index_i) | EndSlot;
      end
      Status: begin
        length_o = IndexBits'(5);
        slot = 5'(index_i) + StatusSlot;
      end
      Identity: begin
        length_o = IndexBits'(46);
        slot = index_i == '0 ? VersionSlot : 5'(index_i) + (StatusSlot - 5'd1);
      end
      default: slot = ErrorSlot;
    endcase
    byte_o = kind_i == Identity && index_i >= IndexBits'(6) ? description_i : slots[8*slot+:8];
  end

endmodule
`default_nettype wire
