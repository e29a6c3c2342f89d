// Read-only memory of codes, Values of them in a word, and the decoder that makes 16-bit words of them: codes of 16 and
// 8 bits are two's complement, narrower ones numbers of words in a table, of which there are Tables from FirstTable on;
// all are shifted to the left by Shift. With codes of 4 bits and one table, the decoder is a 4-input LUT for each bit
// of word_o. Latency: 1 cycle from addr_i to word_o; table_i belongs to word_o. test_o holds the sum modulo 2
// of its tables' signatures, 32 constant bits, above the 19 bits of the ROM's word.
`default_nettype none

module microgpt_codes #(
  parameter InitFile = "",
  parameter int Bits = 16,
  parameter int Values = 1,
  parameter int Depth = 16,
  parameter int Shift = 0,
  // verilator lint_off UNUSEDPARAM
  parameter int FirstTable = 0,  // of no meaning to wide codes
  parameter int Tables = 1,
  // verilator lint_on UNUSEDPARAM
  parameter int TestDepth = 16,
  localparam int AddrBits = Depth > 1 ? $clog2(Depth) : 1
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  input wire logic [AddrBits-1:0] addr_i,
  input wire logic [microgpt_params::TableBits-1:0] table_i,
  output logic [Values*16-1:0] word_o,
  input wire logic test_i,
  input wire logic [$clog2(TestDepth+256)-1:0] test_addr_i,
  output logic [50:0] test_o
);
  // Of narrow codes that fill less than an eighth of an ECP5's block RAM, synthesis chooses the place.
  localparam bit Block = Bits == 16 || Depth * Values * Bits > 2048;

  logic [Values*Bits-1:0] codes;
  logic [18:0] rom_test;
  logic [31:0] table_test;
  logic unused;
  microgpt_rom #(
    .InitFile(InitFile), .Width(Values * Bits), .Depth(Depth), .TestDepth(TestDepth), .Block(Block)
  ) u_rom (
    .clk_i, .rst_ni, .addr_i, .data_o(codes), .test_i, .test_addr_i, .test_o(rom_test)
  );
  assign test_o = {table_test, rom_test};
  assign unused = &{1'b0, table_i};  // by wide codes, and where there is one table

  if (Bits > 4) begin : gen_linear
    assign table_test = '0;
    always_comb
      for (int v = 0; v < Values; v++) word_o[v*16+:16] = 16'($signed(codes[v*Bits+:Bits])) << Shift;
  end else begin : gen_tables
    localparam int Size = 1 << Bits;
    localparam int PickBits = $clog2(Tables * Size);
    logic [Tables*Size*16-1:0] words;
    // Icarus Verilog 11 runs such a sum in an always_comb of a generate block for ever.
    function automatic logic [31:0] total(input logic [Tables*32-1:0] parts);
      total = '0;
      for (int t = 0; t < Tables; t++) total = total ^ parts[t*32+:32];
    endfunction
    logic [Tables*32-1:0] signatures;
    assign table_test = total(signatures);
    for (genvar t = 0; t < Tables; t++) begin : gen_table
      microgpt_codebook #(.Index(FirstTable + t), .Bits(Bits)) u_codebook (
        .clk_i, .words_o(words[t*Size*16+:Size*16]), .signature_o(signatures[t*32+:32])
      );
    end
    always_comb
      for (int v = 0; v < Values; v++)
        word_o[v*16+:16] = words[PickBits'({table_i, codes[v*Bits+:Bits]})*16+:16] << Shift;
  end

endmodule
`default_nettype wire
