// The ROMs of the circuit, each under its path of instances, behind three pins: a shift register gives addresses, and
// the parity of all words comes out. So it is placed and routed in seconds.
`default_nettype none

module microgpt_roms (
  input wire logic clock,
  input wire logic serial_in,
  output logic serial_out
);
  localparam int Addr = 16;
  logic [2*Addr+2:0] in;
  logic parity;
  always_ff @(posedge clock) begin
    in <= {in[2*Addr+1:0], serial_in};
    serial_out <= parity;
  end
  roms_core core (
    .clk_i(clock), .rst_ni(in[2*Addr]), .addr_i(in[0+:Addr]), .test_i(in[2*Addr+1]), .test_addr_i(in[Addr+:Addr]),
    .table_i(in[2*Addr+2]), .parity_o(parity)
  );
endmodule

module roms_core (
  input wire logic clk_i, rst_ni, test_i, table_i,
  input wire logic [15:0] addr_i, test_addr_i,
  output logic parity_o
);
  localparam int Units = microgpt_params::Units;
  localparam int Shares = microgpt_params::Streams / Units;
  logic [Units*(Shares+1)-1:0] parity;
  for (genvar u = 0; u < Units; u++) begin : gen_unit
    localparam int P = u * (Shares + 1);
    roms_matrix u_matrix (.clk_i, .rst_ni, .test_i, .table_i, .addr_i, .test_addr_i, .parity_o(parity[P]));
    for (genvar i = 0; i < Shares; i++) begin : gen_stream
      roms_stream u_stream (.clk_i, .rst_ni, .test_i, .addr_i, .test_addr_i, .parity_o(parity[P+1+i]));
    end
  end
  assign parity_o = ^parity;
endmodule

module roms_matrix (
  input wire logic clk_i, rst_ni, test_i, table_i,
  input wire logic [15:0] addr_i, test_addr_i,
  output logic parity_o
);
  logic [microgpt_params::Rows*microgpt_params::Cols*16-1:0] word;
  logic [50:0] ok;
  microgpt_weights #(.TestDepth(65280)) u_weights (
    .clk_i, .rst_ni, .addr_i(microgpt_params::BaseBits'(addr_i)), .width_i(microgpt_params::WidthBits'(addr_i >> 10)),
    .table_i(microgpt_params::TableBits'(table_i)), .word_o(word), .test_i, .test_addr_i, .test_o(ok)
  );
  always_ff @(posedge clk_i) parity_o <= ^{ok, word};
endmodule

module roms_stream (
  input wire logic clk_i, rst_ni, test_i,
  input wire logic [15:0] addr_i, test_addr_i,
  output logic parity_o
);
  logic [2:0] parity;
  if (1) begin : gen_embedding
    roms_embedding u_embedding (.clk_i, .rst_ni, .test_i, .addr_i, .test_addr_i, .parity_o(parity[0]));
  end
  roms_softmax u_softmax (.clk_i, .rst_ni, .test_i, .addr_i, .test_addr_i, .parity_o(parity[1]));
  roms_scalar u_scalar (.clk_i, .rst_ni, .test_i, .addr_i, .test_addr_i, .parity_o(parity[2]));
  assign parity_o = ^parity;
endmodule

module roms_embedding (
  input wire logic clk_i, rst_ni, test_i,
  input wire logic [15:0] addr_i, test_addr_i,
  output logic parity_o
);
  localparam int Cols = microgpt_params::Cols;
  localparam int WteAddr = $clog2(microgpt_params::WteDepth);
  localparam int WpeAddr = $clog2(microgpt_params::WpeDepth);
  logic [Cols*16-1:0] wte, wpe;
  logic [2*51-1:0] ok;
  microgpt_codes #(
    .InitFile(microgpt_params::WteFile), .Bits(microgpt_params::WteBits), .Values(Cols),
    .Depth(microgpt_params::WteDepth),
    .Shift(microgpt_params::WteShift), .FirstTable(microgpt_params::WteTable), .TestDepth(65280)
  ) u_wte (
    .clk_i, .rst_ni, .addr_i(WteAddr'(addr_i)), .table_i('0), .word_o(wte), .test_i, .test_addr_i, .test_o(ok[0*51+:51])
  );
  microgpt_codes #(
    .InitFile(microgpt_params::WpeFile), .Bits(microgpt_params::WpeBits), .Values(Cols),
    .Depth(microgpt_params::WpeDepth),
    .Shift(microgpt_params::WpeShift), .FirstTable(microgpt_params::WpeTable), .TestDepth(65280)
  ) u_wpe (
    .clk_i, .rst_ni, .addr_i(WpeAddr'(addr_i)), .table_i('0), .word_o(wpe), .test_i, .test_addr_i, .test_o(ok[1*51+:51])
  );
  always_ff @(posedge clk_i) parity_o <= ^{ok, wte, wpe};
endmodule

module roms_softmax (
  input wire logic clk_i, rst_ni, test_i,
  input wire logic [15:0] addr_i, test_addr_i,
  output logic parity_o
);
  localparam int Cols = microgpt_params::Cols;
  logic [Cols*16-1:0] words;
  logic [Cols*19-1:0] ok;
  for (genvar c = 0; c < Cols; c++) begin : gen_lane
    logic [7:0] address_q;
    always_ff @(posedge clk_i) address_q <= addr_i[7:0] + 8'(c);
    microgpt_rom #(
      .InitFile(microgpt_params::Exp2File), .Width(16), .Depth(microgpt_params::Exp2Depth),
      .TestDepth(65280)
    ) u_exp2 (
      .clk_i, .rst_ni, .addr_i(address_q), .data_o(words[c*16+:16]), .test_i, .test_addr_i, .test_o(ok[c*19+:19])
    );
  end
  always_ff @(posedge clk_i) parity_o <= ^{ok, words};
endmodule

module roms_scalar (
  input wire logic clk_i, rst_ni, test_i,
  input wire logic [15:0] addr_i, test_addr_i,
  output logic parity_o
);
  localparam int AddrBits = $clog2(microgpt_params::ConstantsDepth);
  logic [31:0] words;
  logic [37:0] ok;
  microgpt_rom #(
    .InitFile(microgpt_params::ConstantsFile), .Width(16), .Depth(microgpt_params::ConstantsDepth), .TestDepth(65280)
  ) u_low (
    .clk_i, .rst_ni, .addr_i(AddrBits'(addr_i)), .data_o(words[0+:16]), .test_i, .test_addr_i, .test_o(ok[0+:19])
  );
  microgpt_rom #(
    .InitFile(microgpt_params::ConstantsFile), .Width(16), .Depth(microgpt_params::ConstantsDepth), .TestDepth(65280)
  ) u_high (
    .clk_i, .rst_ni, .addr_i(AddrBits'(addr_i + 16'd1)), .data_o(words[16+:16]), .test_i, .test_addr_i,
    .test_o(ok[19+:19])
  );
  always_ff @(posedge clk_i) parity_o <= ^{ok, words};
endmodule
`default_nettype wire
