// What the cells of an ECP5 do, as nextpnr-ecp5 names them after placement. Pins with numbers up to 4 or more are
// vectors here; inversions and constants at pins are in the netlist. A parameter or port that is missing here is
// refused by whoever compiles this, one that is here but has no behaviour by $fatal. Written from Lattice's documents:
// ECP5 Family Data Sheet FPGA-DS-02012 (slice), Memory Usage Guide FPGA-TN-02204, sysDSP Usage Guide FPGA-TN-02205.
`default_nettype none

// Half a slice: 4-input table, one bit of a carry chain or of a memory of 16 words; and the multiplexer behind it, for
// tables of 5 inputs in one half (F or F1) and of more in the other (WIDE: FXA or FXB).
module TRELLIS_COMB #(
  parameter MODE = "LOGIC", parameter logic [15:0] INITVAL = 0, parameter CCU2_INJECT1 = "NO", parameter logic WIDE = 0
) (
  input wire A, input wire B, input wire C, input wire D, input wire M, input wire FCI, input wire F1, input wire FXA,
  input wire FXB, input wire DI0, input wire DI1, input wire WAD0, input wire WAD1, input wire WAD2, input wire WAD3,
  input wire WD, input wire WCK, input wire WRE, output wire F, output wire FCO, output wire OFX
);
  // Inputs that the table ignores may depend on the output: no loop.
  localparam logic UsesD = INITVAL[15:8] != INITVAL[7:0];
  localparam logic UsesC = ((INITVAL ^ (INITVAL >> 4)) & 16'h0f0f) != 0;
  localparam logic UsesB = ((INITVAL ^ (INITVAL >> 2)) & 16'h3333) != 0;
  localparam logic UsesA = ((INITVAL ^ (INITVAL >> 1)) & 16'h5555) != 0;
  wire [3:0] index = {UsesD & D, UsesC & C, UsesB & B, UsesA & A};
  wire found = INITVAL[index];
  if (MODE == "LOGIC") begin : gen_logic
    assign F = found;
    assign FCO = 1'b0;
  end else if (MODE == "CCU2") begin : gen_carry
    localparam logic Chained = CCU2_INJECT1 == "NO";
    wire generated = INITVAL[{2'b00, B, A}];
    assign F = found ^ (Chained & FCI);
    assign FCO = found ? FCI : Chained & generated;
  end else if (MODE == "DPRAM") begin : gen_memory
    logic [15:0] bits = INITVAL;
    always @(posedge WCK) if (WRE) bits[{WAD3, WAD2, WAD1, WAD0}] <= WD;
    wire [3:0] address = {A, C, B, D};
    assign F = bits[address];
    assign FCO = 1'b0;
  end else if (MODE == "RAMW_BLOCK") begin : gen_unused
    assign F = 1'b0;
    assign FCO = 1'b0;
  end else begin : gen_refused
    initial $fatal(1, "a slice in this mode is not simulated");
  end
  assign OFX = WIDE ? (M ? FXB : FXA) : (M ? F1 : F);
endmodule

// The third slice of a memory of 16 words: takes data and address of writes to the other two.
module TRELLIS_RAMW (
  input wire A0, input wire B0, input wire C0, input wire D0,
  input wire A1, input wire B1, input wire C1, input wire D1,
  output wire WDO0, output wire WDO1, output wire WDO2, output wire WDO3, output wire WADO0, output wire WADO1,
  output wire WADO2, output wire WADO3
);
  assign {WDO3, WDO2, WDO1, WDO0} = {B1, D1, A1, C1};
  assign {WADO3, WADO2, WADO1, WADO0} = {A0, C0, B0, D0};
endmodule

module TRELLIS_FF #(
  parameter GSR = "ENABLED", parameter SRMODE = "LSR_OVER_CE", parameter REGSET = "RESET", parameter SD = "0"
) (
  input wire CLK, input wire CE, input wire LSR, input wire DI, input wire M, output wire Q
);
  localparam logic Set = REGSET == "SET";
  logic q = Set;
  wire next = SD == "1" ? DI : M;
  always @(posedge CLK)
    if (LSR) q <= Set;
    else if (CE) q <= next;
  assign Q = q;
  if (SRMODE != "LSR_OVER_CE") begin : gen_refused
    initial $fatal(1, "a register with such a reset is not simulated");
  end
endmodule

// 2,048 units of 9 bits; bit 9 u + i of INIT is bit i of unit u. Words of 18 and 36 bits are neighbouring units, words
// of 4, 2 and 1 bits parts of the lowest 8. Words of 36 bits are written at port A and read at port B.
module DP16KD #(
  parameter logic [18431:0] INIT = 0, parameter int DATA_WIDTH_A = 18, parameter int DATA_WIDTH_B = 18,
  parameter REGMODE_A = "NOREG", parameter REGMODE_B = "NOREG", parameter RESETMODE = "SYNC",
  parameter ASYNC_RESET_RELEASE = "SYNC", parameter WRITEMODE_A = "NORMAL", parameter WRITEMODE_B = "NORMAL",
  parameter CSDECODE_A = "0b000", parameter CSDECODE_B = "0b000", parameter GSR = "ENABLED"
) (
  input wire [17:0] DIA, input wire [13:0] ADA, input wire CLKA, input wire CEA, input wire OCEA, input wire WEA,
  input wire RSTA, input wire CSA0, input wire CSA1, input wire CSA2, output wire [17:0] DOA,
  input wire [17:0] DIB, input wire [13:0] ADB, input wire CLKB, input wire CEB, input wire OCEB, input wire WEB,
  input wire RSTB, input wire CSB0, input wire CSB1, input wire CSB2, output wire [17:0] DOB
);
  if (REGMODE_A != "NOREG" || REGMODE_B != "NOREG" || CSDECODE_A != "0b000" || CSDECODE_B != "0b000"
      || WRITEMODE_A == "WRITETHROUGH" || WRITEMODE_B == "WRITETHROUGH"
      || (DATA_WIDTH_A == 36) != (DATA_WIDTH_B == 36)) begin : gen_refused
    initial $fatal(1, "this use of a block RAM is not simulated");
  end
  localparam logic Wide = DATA_WIDTH_A == 36;
  logic [8:0] units [2048];
  initial for (int u = 0; u < 2048; u++) units[u] = INIT[9*u +: 9];

  wire on_a = CEA && !CSA0 && !CSA1 && !CSA2;
  wire on_b = CEB && !CSB0 && !CSB1 && !CSB2;
  wire [35:0] old_a, old_b, new_a, new_b;
  wire [3:0] written_a, written_b; // of the units from the first one on
  wire [10:0] first_a, first_b;
  ecp5_word #(.Width(DATA_WIDTH_A)) u_a (
    .address_i(ADA), .data_i({DIB, DIA}),
    .units_i({units[first_a | 11'd3], units[first_a | 11'd2], units[first_a | 11'd1], units[first_a]}),
    .first_o(first_a), .units_o(new_a), .written_o(written_a), .data_o(old_a)
  );
  ecp5_word #(.Width(DATA_WIDTH_B)) u_b (
    .address_i(ADB), .data_i({18'b0, DIB}),
    .units_i({units[first_b | 11'd3], units[first_b | 11'd2], units[first_b | 11'd1], units[first_b]}),
    .first_o(first_b), .units_o(new_b), .written_o(written_b), .data_o(old_b)
  );

  logic [17:0] a_q = 0;
  logic [35:0] b_q = 0;
  always @(posedge CLKA)
    if (on_a) begin
      if (!WEA || WRITEMODE_A == "READBEFOREWRITE") a_q <= old_a[17:0];
      for (int i = 0; i < 4; i++) if (WEA && written_a[i]) units[first_a | 11'(i)] <= new_a[9*i +: 9];
      if (RSTA) $fatal(1, "the reset of a block RAM is not simulated");
    end
  always @(posedge CLKB)
    if (on_b) begin
      if (!WEB || WRITEMODE_B == "READBEFOREWRITE") b_q <= old_b;
      for (int i = 0; i < 4; i++) if (WEB && !Wide && written_b[i]) units[first_b | 11'(i)] <= new_b[9*i +: 9];
      if (RSTB) $fatal(1, "the reset of a block RAM is not simulated");
    end
  assign DOA = Wide ? b_q[17:0] : a_q;
  assign DOB = Wide ? b_q[35:18] : b_q[17:0];
endmodule

// A word of 1, 2, 4, 9, 18 or 36 bits among four units of 9 bits: where they are, what they become by a write.
module ecp5_word #(parameter int Width = 18) (
  input wire [13:0] address_i, // of bits, 8 to a unit; the lowest of wide words enable the writing of units
  input wire [35:0] data_i, input wire [35:0] units_i,
  output wire [10:0] first_o, output wire [35:0] units_o, output wire [3:0] written_o, output wire [35:0] data_o
);
  if (Width == 36) begin : gen_36
    assign first_o = {address_i[13:5], 2'b00};
    assign written_o = address_i[3:0];
    assign units_o = data_i;
    assign data_o = units_i;
  end else if (Width == 18) begin : gen_18
    assign first_o = {address_i[13:4], 1'b0};
    assign written_o = {2'b00, address_i[1:0]};
    assign units_o = data_i;
    assign data_o = {18'b0, units_i[17:0]};
  end else if (Width == 9) begin : gen_9
    assign first_o = address_i[13:3];
    assign written_o = 4'b0001;
    assign units_o = data_i;
    assign data_o = {27'b0, units_i[8:0]};
  end else begin : gen_narrow
    localparam logic [7:0] Ones = 8'((1 << Width) - 1);
    wire [2:0] shift = address_i[2:0] & ~3'(Width - 1);
    wire [7:0] changed = (units_i[7:0] & ~(Ones << shift)) | ((data_i[7:0] & Ones) << shift);
    wire [7:0] picked = (units_i[7:0] >> shift) & Ones;
    assign first_o = address_i[13:3];
    assign written_o = 4'b0001;
    assign units_o = {27'b0, units_i[8], changed};
    assign data_o = {28'b0, picked};
  end
endmodule

// A product of two words of 18 bits, without registers.
module MULT18X18D (
  input wire [17:0] A, input wire [17:0] B, input wire [17:0] C, input wire SIGNEDA, input wire SIGNEDB,
  input wire SOURCEA, input wire SOURCEB, input wire [17:0] SRIA, input wire [17:0] SRIB,
  input wire CE0, input wire CE1, input wire CE2, input wire CE3, input wire CLK0, input wire CLK1, input wire CLK2,
  input wire CLK3, input wire RST0, input wire RST1, input wire RST2, input wire RST3, output wire [35:0] P
);
  wire signed [18:0] signed_a = {SIGNEDA & A[17], A};
  wire signed [18:0] signed_b = {SIGNEDB & B[17], B};
  wire signed [37:0] product = signed_a * signed_b;
  assign P = product[35:0];
  always @(SOURCEA, SOURCEB) if (SOURCEA || SOURCEB) $fatal(1, "multipliers in a chain are not simulated");
endmodule

// A pin: an input or an output. The pad is two wires.
module TRELLIS_IO #(
  parameter DIR = "INPUT", parameter DATAMUX_ODDR = "PADDO", parameter DATAMUX_MDDR = "PADDO"
) (
  input wire PIN_I, output wire PIN_O, input wire I, input wire T, input wire IOLDO, input wire IOLTO, output wire O
);
  assign O = PIN_I;
  assign PIN_O = I;
  if ((DIR != "INPUT" && DIR != "OUTPUT") || DATAMUX_ODDR != "PADDO" || DATAMUX_MDDR != "PADDO") begin : gen_refused
    initial $fatal(1, "a pin of both directions or with registers is not simulated");
  end
endmodule

module DCCA (
  input wire CLKI, input wire CE, output wire CLKO
);
  assign CLKO = CLKI;
endmodule
`default_nettype wire
