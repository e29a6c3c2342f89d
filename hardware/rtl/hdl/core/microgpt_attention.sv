// The softmax weights of all heads of one sequence, which MIX multiplies the values by: negated to fit 16 bits,
// -2^15..0. Head h is in bank h mod Banks, so that one tile of MIX reads the weights of all heads that it touches at
// once. Latency: 1 cycle from the operand's index to its groups, which may be written in the same cycle where
// microgpt_params::Forward.
`default_nettype none

module microgpt_attention #(
  localparam int Cols = microgpt_params::Cols,
  localparam int Banks = microgpt_params::Banks,
  localparam int IndexBits = microgpt_params::IndexBits,
  localparam int HeadBits = microgpt_params::HeadBits,
  localparam int GroupBits = microgpt_params::SoftmaxIndexBits
) (
  input wire logic clk_i,
  input wire logic w_valid_i,
  input wire logic [HeadBits-1:0] w_head_i,
  input wire logic [GroupBits-1:0] w_index_i,
  input wire logic [Cols*16-1:0] w_i,
  input wire logic [IndexBits-1:0] op_index_i,
  input wire logic [IndexBits-1:0] op_tile_i,
  output logic [Banks*Cols*16-1:0] weights_o
);
  localparam int Rows = microgpt_params::Rows;
  localparam int HeadDim = microgpt_params::HeadDim;
  localparam int EmbdTiles = microgpt_params::EmbdTiles;
  localparam int PosGroups = microgpt_params::PosGroups;
  localparam int Depth = microgpt_params::BankDepth;
  localparam int AddrBits = Depth > 1 ? $clog2(Depth) : 1;

  // The first head of a tile.
  function automatic logic [HeadBits-1:0] first_head(input logic [IndexBits-1:0] tile);
    first_head = '0;
    for (int t = 0; t < EmbdTiles; t++) if (32'(tile) == t) first_head = HeadBits'(t * Rows / HeadDim);
  endfunction

  logic [HeadBits-1:0] first;
  logic [Cols*16-1:0] negated;
  assign first = first_head(op_tile_i);
  always_comb for (int c = 0; c < Cols; c++) negated[c*16+:16] = -w_i[c*16+:16];
  for (genvar b = 0; b < Banks; b++) begin : gen_bank
    logic [AddrBits-1:0] raddr;
    // The one head of bank b among the Banks heads from the first on.
    assign raddr = AddrBits'(((32'(first) + (b + Banks - 32'(first) % Banks) % Banks) / Banks) * PosGroups
        + 32'(op_index_i));
    microgpt_ram #(.Width(Cols * 16), .Depth(Depth), .Forward(microgpt_params::Forward != 0)) u_weights (
      .clk_i, .we_i(w_valid_i && 32'(w_head_i) % Banks == b),
      .waddr_i(AddrBits'((32'(w_head_i) / Banks) * PosGroups + 32'(w_index_i))), .wdata_i(negated),
      .raddr_i(raddr), .rdata_o(weights_o[b*Cols*16+:Cols*16])
    );
  end

endmodule
`default_nettype wire
