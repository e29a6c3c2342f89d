// Read-only memory of Width bits, loaded from InitFile ($readmemh). Latency: 1 cycle, registered read. With
// MICROGPT_CASE_ROM the words come from the modules of rom/systemverilog-case, for tools that drop $readmemh.
//
// Self-test: while test_i, the shared counter test_addr_i reads the whole memory and a 32-bit multiple-input signature
// register (polynomial 04C11DB7) takes each word, its 16-bit lanes (the highest one filled with zeros) rotated left by
// the lane number and XORed together; test_ok_o tells whether the signature is the one that the manifest's words have.
// Simulators also check the file itself at time 0 and stop.
`default_nettype none

module microgpt_rom #(
  parameter InitFile = "",
  parameter int Width = 16,
  parameter int Depth = 16,
  parameter logic [31:0] Signature = '0,
  parameter int TestBits = 16,
  // verilator lint_off UNUSEDPARAM
  parameter bit Block = 1'b1,  // in block RAM; only synthesis uses it
  // verilator lint_on UNUSEDPARAM
  localparam int AddrBits = Depth > 1 ? $clog2(Depth) : 1
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  input wire logic [AddrBits-1:0] addr_i,
  output logic [Width-1:0] data_o,
  input wire logic test_i,
  input wire logic [TestBits-1:0] test_addr_i,
  output logic test_ok_o
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

  function automatic logic [15:0] exclusive_or(input logic [Parts*16-1:0] parts);
    exclusive_or = '0;
    for (int i = 0; i < Parts; i++) exclusive_or = exclusive_or ^ parts[16*i+:16];
  endfunction

  function automatic logic [31:0] step(input logic [31:0] signature, input logic [15:0] word);
    step = {signature[30:0], 1'b0} ^ (signature[31] ? 32'h04C11DB7 : 32'd0) ^ {16'd0, word};
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

`ifndef SYNTHESIS
  logic [31:0] signature;
  logic [Parts*256-1:0] word;
  logic [Parts*16-1:0] folded;
`endif
  initial begin
    $readmemh(InitFile, mem);
`ifndef SYNTHESIS
    // A missing or short file is no error to most simulators.
    signature = '1;
    for (int i = 0; i < Depth; i++) begin
      word = (Parts * 256)'(mem[i]);
      for (int j = 0; j < Parts; j++) folded[16*j+:16] = fold(word[256*j+:256]);
      signature = step(signature, exclusive_or(folded));
    end
    if (signature !== Signature) begin
      $display("ROM %s: signature %h, %h expected: the file is missing, short or changed", InitFile, signature,
          Signature);
      $fatal(1, "wrong ROM");
    end
`endif
  end

  always_ff @(posedge clk_i) data_o <= mem[addr];
`endif

  // The memory is slow: its word is taken to a register before anything is computed of it.
  logic [Width-1:0] word_q;
  logic [Parts*256-1:0] padded;
  logic [Parts*16-1:0] parts_q;
  logic [31:0] signature_q;
  logic [2:0] valid_q;
  assign padded = (Parts * 256)'(word_q);

  always_ff @(posedge clk_i) begin
    word_q <= data_o;
    // Only then: simulators spend most of their time on this otherwise.
    if (valid_q[1]) for (int i = 0; i < Parts; i++) parts_q[16*i+:16] <= fold(padded[256*i+:256]);
    valid_q <= {valid_q[1:0], test_i && test_addr_i < TestBits'(Depth)};
    if (valid_q[2]) signature_q <= step(signature_q, exclusive_or(parts_q));
    if (!rst_ni) begin
      valid_q <= '0;
      signature_q <= '1;
    end
  end
  assign test_ok_o = signature_q == Signature;

endmodule
`default_nettype wire
