// Stand-ins for the clock generators of FPGAs, with the parameters and ports that boards' top levels use: the clock at
// the pin is the one that the circuit runs with.
`default_nettype none

module SB_PLL40_PAD #(
  parameter FEEDBACK_PATH = "SIMPLE", parameter DIVR = 0, parameter DIVF = 0, parameter DIVQ = 0,
  parameter FILTER_RANGE = 0, parameter DELAY_ADJUSTMENT_MODE_FEEDBACK = "",
  parameter DELAY_ADJUSTMENT_MODE_RELATIVE = "", parameter PLLOUT_SELECT = "",
  parameter SHIFTREG_DIV_MODE = 0, parameter FDA_FEEDBACK = 0, parameter FDA_RELATIVE = 0,
  parameter ENABLE_ICEGATE = 0, parameter TEST_MODE = 0
) (
  input wire PACKAGEPIN, input wire RESETB, input wire BYPASS, input wire EXTFEEDBACK, input wire LATCHINPUTVALUE,
  input wire [7:0] DYNAMICDELAY, input wire SCLK, input wire SDI, output wire SDO, output wire PLLOUTCORE,
  output wire PLLOUTGLOBAL, output wire LOCK
);
  assign {PLLOUTCORE, PLLOUTGLOBAL} = {2{PACKAGEPIN}};
  assign SDO = 1'b0;
  assign LOCK = RESETB;
endmodule

module SB_PLL40_CORE #(
  parameter FEEDBACK_PATH = "SIMPLE", parameter DIVR = 0, parameter DIVF = 0, parameter DIVQ = 0,
  parameter FILTER_RANGE = 0, parameter DELAY_ADJUSTMENT_MODE_FEEDBACK = "",
  parameter DELAY_ADJUSTMENT_MODE_RELATIVE = "", parameter PLLOUT_SELECT = "",
  parameter SHIFTREG_DIV_MODE = 0, parameter FDA_FEEDBACK = 0, parameter FDA_RELATIVE = 0,
  parameter ENABLE_ICEGATE = 0, parameter TEST_MODE = 0
) (
  input wire REFERENCECLK, input wire RESETB, input wire BYPASS, input wire EXTFEEDBACK, input wire LATCHINPUTVALUE,
  input wire [7:0] DYNAMICDELAY, input wire SCLK, input wire SDI, output wire SDO, output wire PLLOUTCORE,
  output wire PLLOUTGLOBAL, output wire LOCK
);
  assign {PLLOUTCORE, PLLOUTGLOBAL} = {2{REFERENCECLK}};
  assign SDO = 1'b0;
  assign LOCK = RESETB;
endmodule

module EHXPLLL #(
  parameter PLLRST_ENA = "", parameter INTFB_WAKE = "", parameter STDBY_ENABLE = "", parameter DPHASE_SOURCE = "",
  parameter OUTDIVIDER_MUXA = "", parameter OUTDIVIDER_MUXB = "", parameter OUTDIVIDER_MUXC = "",
  parameter OUTDIVIDER_MUXD = "", parameter CLKI_DIV = 1, parameter CLKFB_DIV = 1, parameter CLKOP_ENABLE = "",
  parameter CLKOP_DIV = 1, parameter CLKOP_CPHASE = 0, parameter CLKOP_FPHASE = 0, parameter FEEDBK_PATH = ""
) (
  input wire RST, input wire STDBY, input wire CLKI, input wire CLKFB, input wire PHASESEL0, input wire PHASESEL1,
  input wire PHASEDIR, input wire PHASESTEP, input wire PHASELOADREG, input wire PLLWAKESYNC, input wire ENCLKOP,
  output wire CLKOP, output wire CLKINTFB, output wire LOCK
);
  assign CLKOP = CLKI;
  assign CLKINTFB = 1'b0;
  assign LOCK = !RST;
endmodule

module rPLL #(
  parameter DEVICE = "", parameter FCLKIN = "", parameter IDIV_SEL = 0, parameter FBDIV_SEL = 0, parameter ODIV_SEL = 8
) (
  input wire CLKIN, input wire CLKFB, input wire RESET, input wire RESET_P, input wire [5:0] FBDSEL,
  input wire [5:0] IDSEL, input wire [5:0] ODSEL, input wire [3:0] PSDA, input wire [3:0] DUTYDA,
  input wire [3:0] FDLY, output wire CLKOUT, output wire LOCK, output wire CLKOUTP, output wire CLKOUTD,
  output wire CLKOUTD3
);
  assign CLKOUT = CLKIN;
  assign LOCK = !RESET;
  assign {CLKOUTP, CLKOUTD, CLKOUTD3} = '0;
endmodule

module altera_pll #(
  parameter fractional_vco_multiplier = "", parameter reference_clock_frequency = "", parameter operation_mode = "",
  parameter number_of_clocks = 1, parameter output_clock_frequency0 = "", parameter phase_shift0 = "",
  parameter duty_cycle0 = 50, parameter pll_type = "", parameter pll_subtype = ""
) (
  input wire rst, input wire refclk, output wire outclk, output wire locked, output wire fboutclk, input wire fbclk
);
  assign outclk = refclk;
  assign locked = !rst;
  assign fboutclk = 1'b0;
endmodule

module MMCME2_BASE #(
  parameter real CLKIN1_PERIOD = 10, parameter DIVCLK_DIVIDE = 1, parameter real CLKFBOUT_MULT_F = 1,
  parameter real CLKOUT0_DIVIDE_F = 1
) (
  input wire CLKIN1, input wire CLKFBIN, output wire CLKFBOUT, output wire CLKOUT0, output wire LOCKED,
  input wire PWRDWN, input wire RST
);
  assign CLKOUT0 = CLKIN1;
  assign CLKFBOUT = 1'b0;
  assign LOCKED = !RST;
endmodule

module BUFG (
  input wire I, output wire O
);
  assign O = I;
endmodule
`default_nettype wire
