// The vectors that the matrix unit multiplies, in groups of Cols elements: n (or, for the last matrix, x), then q, in
// whose place comes the attention output a, then h. Results of the matrix unit go before what the scaling gives: they
// never come together. Latency: 1 cycle from the operand's index to its group, which may be written in the same cycle
// where microgpt_params::Forward.
`default_nettype none

module microgpt_vectors #(
  localparam int Cols = microgpt_params::Cols,
  localparam int KindBits = microgpt_params::KindBits,
  localparam int Depth = microgpt_params::VectorDepth,
  localparam int AddrBits = $clog2(Depth)
) (
  input wire logic clk_i,
  // Written: q and h, the q that a step starts with, the last x, n and a.
  input wire logic query_i,
  input wire logic expand_i,
  input wire logic [AddrBits-1:0] index_i,
  input wire logic [Cols*16-1:0] word_i,
  input wire logic start_i,
  input wire logic [AddrBits-1:0] start_index_i,
  input wire logic [Cols*16-1:0] start_word_i,
  input wire logic x_valid_i,
  input wire logic [AddrBits-1:0] x_index_i,
  input wire logic [Cols*16-1:0] x_i,
  input wire logic n_valid_i,
  input wire logic a_valid_i,
  input wire logic [AddrBits-1:0] scaled_index_i,
  input wire logic [Cols*16-1:0] scaled_i,
  // Read.
  input wire logic [KindBits-1:0] op_kind_i,
  input wire logic [AddrBits-1:0] op_index_i,
  output logic [Cols*16-1:0] vector_o
);
  localparam int EmbdGroups = microgpt_params::EmbdGroups;
  localparam logic [KindBits-1:0] Score = microgpt_params::KindScore, Project = microgpt_params::KindProject,
      Contract = microgpt_params::KindContract;

  logic we;
  logic [AddrBits-1:0] waddr, raddr;
  logic [Cols*16-1:0] wdata;
  assign we = query_i || expand_i || start_i || x_valid_i || n_valid_i || a_valid_i;
  always_comb begin
    waddr = scaled_index_i + (a_valid_i ? AddrBits'(EmbdGroups) : '0);
    wdata = scaled_i;
    if (start_i) begin
      waddr = start_index_i + AddrBits'(EmbdGroups);
      wdata = start_word_i;
    end
    if (x_valid_i) begin
      waddr = x_index_i;
      wdata = x_i;
    end
    if (query_i || expand_i) begin
      waddr = index_i + (expand_i ? AddrBits'(2 * EmbdGroups) : AddrBits'(EmbdGroups));
      wdata = word_i;
    end
    raddr = op_index_i;
    if (op_kind_i == Score || op_kind_i == Project) raddr = op_index_i + AddrBits'(EmbdGroups);
    if (op_kind_i == Contract) raddr = op_index_i + AddrBits'(2 * EmbdGroups);
  end
  microgpt_ram #(.Width(Cols * 16), .Depth(Depth), .Forward(microgpt_params::Forward != 0)) u_vector (
    .clk_i, .we_i(we), .waddr_i(waddr), .wdata_i(wdata), .raddr_i(raddr), .rdata_o(vector_o)
  );

endmodule
`default_nettype wire
