// microgpt_axi4_lite before any manager that follows the standard.
`default_nettype none

module proof_axi (
  input wire logic aclk, input wire logic aresetn,
  input wire logic [8:0] awaddr, input wire logic [2:0] awprot, input wire logic awvalid,
  input wire logic [31:0] wdata, input wire logic [3:0] wstrb, input wire logic wvalid, input wire logic bready,
  input wire logic [8:0] araddr, input wire logic [2:0] arprot, input wire logic arvalid, input wire logic rready
);
  logic awready, wready, bvalid, arready, rvalid;
  logic [1:0] bresp, rresp;
  logic [31:0] rdata;
  logic irq;
  microgpt_axi4_lite #(.Streams(1)) u_dut (
    .aclk, .aresetn, .s_axi_awaddr(awaddr), .s_axi_awprot(awprot), .s_axi_awvalid(awvalid), .s_axi_awready(awready),
    .s_axi_wdata(wdata), .s_axi_wstrb(wstrb), .s_axi_wvalid(wvalid), .s_axi_wready(wready), .s_axi_bresp(bresp),
    .s_axi_bvalid(bvalid), .s_axi_bready(bready), .s_axi_araddr(araddr), .s_axi_arprot(arprot),
    .s_axi_arvalid(arvalid), .s_axi_arready(arready), .s_axi_rdata(rdata), .s_axi_rresp(rresp),
    .s_axi_rvalid(rvalid), .s_axi_rready(rready), .irq
  );
  logic [3:0] reads, writes, addresses;
  faxil_slave #(
    .C_AXI_ADDR_WIDTH(9), .F_LGDEPTH(4), .F_AXI_MAXWAIT(8), .F_AXI_MAXDELAY(4), .F_AXI_MAXRSTALL(3),
    .F_OPT_INITIAL(1'b0)
  ) u_properties (
    .i_clk(aclk), .i_axi_reset_n(aresetn), .i_axi_awvalid(awvalid), .i_axi_awready(awready), .i_axi_awaddr(awaddr),
    .i_axi_awprot(awprot), .i_axi_wvalid(wvalid), .i_axi_wready(wready), .i_axi_wdata(wdata), .i_axi_wstrb(wstrb),
    .i_axi_bvalid(bvalid), .i_axi_bready(bready), .i_axi_bresp(bresp), .i_axi_arvalid(arvalid),
    .i_axi_arready(arready), .i_axi_araddr(araddr), .i_axi_arprot(arprot), .i_axi_rvalid(rvalid),
    .i_axi_rready(rready), .i_axi_rdata(rdata), .i_axi_rresp(rresp), .f_axi_rd_outstanding(reads),
    .f_axi_wr_outstanding(writes), .f_axi_awr_outstanding(addresses)
  );
  // What has been taken has not been answered: the induction starts from states that there are.
  logic past = 1'b0, was_reset = 1'b1;
  always_ff @(posedge aclk) begin
    past <= 1'b1;
    was_reset <= !aresetn;
  end
  always_comb
    if (past && !was_reset) begin
      assert(reads == {3'd0, !arready} + {3'd0, rvalid});
      assert(addresses == {3'd0, !awready} + {3'd0, bvalid});
      assert(writes == {3'd0, !wready} + {3'd0, bvalid});
    end

endmodule
`default_nettype wire
