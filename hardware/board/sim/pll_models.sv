// Stand-ins for the clock generators of FPGAs: the clock at the pin is the one that the circuit runs with.
`default_nettype none

module SB_PLL40_PAD #(
  parameter FEEDBACK_PATH = "SIMPLE", DIVR = 0, DIVF = 0, DIVQ = 0, FILTER_RANGE = 0
) (
  input wire PACKAGEPIN, RESETB, BYPASS,
  output wire PLLOUTCORE, PLLOUTGLOBAL, LOCK
);
  assign PLLOUTCORE = PACKAGEPIN;
  assign PLLOUTGLOBAL = PACKAGEPIN;
  assign LOCK = RESETB;
endmodule

module SB_PLL40_CORE #(
  parameter FEEDBACK_PATH = "SIMPLE", DIVR = 0, DIVF = 0, DIVQ = 0, FILTER_RANGE = 0
) (
  input wire REFERENCECLK, RESETB, BYPASS,
  output wire PLLOUTCORE, PLLOUTGLOBAL, LOCK
);
  assign PLLOUTCORE = REFERENCECLK;
  assign PLLOUTGLOBAL = REFERENCECLK;
  assign LOCK = RESETB;
endmodule
`default_nettype wire
