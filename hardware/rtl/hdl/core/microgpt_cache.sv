// Keys and values of all layers and streams, one bank of 16 bits per lane. Keys: row = position mod Rows, lane =
// element mod Cols; values: row = element mod Rows, lane = position mod Cols: each is written in groups of Cols and
// read whole. Never cleared. Latency: 1 cycle from raddr_i to word_o. Banks of few words would waste block RAM where
// several units need it. With a register before the banks, which are all over the chip, a group is written one cycle
// later.
`default_nettype none

module microgpt_cache #(
  parameter int Depth = 16,
  parameter bit Register = 1'b0,
  localparam int Rows = microgpt_params::Rows,
  localparam int Cols = microgpt_params::Cols,
  localparam int IndexBits = microgpt_params::IndexBits,
  localparam int PosBits = microgpt_params::PosBits,
  localparam int AddrBits = $clog2(Depth)
) (
  input wire logic clk_i,
  // A group of a key or of a value: base_i is where the keys or values of its layer begin.
  input wire logic key_i,
  input wire logic value_i,
  input wire logic [AddrBits-1:0] base_i,
  input wire logic [PosBits-1:0] pos_i,
  input wire logic [IndexBits-1:0] index_i,
  input wire logic [Cols*16-1:0] word_i,
  input wire logic [AddrBits-1:0] raddr_i,
  output logic [Rows*Cols*16-1:0] word_o
);
  localparam int RowShift = $clog2(Rows);
  localparam int ColShift = $clog2(Cols);
  localparam int EmbdGroups = microgpt_params::EmbdGroups;
  localparam int PosGroups = microgpt_params::PosGroups;

  logic [AddrBits-1:0] key_addr, value_addr;
  assign key_addr = base_i + AddrBits'((32'(pos_i) >> RowShift) * EmbdGroups) + AddrBits'(index_i);
  assign value_addr = base_i + AddrBits'((32'(index_i) >> (RowShift - ColShift)) * PosGroups)
      + AddrBits'(32'(pos_i) >> ColShift);

  // ---- Writes. All rows of a residue mod Cols have the same data.
  logic [Rows*Cols-1:0] we_d, we;
  logic [AddrBits-1:0] waddr_d, waddr;
  logic [Cols*Cols*16-1:0] wdata_d, wdata;
  assign waddr_d = key_i ? key_addr : value_addr;
  for (genvar r = 0; r < Rows; r++) begin : gen_row
    for (genvar c = 0; c < Cols; c++) begin : gen_col
      logic key_here, value_here;
      assign key_here = key_i && 32'(pos_i) % Rows == r;
      assign value_here = value_i && 32'(index_i) % (Rows / Cols) == r / Cols && 32'(pos_i) % Cols == c;
      assign we_d[r*Cols+c] = key_here || value_here;
      if (r < Cols) begin : gen_data
        assign wdata_d[(r*Cols+c)*16+:16] = key_i ? word_i[c*16+:16] : word_i[r*16+:16];
      end
      microgpt_ram #(.Width(16), .Depth(Depth), .Block(Depth > microgpt_params::SmallCache)) u_cache (
        .clk_i, .we_i(we[r*Cols+c]), .waddr_i(waddr), .wdata_i(wdata[(r%Cols*Cols+c)*16+:16]),
        .raddr_i, .rdata_o(word_o[(r*Cols+c)*16+:16])
      );
    end
  end
  if (Register) begin : gen_register
    always_ff @(posedge clk_i) begin
      we <= we_d;
      waddr <= waddr_d;
      wdata <= wdata_d;
    end
  end else begin : gen_no_register
    assign we = we_d;
    assign waddr = waddr_d;
    assign wdata = wdata_d;
  end

endmodule
`default_nettype wire
