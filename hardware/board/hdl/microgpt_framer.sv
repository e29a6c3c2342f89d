// Sends one frame (docs/board.md): asks for the bytes of the payload one after the other, which stay as they are until
// done_o. Latency: none; it sends as fast as the line takes bytes.
`default_nettype none

module microgpt_framer #(
  parameter int MaxPayload = 45,  // bytes
  localparam int LengthBits = $clog2(MaxPayload + 1)
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  input wire logic start_i,
  output logic idle_o,
  output logic done_o,
  input wire logic [7:0] kind_i,
  input wire logic [LengthBits-1:0] length_i,
  output logic [LengthBits-1:0] index_o,
  input wire logic [7:0] byte_i,
  output logic valid_o,
  input wire logic ready_i,
  output logic [7:0] byte_o
);
  localparam logic [7:0] Flag = 8'h7E, Escape = 8'h7D;
  localparam logic [2:0] Idle = 3'd0, Begin = 3'd1, Kind = 3'd2, Length = 3'd3, Payload = 3'd4, Check = 3'd5,
      End = 3'd6;

  logic [2:0] phase_q;
  logic [LengthBits-1:0] index_q;
  logic [1:0] part_q;
  logic escaped_q, stuff, step;
  logic [7:0] plain_q;
  logic [31:0] crc;
  assign idle_o = phase_q == Idle;
  assign index_o = index_q;
  assign valid_o = phase_q != Idle;
  // A byte takes the line many cycles: the next one has time to pass through a register.
  always_ff @(posedge clk_i) begin
    case (phase_q)
      Kind: plain_q <= kind_i;
      Length: plain_q <= part_q == '0 ? 8'(length_i) : '0;
      Payload: plain_q <= byte_i;
      default: plain_q <= ~crc[8*part_q+:8];
    endcase
  end
  assign stuff = (plain_q == Flag || plain_q == Escape) && phase_q != Begin && phase_q != End;
  assign byte_o = phase_q == Begin || phase_q == End ? Flag
      : stuff ? (escaped_q ? {plain_q[7:6], !plain_q[5], plain_q[4:0]} : Escape) : plain_q;
  assign step = valid_o && ready_i && (!stuff || escaped_q);
  assign done_o = step && phase_q == End;

  microgpt_crc u_crc (
    .clk_i, .clear_i(phase_q == Begin), .valid_i(step && phase_q != Check && phase_q != End), .word_i(plain_q),
    .register_o(crc)
  );

  always_ff @(posedge clk_i) begin
    if (valid_o && ready_i) escaped_q <= stuff && !escaped_q;
    if (step) begin
      part_q <= part_q + 2'd1;
      case (phase_q)
        Begin: phase_q <= Kind;
        Kind: begin
          phase_q <= Length;
          part_q <= '0;
          index_q <= '0;
        end
        Length:
          if (part_q[0]) begin
            phase_q <= length_i == '0 ? Check : Payload;
            part_q <= '0;
          end
        Payload: begin
          index_q <= index_q + LengthBits'(1);
          part_q <= '0;
          if (index_q == length_i - LengthBits'(1)) phase_q <= Check;
        end
        Check: if (part_q == 2'd3) phase_q <= End;
        default: phase_q <= Idle;
      endcase
    end
    if (start_i) phase_q <= Begin;
    if (!rst_ni) begin
      phase_q <= Idle;
      escaped_q <= 1'b0;
    end
  end

endmodule
`default_nettype wire
