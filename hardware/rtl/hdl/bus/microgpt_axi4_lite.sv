// The circuit as a subordinate of AXI4-Lite (ARM IHI 0022), 32 bits: the map of docs/bus.md. Names are the standard's,
// by which tools group them.
//
// Addresses and data are taken in any order, one each ahead of its answer, and reads and writes do not wait for each
// other's answers. No output follows from an input in the same cycle. The answer can be taken two cycles after the
// address, for a write after the later of address and data, and so can the next address. An access that the map does
// not have is answered with SLVERR.
`default_nettype none

module microgpt_axi4_lite #(
  parameter int Streams = microgpt_params::Streams,
  parameter int Units = Streams == microgpt_params::Streams ? microgpt_params::Units : 1,
  parameter int PromptDepthBits = 4,
  parameter int TokenDepthBits = 4,
  localparam int AddressBits = 9
) (
  input wire logic aclk,
  input wire logic aresetn,
  input wire logic [AddressBits-1:0] s_axi_awaddr,
  input wire logic [2:0] s_axi_awprot,
  input wire logic s_axi_awvalid,
  output logic s_axi_awready,
  input wire logic [31:0] s_axi_wdata,
  input wire logic [3:0] s_axi_wstrb,
  input wire logic s_axi_wvalid,
  output logic s_axi_wready,
  output logic [1:0] s_axi_bresp,
  output logic s_axi_bvalid,
  input wire logic s_axi_bready,
  input wire logic [AddressBits-1:0] s_axi_araddr,
  input wire logic [2:0] s_axi_arprot,
  input wire logic s_axi_arvalid,
  output logic s_axi_arready,
  output logic [31:0] s_axi_rdata,
  output logic [1:0] s_axi_rresp,
  output logic s_axi_rvalid,
  input wire logic s_axi_rready,
  output logic irq
);
  localparam logic [1:0] Okay = 2'b00, SlvErr = 2'b10;

  // What has been taken and not yet carried out.
  logic aw_q, w_q, ar_q, reset_q;
  logic [AddressBits-1:2] awaddr_q, araddr_q;
  logic [31:0] wdata_q, word;
  logic [3:0] wstrb_q;
  logic read, write, fault;
  assign s_axi_awready = !aw_q && !reset_q;
  assign s_axi_wready = !w_q && !reset_q;
  assign s_axi_arready = !ar_q && !reset_q;
  // A read waits for one write at most, as the next write has not been taken yet.
  assign write = aw_q && w_q && (!s_axi_bvalid || s_axi_bready);
  assign read = ar_q && !write && (!s_axi_rvalid || s_axi_rready);

  microgpt_registers #(
    .Streams(Streams), .Units(Units), .PromptDepthBits(PromptDepthBits), .TokenDepthBits(TokenDepthBits)
  ) u_registers (
    .clk_i(aclk), .rst_ni(aresetn), .read_i(read), .write_i(write), .address_i(read ? araddr_q : awaddr_q),
    .data_i(wdata_q), .strobes_i(wstrb_q), .word_o(word), .fault_o(fault), .irq_o(irq)
  );

  always_ff @(posedge aclk) begin
    reset_q <= 1'b0;
    if (s_axi_awvalid && s_axi_awready) begin
      aw_q <= 1'b1;
      awaddr_q <= s_axi_awaddr[AddressBits-1:2];
    end
    if (s_axi_wvalid && s_axi_wready) begin
      w_q <= 1'b1;
      wdata_q <= s_axi_wdata;
      wstrb_q <= s_axi_wstrb;
    end
    if (s_axi_arvalid && s_axi_arready) begin
      ar_q <= 1'b1;
      araddr_q <= s_axi_araddr[AddressBits-1:2];
    end
    if (s_axi_bready) s_axi_bvalid <= 1'b0;
    if (s_axi_rready) s_axi_rvalid <= 1'b0;
    if (write) begin
      aw_q <= 1'b0;
      w_q <= 1'b0;
      s_axi_bvalid <= 1'b1;
      s_axi_bresp <= fault ? SlvErr : Okay;
    end
    if (read) begin
      ar_q <= 1'b0;
      s_axi_rvalid <= 1'b1;
      s_axi_rresp <= fault ? SlvErr : Okay;
      s_axi_rdata <= word;
    end
    if (!aresetn) begin
      reset_q <= 1'b1;
      aw_q <= 1'b0;
      w_q <= 1'b0;
      ar_q <= 1'b0;
      s_axi_bvalid <= 1'b0;
      s_axi_rvalid <= 1'b0;
    end
  end

  logic unused;
  assign unused = &{1'b0, s_axi_awprot, s_axi_arprot, s_axi_awaddr[1:0], s_axi_araddr[1:0]};

endmodule
`default_nettype wire
