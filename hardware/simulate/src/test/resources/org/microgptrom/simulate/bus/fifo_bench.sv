// Pushes and takes words at random, often at full rate, and compares them with a queue that is an array.
`default_nettype none

module fifo_bench;
  localparam int Bits = 2;
  localparam int Words = 5000;
  logic clk = 1'b0, rst_n = 1'b0;
  always #5 clk = !clk;

  logic push = 1'b0, take = 1'b0, room, valid;
  logic [15:0] word, in = '0;
  logic [Bits:0] count;
  microgpt_fifo #(.Width(16), .Bits(Bits)) u_fifo (
    .clk_i(clk), .rst_ni(rst_n), .valid_i(push), .ready_o(room), .word_i(in), .valid_o(valid), .ready_i(take),
    .word_o(word), .count_o(count)
  );

  logic [15:0] expected [0:Words+(1<<Bits)];
  int written = 0, read = 0, fulls = 0, rate = 0, waited = 0;
  initial #2000000 begin
    $display("takes too long");
    $finish;
  end
  // Everything changes at the falling edge, and is taken at the rising one.
  always @(posedge clk)
    if (rst_n) begin
      if (int'(count) != written - read) $display("count is %0d, not %0d", count, written - read);
      if (count == (Bits + 1)'(1 << Bits)) fulls = fulls + 1;
      if (room != (written - read < (1 << Bits))) $display("there is room or not");
      if (valid && written == read) $display("a word that is not there");
      waited = valid || written == read ? 0 : waited + 1;
      if (waited > 1) $display("a word takes too long");
      if (valid && take) begin
        if (word !== expected[read]) $display("word %0d is %0d, not %0d", read, word, expected[read]);
        read = read + 1;
      end
      if (push && room) begin
        expected[written] = in;
        written = written + 1;
      end
      if (read == Words) begin
        $display("%0d words, %0s", read, fulls > 100 ? "often full" : "seldom full");
        $finish;
      end
    end
  always @(negedge clk) begin
    rst_n <= 1'b1;
    if ($urandom % 64 == 0) rate <= $urandom % 3;
    push <= rate == 0 || $urandom % 2 == 0;
    take <= rate == 1 || $urandom % 2 == 0;
    in <= 16'($urandom);
  end

endmodule
`default_nettype wire
