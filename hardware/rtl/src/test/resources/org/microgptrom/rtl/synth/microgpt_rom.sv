module microgpt_rom #(
    parameter int Depth = 1,
    parameter int Width = 1,
    parameter File = ""
) (
    input  logic clk_i,
    input  logic [$clog2(Depth)-1:0] address_i,
    output logic [Width-1:0] data_o
);
  logic [Width-1:0] words[0:Depth-1];
  initial $readmemh(File, words);
  always_ff @(posedge clk_i) data_o <= words[address_i];
endmodule
