// What the first layer's attention starts from, which token and position alone decide: a ROM holds x, q, k and v of
// each token at each position, in the place of the embedding, two norms and three matrices. A word holds a group of
// Cols elements of each, {v, x, k, q}, and leaves in halves: k and q, then v and x, of the first group, of the second
// one, and so on. The streams of a unit share the ROM: one step's words after the other's, of steps that wait the
// lowest stream's first. Latency: 3 cycles from begin_i to the first half, of several streams at least 4; a register
// keeps the slow memory apart from what it is written to. A half stays while the cache takes another word (!grant_i).
`default_nettype none

module microgpt_first_layer #(
  parameter int Streams = 1,
  parameter int TestDepth = 16,
  localparam int OwnerBits = Streams > 1 ? $clog2(Streams) : 1,
  localparam int Cols = microgpt_params::Cols,
  localparam int EmbdBits = microgpt_params::EmbdBits,
  localparam int PosBits = microgpt_params::PosBits,
  localparam int TokenBits = microgpt_params::TokenBits
) (
  input wire logic clk_i,
  input wire logic rst_ni,
  input wire logic [Streams-1:0] begin_i,
  input wire logic [Streams*TokenBits-1:0] token_i,
  input wire logic [Streams*PosBits-1:0] pos_i,
  output logic valid_o,
  input wire logic grant_i,
  output logic [OwnerBits-1:0] owner_o,
  output logic second_o,  // v and x, not k and q
  output logic [EmbdBits-1:0] index_o,
  output logic [Cols*16-1:0] cached_o,  // k or v
  output logic [Cols*16-1:0] word_o,  // q or x
  input wire logic test_i,
  input wire logic [$clog2(TestDepth+256)-1:0] test_addr_i,
  output logic [18:0] test_o
);
  localparam int EmbdGroups = microgpt_params::EmbdGroups;
  localparam int Depth = microgpt_params::FirstLayerDepth;
  localparam int AddrBits = $clog2(Depth);

  // ---- Steps that wait, and where their words begin. That of a stream alone need not.
  logic [Streams-1:0] waiting;
  logic [Streams*AddrBits-1:0] starts, bases;
  logic [OwnerBits-1:0] next;
  logic take;
  for (genvar s = 0; s < Streams; s++) begin : gen_start
    assign starts[s*AddrBits+:AddrBits] = AddrBits'(
        32'(token_i[s*TokenBits+:TokenBits]) * (EmbdGroups * microgpt_params::Context)
        + 32'(pos_i[s*PosBits+:PosBits]) * EmbdGroups);
  end
  if (Streams > 1) begin : gen_waiting
    logic [Streams-1:0] waiting_q;
    logic [Streams*AddrBits-1:0] bases_q;
    always_ff @(posedge clk_i) begin
      for (int s = 0; s < Streams; s++) begin
        if (take && 32'(next) == s) waiting_q[s] <= 1'b0;
        if (begin_i[s]) begin
          waiting_q[s] <= 1'b1;
          bases_q[s*AddrBits+:AddrBits] <= starts[s*AddrBits+:AddrBits];
        end
      end
      if (!rst_ni) waiting_q <= '0;
    end
    assign waiting = waiting_q;
    assign bases = bases_q;
  end else begin : gen_no_waiting
    assign waiting = begin_i;
    assign bases = starts;
  end
  always_comb begin
    next = '0;
    for (int s = Streams; s > 0; s--) if (waiting[s-1]) next = OwnerBits'(s - 1);
  end

  // ---- The words of one step.
  logic [AddrBits-1:0] addr_q, held_addr_q;
  logic [EmbdBits:0] index_q, held_index_q, word_index_q;  // of a half
  logic [OwnerBits-1:0] owner_q, held_owner_q;
  logic [4*Cols*16-1:0] word, word_q;
  logic read_q, there_q, last, stay;
  assign last = index_q == (EmbdBits + 1)'(2 * EmbdGroups - 1);
  assign stay = valid_o && !grant_i;
  assign take = waiting != '0 && (!read_q || (last && !stay));
  always_ff @(posedge clk_i) begin
    if (take) begin
      addr_q <= bases[next*AddrBits+:AddrBits];
      index_q <= '0;
      owner_q <= next;
      read_q <= 1'b1;
    end else if (read_q && !stay) begin
      addr_q <= addr_q + AddrBits'(index_q[0]);
      index_q <= index_q + (EmbdBits + 1)'(1);
      read_q <= !last;
    end
    if (!stay) begin
      there_q <= read_q;
      held_addr_q <= addr_q;
      held_index_q <= index_q;
      held_owner_q <= owner_q;
      valid_o <= there_q;
      word_q <= word;
      word_index_q <= held_index_q;
      owner_o <= held_owner_q;
    end
    if (!rst_ni) begin
      read_q <= 1'b0;
      there_q <= 1'b0;
      valid_o <= 1'b0;
    end
  end
  assign {index_o, second_o} = word_index_q;
  assign {cached_o, word_o} = second_o ? word_q[2*Cols*16+:2*Cols*16] : word_q[0+:2*Cols*16];

  microgpt_rom #(
    .InitFile(microgpt_params::FirstLayerFile), .Width(4 * Cols * 16), .Depth(Depth), .TestDepth(TestDepth)
  ) u_rom (
    .clk_i, .rst_ni, .addr_i(stay ? held_addr_q : addr_q), .data_o(word),
    .test_i, .test_addr_i, .test_o
  );

endmodule
`default_nettype wire
