// What the cells of an iCE40 do, as nextpnr-ice40 names them after placement, and the block RAM as icebox_vlog does.
// Pins with numbers up to 4 or more are vectors here. A parameter or port that is missing here is refused by whoever
// compiles this, one that is here but has no behaviour by $fatal. Written from Lattice's documents: iCE40 LP/HX Family
// Data Sheet FPGA-DS-02029 (logic cell, I/O), Memory Usage Guide TN1250, DSP Function Usage Guide FPGA-TN-02007.
`default_nettype none

// A logic cell: 4-input table, carry, register. O is the table's output or the register's.
module ICESTORM_LC #(
  parameter logic [15:0] LUT_INIT = 0,
  parameter logic CARRY_ENABLE = 0, parameter logic CIN_CONST = 0, parameter logic CIN_SET = 0,
  parameter logic DFF_ENABLE = 0, parameter logic SET_NORESET = 0, parameter logic ASYNC_SR = 0,
  parameter logic NEG_CLK = 0
) (
  input wire I0, input wire I1, input wire I2, input wire I3, input wire CIN, input wire CLK, input wire CEN,
  input wire SR, output wire O, output wire LO, output wire COUT
);
  // Inputs that the table ignores may come from the cell's own output, by way of the carry: no loop.
  localparam logic Uses3 = LUT_INIT[15:8] != LUT_INIT[7:0];
  localparam logic Uses2 = ((LUT_INIT ^ (LUT_INIT >> 4)) & 16'h0f0f) != 0;
  localparam logic Uses1 = ((LUT_INIT ^ (LUT_INIT >> 2)) & 16'h3333) != 0;
  localparam logic Uses0 = ((LUT_INIT ^ (LUT_INIT >> 1)) & 16'h5555) != 0;
  wire [3:0] index = {Uses3 & I3, Uses2 & I2, Uses1 & I1, Uses0 & I0};
  wire carry = CIN_CONST ? CIN_SET : CIN;
  assign LO = LUT_INIT[index];
  assign COUT = CARRY_ENABLE & ((I1 & I2) | ((I1 | I2) & carry));
  if (DFF_ENABLE) begin : gen_register
    logic q = 1'b0;
    always @(posedge CLK) if (CEN) q <= SR ? SET_NORESET : LO;
    assign O = q;
    if (NEG_CLK || ASYNC_SR) begin : gen_refused
      initial $fatal(1, "a register with a falling clock or an asynchronous reset is not simulated");
    end
  end else begin : gen_table
    assign O = LO;
  end
endmodule

// 256 words of 16 bits; bit 16 w + i of INIT is bit i of word w. In mode m a word is 16 >> m bits wide: the address
// bits above the lowest 8 choose one of 2^m neighbouring bits for one pin, the first one below the middle of theirs.
module ICESTORM_RAM #(
  parameter logic [4095:0] INIT = 0, parameter logic [1:0] READ_MODE = 0, parameter logic [1:0] WRITE_MODE = 0,
  parameter logic NEG_CLK_R = 0, parameter logic NEG_CLK_W = 0
) (
  input wire [10:0] RADDR, input wire RCLK, input wire RCLKE, input wire RE, output wire [15:0] RDATA,
  input wire [10:0] WADDR, input wire [15:0] WDATA, input wire [15:0] MASK, input wire WCLK, input wire WCLKE,
  input wire WE
);
  localparam int ReadGroup = 1 << READ_MODE;
  localparam int WriteGroup = 1 << WRITE_MODE;
  logic [15:0] words [256];
  logic [15:0] word_q = 0;
  logic [2:0] choice_q = 0;
  initial for (int w = 0; w < 256; w++) words[w] = INIT[16*w +: 16];

  always @(posedge RCLK)
    if (RCLKE && RE) begin
      word_q <= words[RADDR[7:0]];
      choice_q <= RADDR[10:8];
    end
  for (genvar i = 0; i < 16; i++) begin : gen_read
    if (i % ReadGroup == (ReadGroup > 2 ? ReadGroup / 2 - 1 : 0)) begin : gen_pin
      wire [3:0] at = 4'(i - i % ReadGroup) | 4'(choice_q & 3'(ReadGroup - 1));
      assign RDATA[i] = word_q[at];
    end else begin : gen_open
      assign RDATA[i] = 1'b0;
    end
  end

  wire [15:0] kept, given;
  for (genvar i = 0; i < 16; i++) begin : gen_write
    localparam int Pin = i - i % WriteGroup + (WriteGroup > 2 ? WriteGroup / 2 - 1 : 0);
    assign kept[i] = WriteGroup == 1 ? MASK[i] : (WADDR[10:8] & 3'(WriteGroup - 1)) != 3'(i % WriteGroup);
    assign given[i] = WDATA[Pin];
  end
  always @(posedge WCLK)
    if (WCLKE && WE) words[WADDR[7:0]] <= (words[WADDR[7:0]] & kept) | (given & ~kept);

  if (NEG_CLK_R || NEG_CLK_W) begin : gen_refused
    initial $fatal(1, "a block RAM with a falling clock is not simulated");
  end
endmodule

module SB_RAM40_4K #(
  parameter logic [1:0] READ_MODE = 0, parameter logic [1:0] WRITE_MODE = 0,
  parameter logic [255:0] INIT_0 = 0, parameter logic [255:0] INIT_1 = 0, parameter logic [255:0] INIT_2 = 0,
  parameter logic [255:0] INIT_3 = 0, parameter logic [255:0] INIT_4 = 0, parameter logic [255:0] INIT_5 = 0,
  parameter logic [255:0] INIT_6 = 0, parameter logic [255:0] INIT_7 = 0, parameter logic [255:0] INIT_8 = 0,
  parameter logic [255:0] INIT_9 = 0, parameter logic [255:0] INIT_A = 0, parameter logic [255:0] INIT_B = 0,
  parameter logic [255:0] INIT_C = 0, parameter logic [255:0] INIT_D = 0, parameter logic [255:0] INIT_E = 0,
  parameter logic [255:0] INIT_F = 0
) (
  input wire [10:0] RADDR, input wire RCLK, input wire RCLKE, input wire RE, output wire [15:0] RDATA,
  input wire [10:0] WADDR, input wire [15:0] WDATA, input wire [15:0] MASK, input wire WCLK, input wire WCLKE,
  input wire WE
);
  ICESTORM_RAM #(
    .READ_MODE(READ_MODE), .WRITE_MODE(WRITE_MODE),
    .INIT({INIT_F, INIT_E, INIT_D, INIT_C, INIT_B, INIT_A, INIT_9, INIT_8,
           INIT_7, INIT_6, INIT_5, INIT_4, INIT_3, INIT_2, INIT_1, INIT_0})
  ) u_block (.*);
endmodule

// A x B of 16 bits with an adder behind it: O = product or {C, D} or O plus product, each after registers or not. The
// upper half is the top's, the lower one the bottom's. Two products of 8 bits are not simulated, nor resets, nor what
// comes from the block below.
module ICESTORM_DSP #(
  parameter logic A_REG = 0, parameter logic B_REG = 0, parameter logic C_REG = 0, parameter logic D_REG = 0,
  parameter logic A_SIGNED = 0, parameter logic B_SIGNED = 0, parameter logic MODE_8x8 = 0,
  parameter logic TOP_8x8_MULT_REG = 0, parameter logic BOT_8x8_MULT_REG = 0,
  parameter logic PIPELINE_16x16_MULT_REG1 = 0, parameter logic PIPELINE_16x16_MULT_REG2 = 0,
  parameter logic [1:0] TOPOUTPUT_SELECT = 0, parameter logic [1:0] BOTOUTPUT_SELECT = 0,
  parameter logic [1:0] TOPADDSUB_LOWERINPUT = 0, parameter logic [1:0] BOTADDSUB_LOWERINPUT = 0,
  parameter logic TOPADDSUB_UPPERINPUT = 0, parameter logic BOTADDSUB_UPPERINPUT = 0,
  parameter logic [1:0] TOPADDSUB_CARRYSELECT = 0, parameter logic [1:0] BOTADDSUB_CARRYSELECT = 0,
  parameter logic NEG_TRIGGER = 0
) (
  input wire CLK, input wire CE,
  input wire [15:0] A, input wire [15:0] B, input wire [15:0] C, input wire [15:0] D,
  input wire AHOLD, input wire BHOLD, input wire CHOLD, input wire DHOLD,
  input wire IRSTTOP, input wire IRSTBOT, input wire ORSTTOP, input wire ORSTBOT,
  input wire OLOADTOP, input wire OLOADBOT, input wire ADDSUBTOP, input wire ADDSUBBOT,
  input wire OHOLDTOP, input wire OHOLDBOT, input wire CI, input wire ACCUMCI, input wire SIGNEXTIN,
  output wire [31:0] O, output wire CO, output wire ACCUMCO, output wire SIGNEXTOUT
);
  localparam logic Product = TOPADDSUB_LOWERINPUT == 2 && BOTADDSUB_LOWERINPUT == 2; // the adder takes the product
  localparam logic Added = !TOPOUTPUT_SELECT[1] || !BOTOUTPUT_SELECT[1]; // the adder's sum is used
  if (MODE_8x8 || NEG_TRIGGER || TOPOUTPUT_SELECT == 2 || BOTOUTPUT_SELECT == 2 || (Added && !Product)
      || (Added && (BOTADDSUB_CARRYSELECT[1] || TOPADDSUB_CARRYSELECT == 2))
      || TOP_8x8_MULT_REG != PIPELINE_16x16_MULT_REG1
      || BOT_8x8_MULT_REG != PIPELINE_16x16_MULT_REG1) begin : gen_refused
    initial $fatal(1, "this use of a multiplier is not simulated");
  end

  logic [15:0] a_q = 0, b_q = 0, c_q = 0, d_q = 0;
  logic [31:0] first_q = 0, second_q = 0, sum_q = 0;
  wire [15:0] a = A_REG ? a_q : A;
  wire [15:0] b = B_REG ? b_q : B;
  wire [15:0] c = C_REG ? c_q : C;
  wire [15:0] d = D_REG ? d_q : D;
  wire signed [16:0] signed_a = {A_SIGNED & a[15], a};
  wire signed [16:0] signed_b = {B_SIGNED & b[15], b};
  wire signed [33:0] whole = signed_a * signed_b;
  wire [31:0] first = PIPELINE_16x16_MULT_REG1 ? first_q : whole[31:0];
  wire [31:0] product = PIPELINE_16x16_MULT_REG2 ? second_q : first;

  // Bit 16 is the carry of a sum and the borrow of a difference.
  wire [15:0] low_upper = BOTADDSUB_UPPERINPUT ? d : sum_q[15:0];
  wire [15:0] high_upper = TOPADDSUB_UPPERINPUT ? c : sum_q[31:16];
  wire [16:0] low_carry = {16'b0, BOTADDSUB_CARRYSELECT[0]};
  wire [16:0] low_in = {1'b0, product[15:0]} + low_carry;
  wire [16:0] low = ADDSUBBOT ? {1'b0, low_upper} - low_in : {1'b0, low_upper} + low_in;
  wire high_carry = TOPADDSUB_CARRYSELECT[1] ? low[16] ^ ADDSUBBOT : TOPADDSUB_CARRYSELECT[0];
  wire [16:0] high_in = {1'b0, product[31:16]} + {16'b0, high_carry};
  wire [16:0] high = ADDSUBTOP ? {1'b0, high_upper} - high_in : {1'b0, high_upper} + high_in;

  always @(posedge CLK)
    if (CE) begin
      if (!AHOLD) a_q <= A;
      if (!BHOLD) b_q <= B;
      if (!CHOLD) c_q <= C;
      if (!DHOLD) d_q <= D;
      first_q <= whole[31:0];
      second_q <= first;
      if (!OHOLDTOP) sum_q[31:16] <= OLOADTOP ? c : high[15:0];
      if (!OHOLDBOT) sum_q[15:0] <= OLOADBOT ? d : low[15:0];
    end
  always @(posedge CLK)
    if (IRSTTOP || IRSTBOT || ORSTTOP || ORSTBOT) $fatal(1, "resets of a multiplier are not simulated");
  assign O[31:16] = TOPOUTPUT_SELECT == 3 ? product[31:16] : TOPOUTPUT_SELECT == 1 ? sum_q[31:16]
                  : OLOADTOP ? c : high[15:0];
  assign O[15:0] = BOTOUTPUT_SELECT == 3 ? product[15:0] : BOTOUTPUT_SELECT == 1 ? sum_q[15:0]
                 : OLOADBOT ? d : low[15:0];
  assign ACCUMCO = high[16];
  assign CO = high[16] ^ ADDSUBTOP;
  assign SIGNEXTOUT = product[31];
endmodule

// A pin: an input or an output without registers. The pad is two wires.
module SB_IO #(
  parameter logic [5:0] PIN_TYPE = 0, parameter logic PULLUP = 0, parameter logic NEG_TRIGGER = 0,
  parameter IO_STANDARD = ""
) (
  input wire PIN_I, output wire PIN_O, input wire D_OUT_0, input wire D_OUT_1, output wire D_IN_0, output wire D_IN_1,
  input wire OUTPUT_ENABLE, input wire OUTPUT_CLK, input wire INPUT_CLK, input wire CLOCK_ENABLE,
  input wire LATCH_INPUT_VALUE
);
  assign D_IN_0 = PIN_I;
  assign D_IN_1 = 1'b0;
  assign PIN_O = D_OUT_0;
  if (PIN_TYPE != 6'b000001 && PIN_TYPE != 6'b011001) begin : gen_refused
    initial $fatal(1, "a pin with registers or a tristate output is not simulated");
  end
endmodule

module SB_GB (
  input wire USER_SIGNAL_TO_GLOBAL_BUFFER, output wire GLOBAL_BUFFER_OUTPUT
);
  assign GLOBAL_BUFFER_OUTPUT = USER_SIGNAL_TO_GLOBAL_BUFFER;
endmodule

// The clock at the pin is the one that the circuit runs with.
module ICESTORM_PLL #(
  parameter PLLTYPE = 0, parameter FEEDBACK_PATH = 0, parameter DIVR = 0, parameter DIVF = 0, parameter DIVQ = 0,
  parameter FILTER_RANGE = 0, parameter TEST_MODE = 0, parameter SHIFTREG_DIVMODE = 0, parameter PLLOUT_SELECT_A = 0,
  parameter PLLOUT_SELECT_B = 0, parameter FDA_FEEDBACK = 0, parameter FDA_RELATIVE = 0, parameter DELAY_ADJMODE_FB = 0,
  parameter DELAY_ADJMODE_REL = 0,
  parameter ENABLE_ICEGATE_PORTA = 0, parameter ENABLE_ICEGATE_PORTB = 0  // from nextpnr 0.11 on
) (
  input wire REFERENCECLK, input wire RESETB, input wire BYPASS, input wire EXTFEEDBACK, input wire LATCHINPUTVALUE,
  input wire [7:0] DYNAMICDELAY, input wire SCLK, input wire SDI, output wire SDO, output wire PLLOUT_A,
  output wire PLLOUT_A_GLOBAL, output wire LOCK
);
  assign {PLLOUT_A, PLLOUT_A_GLOBAL} = {2{REFERENCECLK}};
  assign SDO = 1'b0;
  assign LOCK = RESETB;
endmodule
`default_nettype wire
