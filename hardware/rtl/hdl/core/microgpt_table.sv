// A table of 16-bit words, all at once, from InitFile ($readmemh, or with MICROGPT_CASE_ROM the modules of
// rom/systemverilog-case). They are constants to synthesis, which makes LUTs of what looks something up in them, and a
// constant of their signature_o, all ones at first, which the self-test takes in.
`default_nettype none

module microgpt_table #(
  parameter InitFile = "",
  parameter int Depth = 16
) (
  input wire logic clk_i,
  output logic [Depth*16-1:0] words_o,
  output logic [31:0] signature_o
);
  // As in microgpt_rom.
  function automatic logic [31:0] signature_of(input logic [Depth*16-1:0] words);
    signature_of = '1;
    for (int i = 0; i < Depth; i++)
      signature_of = {signature_of[30:0], 1'b0} ^ (signature_of[31] ? 32'h04C11DB7 : 32'd0) ^ {16'd0, words[i*16+:16]};
  endfunction

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
  initial begin
    $readmemh(InitFile, mem);
`ifndef SYNTHESIS
    for (int i = 0; i < Depth; i++)
      if ((^mem[i]) === 1'bx) begin
        $display("ROM %s: no word at address %0d: the file is missing or short", InitFile, i);
        $fatal(1, "wrong ROM");
      end
`endif
  end
  for (genvar i = 0; i < Depth; i++) begin : gen_word
    assign words_o[i*16+:16] = mem[i];
  end
  logic unused;
  assign unused = &{1'b0, clk_i};
`endif

  assign signature_o = signature_of(words_o);

endmodule
`default_nettype wire
