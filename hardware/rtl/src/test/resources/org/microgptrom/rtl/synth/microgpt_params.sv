package microgpt_params;
  localparam int WeightsDepth = 512;
  localparam WeightsFile = "rom/readmemh/weights_lanes.mem";
  localparam int RecipDepth = 33;
  localparam RecipFile = "rom/readmemh/recip.mem";
endpackage
