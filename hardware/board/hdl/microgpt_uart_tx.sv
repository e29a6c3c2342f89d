// Sends bytes of 8 data bits, no parity, one stop bit; Divider clock cycles per bit.
`default_nettype none

module microgpt_uart_tx #(
  parameter int Divider = 24
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  input wire logic valid_i,
  output logic ready_o,
  input wire logic [7:0] byte_i,
  output logic tx_o
);
  localparam int CountBits = $clog2(Divider);

  logic [CountBits-1:0] count_q;
  logic [3:0] left_q;
  logic [8:0] shift_q;  // inverted, as a chip wakes with zeros: the line is high from then on
  assign ready_o = left_q == '0;
  assign tx_o = !shift_q[0];

  always_ff @(posedge clk_i) begin
    count_q <= count_q - CountBits'(1);
    if (ready_o) begin
      count_q <= CountBits'(Divider - 1);
      if (valid_i) begin
        shift_q <= {~byte_i, 1'b1};
        left_q <= 4'd10;
      end
    end else if (count_q == '0) begin
      count_q <= CountBits'(Divider - 1);
      shift_q <= {1'b0, shift_q[8:1]};
      left_q <= left_q - 4'd1;
    end
    if (!rst_ni) begin
      left_q <= '0;
      shift_q <= '0;
    end
  end

endmodule
`default_nettype wire
