// A table of 16-bit words, all at once, from InitFile ($readmemh, or with MICROGPT_CASE_ROM the modules of
// rom/systemverilog-case). They are constants to synthesis, which makes LUTs of what looks something up in them. The
// self-test is that of microgpt_rom.
`default_nettype none

module microgpt_table #(
  parameter InitFile = "",
  parameter int Depth = 16,
  parameter logic [31:0] Signature = '0,
  parameter int TestBits = 16
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  output logic [Depth*16-1:0] words_o,
  input wire logic test_i,
  input wire logic [TestBits-1:0] test_addr_i,
  output logic test_ok_o
);
  logic unused;
  logic [15:0] tested;
  microgpt_rom #(
    .InitFile(InitFile), .Width(16), .Depth(Depth), .Signature(Signature), .TestBits(TestBits), .Block(1'b0)
  ) u_rom (
    .clk_i, .rst_ni, .addr_i('0), .data_o(tested), .test_i, .test_addr_i, .test_ok_o
  );
  assign unused = &{1'b0, tested};

`ifdef MICROGPT_CASE_ROM
  // Each answers with its word from the first cycle on.
  localparam int AddrBits = $clog2(Depth);
  for (genvar i = 0; i < Depth; i++) begin : gen_word
    microgpt_case_rom #(.InitFile(InitFile), .Width(16), .AddrBits(AddrBits)) u_words (
      .clk_i, .addr_i(AddrBits'(i)), .data_o(words_o[i*16+:16])
    );
  end
`else
`ifdef SYNTHESIS
  (* logic_block *)
`endif
  logic [15:0] mem [0:Depth-1];
  initial $readmemh(InitFile, mem);
  for (genvar i = 0; i < Depth; i++) begin : gen_word
    assign words_o[i*16+:16] = mem[i];
  end
`endif

endmodule
`default_nettype wire
