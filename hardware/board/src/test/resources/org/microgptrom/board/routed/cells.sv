// Something for every cell that Yosys infers: each output is the parity of what one kind of circuit computes from the
// bits that have come in, so that a wrong bit shows.
`default_nettype none

module cells (
  input wire logic clk_i, input wire logic data_i, input wire logic more_i,
  output logic add_o, output logic carry_o, output logic register_o, output logic select_o, output logic product_o,
  output logic sum_o, output logic ram16_o, output logic ram8_o, output logic ram4_o, output logic ram2_o,
  output logic ram36_o, output logic small_o, output logic rom_o
);
  logic [95:0] h = '0;
  always_ff @(posedge clk_i) h <= {h[93:0], data_i, more_i ^ h[90] ^ h[7]};

  // Adders, a difference, carries that leave their chain.
  logic [23:0] total = '0;
  logic [20:0] difference = '0;
  logic [2:0] less = '0;
  always_ff @(posedge clk_i) begin
    total <= h[23:0] + h[47:24];
    difference <= h[40:20] - h[80:60];
    less <= {h[18:2] < h[50:34], h[11:6] > h[61:56], h[33:20] == h[20:7]};
    add_o <= ^total ^ ^difference;
    carry_o <= ^less;
  end

  // Registers that are held, cleared, set, in either order.
  logic [5:0] held = '0, cleared = '0, set = '0, both = '0;
  always_ff @(posedge clk_i) begin
    if (h[1]) held <= h[12:7];
    cleared <= h[13] & h[3] ? '0 : h[25:20];
    set <= h[14] & h[5] ? '1 : h[35:30];
    if (h[15]) both <= h[2] ? '0 : h[45:40] ^ both;
    register_o <= ^held ^ ^cleared ^ ^set ^ ^both;
  end

  // Wide functions.
  always_ff @(posedge clk_i) select_o <= h[{1'b0, h[95:90]}] ^ h[{2'b0, h[71:67]}] ^ (h[30:24] == 7'd93) ^ &h[53:49];

  // Products with and without registers, of numbers with and without signs; one with a sum behind it.
  logic signed [15:0] a = '0, b = '0;
  (* keep *) logic signed [31:0] ab = '0; // Yosys 0.23 loses a product with two registers behind it
  logic signed [31:0] ab_q = '0, held_ab = '0;
  logic [15:0] c = '0;
  logic [31:0] cc;
  logic [27:0] mixed = '0;
  assign cc = c * h[47:32];
  always_ff @(posedge clk_i) begin
    a <= h[15:0];
    b <= h[36:21];
    ab <= a * b;
    ab_q <= ab;
    c <= h[77:62];
    if (h[50]) held_ab <= $signed(h[70:55]) * $signed(h[90:75]);
    mixed <= $signed({1'b0, h[11:0]}) * $signed(h[31:16]);
    product_o <= ^ab_q ^ ^cc ^ ^held_ab ^ ^mixed;
  end
  logic signed [31:0] behind = '0;
  always_ff @(posedge clk_i) begin
    behind <= $signed(h[81:50]) + $signed(h[30:15]) * $signed(h[47:32]);
    sum_o <= ^behind;
  end

  // Memories of each width, with words at the start.
  logic [15:0] word16;
  logic [7:0] word8;
  logic [3:0] word4;
  logic [1:0] word2;
  logic [35:0] word36;
  memory #(.Width(16), .Bits(8), .Factor(40503)) u_16 (.clk_i, .h, .word_o(word16));
  memory #(.Width(8), .Bits(9), .Factor(149)) u_8 (.clk_i, .h, .word_o(word8));
  memory #(.Width(4), .Bits(10), .Factor(11)) u_4 (.clk_i, .h, .word_o(word4));
  memory #(.Width(2), .Bits(11), .Factor(3)) u_2 (.clk_i, .h, .word_o(word2));
  memory #(.Width(36), .Bits(9), .Factor(40503)) u_36 (.clk_i, .h, .word_o(word36));
  always_ff @(posedge clk_i) {ram16_o, ram8_o, ram4_o, ram2_o, ram36_o} <= {^word16, ^word8, ^word4, ^word2, ^word36};

  // Sixteen words that are read at once.
  logic [5:0] few [16];
  initial for (int i = 0; i < 16; i++) few[i] = 6'(i * 11);
  always_ff @(posedge clk_i) begin
    if (h[9]) few[h[24:21]] <= h[40:35];
    small_o <= ^few[h[13:10]];
  end

  // A memory that is only read.
  logic [17:0] squares [1024];
  logic [17:0] found = '0;
  initial for (int i = 0; i < 1024; i++) squares[i] = 18'(i * i * 7 + (i << 9));
  always_ff @(posedge clk_i) begin
    found <= squares[h[33:24]];
    rom_o <= ^found;
  end
endmodule

// One word is written and one is read in a cycle; not the same one, as what is read then depends on the block.
module memory #(parameter int Width = 16, parameter int Bits = 8, parameter int Factor = 1) (
  input wire logic clk_i, input wire logic [95:0] h, output logic [Width-1:0] word_o
);
  (* ram_style = "block" *) logic [Width-1:0] words [1 << Bits];
  initial for (int i = 0; i < 1 << Bits; i++) words[i] = Width'(i * Factor + (i >> 3));
  always_ff @(posedge clk_i) begin
    if (h[0]) words[{h[Bits+9:11], 1'b0}] <= h[Width+49:50];
    if (h[91]) word_o <= words[{h[Bits+29:31], h[30] | h[0]}];
  end
endmodule
`default_nettype wire
