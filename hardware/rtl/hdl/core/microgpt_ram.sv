// Memory with one write port and one registered read port. What a read during a write to the same address gives must
// not be used, unless Forward: then it is the new word. Latency: 1 cycle from raddr_i to rdata_o. Never cleared; starts
// with zeros, as the bitstream can hold them.
`default_nettype none

module microgpt_ram #(
  parameter int Width = 16,
  parameter int Depth = 16,
  // verilator lint_off UNUSEDPARAM
  parameter bit Block = 1'b0,  // in block RAM; only Yosys needs to be told
  // verilator lint_on UNUSEDPARAM
  parameter bit Forward = 1'b0,
  localparam int AddrBits = Depth > 1 ? $clog2(Depth) : 1
) (
  input wire logic clk_i,
  input wire logic we_i,
  input wire logic [AddrBits-1:0] waddr_i,
  input wire logic [Width-1:0] wdata_i,
  input wire logic [AddrBits-1:0] raddr_i,
  output logic [Width-1:0] rdata_o
);

`ifdef YOSYS
  (* ram_style = Block ? "block" : "auto" *)
`endif
  logic [Width-1:0] mem [0:Depth-1];

  initial begin
    for (int i = 0; i < Depth; i++) mem[i] = '0;
  end

  logic unused_word;
`ifdef YOSYS
  // Without this it would add logic to an ECP5's block RAM, or take none.
  assign unused_word = Block && we_i && waddr_i == raddr_i;
`else
  assign unused_word = 1'b0;
`endif
  logic [Width-1:0] word_q;
  always_ff @(posedge clk_i) begin
    if (we_i) mem[waddr_i] <= wdata_i;
    word_q <= unused_word ? 'x : mem[raddr_i];
  end
  if (Forward) begin : gen_forward
    logic forward_q;
    logic [Width-1:0] written_q;
    always_ff @(posedge clk_i) begin
      forward_q <= we_i && waddr_i == raddr_i;
      written_q <= wdata_i;
    end
    assign rdata_o = forward_q ? written_q : word_q;
  end else begin : gen_no_forward
    assign rdata_o = word_q;
  end

endmodule
`default_nettype wire
