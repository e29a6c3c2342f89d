// Read-only memory of Width bits, loaded from InitFile ($readmemh). Latency: 1 cycle, registered read. With
// MICROGPT_CASE_ROM the words come from the modules of rom/systemverilog-case, for tools that drop $readmemh.
//
// Self-test: while test_i, the shared counter test_addr_i reads all memories at once, and one 32-bit multiple-input
// signature register of the core (polynomial 04C11DB7) takes the sum modulo 2 of their words, of each its 16-bit lanes
// (the highest one filled with zeros) rotated left by the lane number and XORed together. Copies of one memory have
// different Turns, else the same fault in both would cancel out. A word of more than 16 bits comes two cycles later.
`default_nettype none

module microgpt_rom #(
  parameter InitFile = "",
  parameter int Width = 16,
  parameter int Depth = 16,
  parameter int TestDepth = 16,  // of the deepest memory
  parameter int Turn = 0,  // 0 to 3
  // verilator lint_off UNUSEDPARAM
  parameter bit Block = 1'b1,  // in block RAM; only synthesis uses it
  // verilator lint_on UNUSEDPARAM
  localparam int TestBits = $clog2(TestDepth + 256),
  localparam int AddrBits = Depth > 1 ? $clog2(Depth) : 1
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  input wire logic [AddrBits-1:0] addr_i,
`ifdef YOSYS
  (* keep *)  // a netlist is followed back to its ROMs by this name
`endif
  output logic [Width-1:0] data_o,
  input wire logic test_i,
  input wire logic [TestBits-1:0] test_addr_i,
  output logic [18:0] test_o
);
  localparam int Parts = (Width + 255) / 256;

  // Each of 16 lanes rotated left by its number, all XORed.
  function automatic logic [15:0] fold(input logic [255:0] part);
    logic [15:0] lane;
    fold = '0;
    for (int i = 0; i < 16; i++) begin
      lane = part[16*i+:16];
      for (int j = 0; j < i; j++) lane = {lane[14:0], lane[15]};
      fold = fold ^ lane;
    end
  endfunction

  function automatic logic [15:0] folded(input logic [Parts*256-1:0] padded);
    folded = '0;
    for (int i = 0; i < Parts; i++) folded = folded ^ fold(padded[256*i+:256]);
  endfunction

  logic [AddrBits-1:0] addr;
  assign addr = test_i ? test_addr_i[AddrBits-1:0] : addr_i;

`ifdef MICROGPT_CASE_ROM
  microgpt_case_rom #(.InitFile(InitFile), .Width(Width), .AddrBits(AddrBits)) u_words (
    .clk_i, .addr_i(addr), .data_o
  );
`else
  // Simulators refuse parameters in attributes.
`ifdef SYNTHESIS
  (* rom_style = Block ? "block" : "auto", logic_block = !Block *)
`endif
  logic [Width-1:0] mem [0:Depth-1];

  initial begin
    $readmemh(InitFile, mem);
`ifndef SYNTHESIS
    // A missing or short file is no error to most simulators.
    for (int i = 0; i < Depth; i++)
      if ((^mem[i]) === 1'bx) begin
        $display("ROM %s: no word at address %0d: the file is missing or short", InitFile, i);
        $fatal(1, "wrong ROM");
      end
`endif
  end

  always_ff @(posedge clk_i) data_o <= mem[addr];
`endif

  logic valid_q;
  logic [15:0] test_word;
  always_ff @(posedge clk_i) begin
    valid_q <= test_i && test_addr_i < TestBits'(Depth);
    if (!rst_ni) valid_q <= 1'b0;  // the counter stands at 0 until then
  end
  if (Width > 16) begin : gen_wide
    // The memory is slow: its word is taken to a register before anything is computed of it.
    logic [Width-1:0] word_q;
    logic taken_q;
    logic [15:0] folded_q;
    assign test_word = folded_q;
    always_ff @(posedge clk_i) begin
      word_q <= data_o;
      taken_q <= valid_q;
      // Only then: simulators spend most of their time on this otherwise.
      if (taken_q) folded_q <= folded((Parts * 256)'(word_q));
      else folded_q <= '0;
    end
  end else begin : gen_narrow
    assign test_word = valid_q ? 16'(data_o) : '0;
  end
  assign test_o = 19'(test_word) << Turn;

endmodule
`default_nettype wire
