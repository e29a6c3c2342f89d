// What AXI4-Lite (ARM IHI 0022) asks of a subordinate, of microgpt_axi4_lite before a manager that may do anything.
// Counts are of transfers since the reset, in 4 bits, which is enough for differences that are 2 at most.
`default_nettype none

module proof_axi (
  input wire logic aclk, input wire logic aresetn,
  input wire logic [8:0] awaddr, input wire logic [2:0] awprot, input wire logic awvalid,
  input wire logic [31:0] wdata, input wire logic [3:0] wstrb, input wire logic wvalid, input wire logic bready,
  input wire logic [8:0] araddr, input wire logic [2:0] arprot, input wire logic arvalid, input wire logic rready
);
  logic awready, wready, bvalid, arready, rvalid, access;
  logic [1:0] bresp, rresp;
  logic [31:0] rdata;
  microgpt_axi4_lite #(.Streams(1)) u_dut (
    .aclk, .aresetn, .s_axi_awaddr(awaddr), .s_axi_awprot(awprot), .s_axi_awvalid(awvalid), .s_axi_awready(awready),
    .s_axi_wdata(wdata), .s_axi_wstrb(wstrb), .s_axi_wvalid(wvalid), .s_axi_wready(wready), .s_axi_bresp(bresp),
    .s_axi_bvalid(bvalid), .s_axi_bready(bready), .s_axi_araddr(araddr), .s_axi_arprot(arprot),
    .s_axi_arvalid(arvalid), .s_axi_arready(arready), .s_axi_rdata(rdata), .s_axi_rresp(rresp),
    .s_axi_rvalid(rvalid), .s_axi_rready(rready), .irq(access)
  );

  // The cycle before.
  logic past_q = 1'b0, reset_q, b_waits_q, r_waits_q;
  logic [1:0] bresp_q, rresp_q;
  logic [31:0] rdata_q;
  logic [3:0] addresses_q, words_q, reads_q, writes_answered_q, reads_answered_q, accesses_q;
  logic [2:0] write_waits_q, read_waits_q;  // cycles for which an answer has been owed and not been given
  logic [3:0] writes_owed, words_owed, reads_owed;
  assign writes_owed = addresses_q - writes_answered_q;
  assign words_owed = words_q - writes_answered_q;
  assign reads_owed = reads_q - reads_answered_q;
  always_ff @(posedge aclk) begin
    past_q <= 1'b1;
    reset_q <= !aresetn;
    b_waits_q <= aresetn && bvalid && !bready;
    r_waits_q <= aresetn && rvalid && !rready;
    bresp_q <= bresp;
    rresp_q <= rresp;
    rdata_q <= rdata;
    addresses_q <= addresses_q + 4'(awvalid && awready);
    words_q <= words_q + 4'(wvalid && wready);
    reads_q <= reads_q + 4'(arvalid && arready);
    writes_answered_q <= writes_answered_q + 4'(bvalid && bready);
    reads_answered_q <= reads_answered_q + 4'(rvalid && rready);
    accesses_q <= accesses_q + 4'(access);
    write_waits_q <= writes_owed != 0 && words_owed != 0 && !bvalid ? write_waits_q + 3'd1 : 3'd0;
    read_waits_q <= reads_owed != 0 && !rvalid ? read_waits_q + 3'd1 : 3'd0;
    if (!aresetn) begin
      addresses_q <= '0;
      words_q <= '0;
      reads_q <= '0;
      writes_answered_q <= '0;
      reads_answered_q <= '0;
      accesses_q <= '0;
      write_waits_q <= '0;
      read_waits_q <= '0;
    end
  end

  always_comb begin
    if (!past_q) assume(!aresetn);
    // A3.1.2: no answer after a reset.
    if (past_q && reset_q) assert(!bvalid && !rvalid);
    if (past_q && !reset_q) begin
      // A3.2.1: an answer stays, as it is, until it is taken.
      if (b_waits_q) begin
        assert(bvalid);
        assert(bresp == bresp_q);
      end
      if (r_waits_q) begin
        assert(rvalid);
        assert(rresp == rresp_q);
        assert(rdata == rdata_q);
      end
      // A3.3.1: an answer to a write follows its address and its word, one to a read its address.
      if (bvalid) assert(writes_owed != 0 && words_owed != 0);
      if (rvalid) assert(reads_owed != 0);
      // B1.1.1: no exclusive access; and no decoder.
      if (bvalid) assert(bresp == 2'b00 || bresp == 2'b10);
      if (rvalid) assert(rresp == 2'b00 || rresp == 2'b10);
      // An answer is owed to two requests at most, and given in the second cycle if the one before has been taken,
      // to a read in the third, after a write.
      assert(writes_owed <= 2 && words_owed <= 2 && reads_owed <= 2);
      assert(write_waits_q < 2);
      assert(read_waits_q < 3);
      // Each request is carried out once, with one answer.
      assert(4'(accesses_q - writes_answered_q - reads_answered_q) == 4'(bvalid) + 4'(rvalid));
      // What has been taken and is not carried out is in the way of the next one; nothing else is.
      assert(writes_owed == 4'(!awready) + 4'(bvalid));
      assert(words_owed == 4'(!wready) + 4'(bvalid));
      assert(reads_owed == 4'(!arready) + 4'(rvalid));
    end
  end

endmodule
`default_nettype wire
