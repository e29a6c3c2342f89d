// Receives bytes of 8 data bits, no parity, one stop bit; Divider clock cycles per bit. broken_o marks a byte whose
// stop bit is missing; the next start bit is looked for when the line is high again.
`default_nettype none

module microgpt_uart_rx #(
  parameter int Divider = 24
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  input wire logic rx_i,
  output logic valid_o,
  output logic [7:0] byte_o,
  output logic broken_o
);
  localparam int CountBits = $clog2(Divider);
  localparam logic [1:0] Idle = 2'd0, Data = 2'd1, High = 2'd2;

  logic [1:0] phase_q;
  logic [2:0] line_q;  // the first two keep the core from half levels
  logic [CountBits-1:0] count_q;
  logic [3:0] bit_q;
  logic [8:0] shift_q;
  logic line, sample;
  assign line = line_q[2];
  assign sample = count_q == '0;
  assign byte_o = shift_q[7:0];

  always_ff @(posedge clk_i) begin
    line_q <= {line_q[1:0], rx_i};
    valid_o <= 1'b0;
    broken_o <= 1'b0;
    count_q <= sample ? CountBits'(Divider - 1) : count_q - CountBits'(1);
    case (phase_q)
      Idle: begin
        bit_q <= '0;
        count_q <= CountBits'(Divider / 2 - 1);
        if (!line) phase_q <= Data;
      end
      Data:
        if (sample) begin
          shift_q <= {line, shift_q[8:1]};
          bit_q <= bit_q + 4'd1;
          if (bit_q == 4'd0 && line) phase_q <= Idle;  // no start bit after all
          if (bit_q == 4'd9) begin
            // shift_q still begins with the start bit: the stop bit moves it out.
            valid_o <= line;
            broken_o <= !line;
            phase_q <= line ? Idle : High;
          end
        end
      default: if (line) phase_q <= Idle;
    endcase
    if (!rst_ni) begin
      phase_q <= High;
      line_q <= '0;
    end
  end

endmodule
`default_nettype wire
