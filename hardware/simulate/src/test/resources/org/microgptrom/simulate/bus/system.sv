// A processor beside the circuit: PicoRV32, whose bus is AXI4-Lite or Wishbone, memory, and a console on standard input
// and output. All handshakes with the circuit are delayed at random: +gaps=N opens them in one of N cycles.
//
//   00000000  memory, from firmware.mem
//   40000000  the circuit
//   80000000  a byte of the console, in and out; ffffffff at the end of the input
//   80000004  bit 0: the circuit's interrupt; bits 1, 2: its last read, its last write was answered with an error
//   80000008  ends the simulation, which +limit=N does after N cycles
`default_nettype none

module system;
`ifndef STREAMS
  `define STREAMS microgpt_params::Streams
`endif
`ifndef DEPTH
  `define DEPTH 2
`endif
  localparam int Words = 16384;
  logic clk = 1'b0, rst_n = 1'b0;
  always #5 clk = !clk;
  int limit, cycles = 0;
  initial begin
    if (!$value$plusargs("limit=%d", limit)) limit = 0;
    repeat (10) @(negedge clk);
    rst_n = 1'b1;
  end

  always @(posedge clk) begin
    cycles <= cycles + 1;
    if (limit != 0 && cycles == limit) begin
      $fwrite(32'h8000_0001, "stopped after %0d cycles\n", cycles);
      $finish;
    end
  end

  // ---- What happens by chance.
  int gaps = 1;
  initial if (!$value$plusargs("gaps=%d", gaps)) gaps = 1;
  logic [31:0] random_q = 32'd1, x1, x2;
  logic [4:0] chance_q = '0;
  assign x1 = random_q ^ (random_q << 13);
  assign x2 = x1 ^ (x1 >> 17);
  always_ff @(posedge clk) begin
    random_q <= x2 ^ (x2 << 5);
    for (int i = 0; i < 5; i++) chance_q[i] <= ((random_q >> (6 * i)) & 32'h3F) * gaps < 64;
  end

  // ---- Memory and console: one access in a cycle.
  logic [31:0] memory [0:Words-1];
  initial $readmemh("firmware.mem", memory);
  logic local_read, local_write, irq, read_error_q, write_error_q;
  logic [31:0] local_address, local_data, local_word_q;
  logic [3:0] local_strobes;
  int character, standard_input = 0;
  always @(posedge clk) begin
    if (local_read && !local_address[31]) local_word_q <= memory[local_address[15:2]];
    if (local_read && local_address[31]) begin
      if (local_address[2]) local_word_q <= {29'd0, write_error_q, read_error_q, irq};
      else begin
        // The descriptor 8000_0000 gives nothing in Verilator 5.006.
        if (standard_input == 0) standard_input = $fopen("/dev/stdin", "r");
        character = $fgetc(standard_input);
        local_word_q <= character;
      end
    end
    if (local_write && !local_address[31])
      for (int b = 0; b < 4; b++) if (local_strobes[b]) memory[local_address[15:2]][8*b+:8] <= local_data[8*b+:8];
    if (local_write && local_address[31]) begin
      if (local_address[3]) begin
        $fwrite(32'h8000_0001, "ended after %0d cycles\n", cycles);
        $finish;
      end
      else begin
        $fwrite(32'h8000_0001, "%c", local_data[7:0]);
        if (local_data[7:0] == 8'h0A) $fflush(32'h8000_0001);
      end
    end
  end

`ifdef WISHBONE
  logic cyc, stb, we, ack, answered_q, here_ack, here_err, here, open, held_q = 1'b0;
  logic [31:0] adr, dat_w, dat_r;
  logic [3:0] sel;
  picorv32_wb #(.ENABLE_MUL(0), .STACKADDR(32'h0001_0000)) u_cpu (
    .trap(), .wb_rst_i(!rst_n), .wb_clk_i(clk), .wbm_adr_o(adr), .wbm_dat_o(dat_w),
    .wbm_dat_i(adr[30] ? dat_r : local_word_q), .wbm_we_o(we), .wbm_sel_o(sel), .wbm_stb_o(stb), .wbm_ack_i(ack),
    .wbm_cyc_o(cyc), .pcpi_valid(), .pcpi_insn(), .pcpi_rs1(), .pcpi_rs2(), .pcpi_wr(1'b0), .pcpi_rd(32'd0),
    .pcpi_wait(1'b0), .pcpi_ready(1'b0), .irq(32'd0), .eoi(), .trace_valid(), .trace_data(), .mem_instr()
  );
  // The request is hidden for a while; this processor knows no error.
  assign here = cyc && stb && adr[30];
  assign open = held_q || chance_q[0];
  always_ff @(posedge clk) held_q <= here && open && !ack;
  microgpt_wishbone #(
    .Streams(`STREAMS), .PromptDepthBits(`DEPTH), .TokenDepthBits(`DEPTH)
  ) u_dut (
    .clk_i(clk), .rst_i(!rst_n), .cyc_i(here && open), .stb_i(here && open), .we_i(we), .adr_i(adr[8:2]),
    .sel_i(sel), .dat_i(dat_w), .dat_o(dat_r), .ack_o(here_ack), .err_o(here_err), .stall_o(), .irq_o(irq)
  );
  assign ack = here_ack || here_err || answered_q;
  assign local_read = cyc && stb && !we && !adr[30] && !answered_q;
  assign local_write = cyc && stb && we && !adr[30] && !answered_q;
  assign local_address = adr;
  assign local_data = dat_w;
  assign local_strobes = sel;
  always_ff @(posedge clk) begin
    answered_q <= rst_n && (local_read || local_write);
    if ((here_ack || here_err) && !we) read_error_q <= here_err;
    if ((here_ack || here_err) && we) write_error_q <= here_err;
  end
`else
  // The processor holds an address until its access is answered.
  logic awvalid, awready, wvalid, wready, bvalid, bready, arvalid, arready, rvalid, rready;
  logic [31:0] awaddr, wdata, araddr, rdata;
  logic [3:0] wstrb;
  picorv32_axi #(.ENABLE_MUL(0), .STACKADDR(32'h0001_0000)) u_cpu (
    .clk, .resetn(rst_n), .trap(), .mem_axi_awvalid(awvalid), .mem_axi_awready(awready), .mem_axi_awaddr(awaddr),
    .mem_axi_awprot(), .mem_axi_wvalid(wvalid), .mem_axi_wready(wready), .mem_axi_wdata(wdata),
    .mem_axi_wstrb(wstrb), .mem_axi_bvalid(bvalid), .mem_axi_bready(bready), .mem_axi_arvalid(arvalid),
    .mem_axi_arready(arready), .mem_axi_araddr(araddr), .mem_axi_arprot(), .mem_axi_rvalid(rvalid),
    .mem_axi_rready(rready), .mem_axi_rdata(rdata), .pcpi_valid(), .pcpi_insn(), .pcpi_rs1(), .pcpi_rs2(),
    .pcpi_wr(1'b0), .pcpi_rd(32'd0), .pcpi_wait(1'b0), .pcpi_ready(1'b0), .irq(32'd0), .eoi(), .trace_valid(),
    .trace_data()
  );
  logic to_dut_w, to_dut_r, local_b_q = 1'b0, local_r_q = 1'b0;
  assign to_dut_w = awaddr[30];
  assign to_dut_r = araddr[30];
  logic dut_awvalid, dut_awready, dut_wvalid, dut_wready, dut_bvalid, dut_bready, dut_arvalid, dut_arready;
  logic dut_rvalid, dut_rready, aw_open, w_open, ar_open, b_shown, r_shown;
  logic [1:0] bresp, rresp;
  logic [31:0] dut_rdata;
  gap u_aw (.clk_i(clk), .random_i(chance_q[0]), .valid_i(awvalid && to_dut_w), .ready_o(aw_open),
    .valid_o(dut_awvalid), .ready_i(dut_awready));
  gap u_w (.clk_i(clk), .random_i(chance_q[1]), .valid_i(wvalid && to_dut_w), .ready_o(w_open),
    .valid_o(dut_wvalid), .ready_i(dut_wready));
  gap u_ar (.clk_i(clk), .random_i(chance_q[2]), .valid_i(arvalid && to_dut_r), .ready_o(ar_open),
    .valid_o(dut_arvalid), .ready_i(dut_arready));
  gap u_b (.clk_i(clk), .random_i(chance_q[3]), .valid_i(dut_bvalid), .ready_o(dut_bready), .valid_o(b_shown),
    .ready_i(bready));
  gap u_r (.clk_i(clk), .random_i(chance_q[4]), .valid_i(dut_rvalid), .ready_o(dut_rready), .valid_o(r_shown),
    .ready_i(rready));
  microgpt_axi4_lite #(
    .Streams(`STREAMS), .PromptDepthBits(`DEPTH), .TokenDepthBits(`DEPTH)
  ) u_dut (
    .aclk(clk), .aresetn(rst_n), .s_axi_awaddr(awaddr[8:0]), .s_axi_awprot(3'd0), .s_axi_awvalid(dut_awvalid),
    .s_axi_awready(dut_awready), .s_axi_wdata(wdata), .s_axi_wstrb(wstrb), .s_axi_wvalid(dut_wvalid),
    .s_axi_wready(dut_wready), .s_axi_bresp(bresp), .s_axi_bvalid(dut_bvalid), .s_axi_bready(dut_bready),
    .s_axi_araddr(araddr[8:0]), .s_axi_arprot(3'd0), .s_axi_arvalid(dut_arvalid), .s_axi_arready(dut_arready),
    .s_axi_rdata(dut_rdata), .s_axi_rresp(rresp), .s_axi_rvalid(dut_rvalid), .s_axi_rready(dut_rready), .irq
  );
  assign local_write = awvalid && wvalid && !to_dut_w && !local_b_q;
  assign local_read = arvalid && !to_dut_r && !local_r_q;
  assign local_address = local_write ? awaddr : araddr;
  assign local_data = wdata;
  assign local_strobes = wstrb;
  assign awready = to_dut_w ? aw_open : local_write;
  assign wready = to_dut_w ? w_open : local_write;
  assign arready = to_dut_r ? ar_open : local_read;
  assign bvalid = b_shown || local_b_q;
  assign rvalid = r_shown || local_r_q;
  assign rdata = r_shown ? dut_rdata : local_word_q;
  always_ff @(posedge clk) begin
    local_b_q <= rst_n && (local_write || (local_b_q && !bready));
    local_r_q <= rst_n && (local_read || (local_r_q && !rready));
    if (b_shown && bready) write_error_q <= bresp[1];
    if (r_shown && rready) read_error_q <= rresp[1];
  end
`endif

endmodule
`default_nettype wire
