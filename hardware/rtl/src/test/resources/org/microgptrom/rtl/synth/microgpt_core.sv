// Stands in for the circuit: weights in block RAM, a small table, a multiplier, an accumulator.
module microgpt_core (
    input  logic        clk_i,
    input  logic        rst_ni,
    input  logic        start_i,
    input  logic [15:0] operand_i,
    output logic        busy_o,
    output logic [31:0] sum_o
);
  logic [8:0] address;
  logic signed [31:0] weight;
  logic signed [31:0] product;
  logic [15:0] entry;
  microgpt_rom #(
      .Depth(microgpt_params::WeightsDepth), .Width(32), .File(microgpt_params::WeightsFile)
  ) u_weights (
      .clk_i(clk_i), .address_i(address), .data_o(weight)
  );
  microgpt_rom #(
      .Depth(microgpt_params::RecipDepth), .Width(16), .File(microgpt_params::RecipFile)
  ) u_recip (
      .clk_i(clk_i), .address_i(address[5:0]), .data_o(entry)
  );
  assign busy_o = address != 9'd0;
  always_ff @(posedge clk_i) begin
    product <= $signed(weight[15:0]) * $signed(operand_i);
    if (!rst_ni) begin
      address <= 9'd0;
      sum_o   <= 32'd0;
    end else if (start_i || busy_o) begin
      address <= address + 9'd1;
      sum_o   <= sum_o + product + {entry, weight[31:16]};
    end
  end
endmodule
