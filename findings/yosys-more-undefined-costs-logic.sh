#!/usr/bin/env bash
# Yosys 0.55 (npm @yowasp/yosys 0.55.944; 0.70.62-dev.1236 the same within a few LUTs): what a block RAM with a write
# enable for each half of its word gives in a cycle that writes the address that is read. Where the description says
# that each half that is written reads as 'x, the memory alone is left for it, on ECP5 and iCE40. Where it says that the
# whole word is 'x as soon as one half is written, which leaves a tool more freedom, Yosys keeps the memory and adds
# logic around it: 77 flip-flops and 55 or 40 LUTs for 32 bits. Nothing warns.
# Needs: Node.js 18 or newer with npm; 80 MB of disk. Prints the cells of all four; fails if they change.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-fund --no-audit @yowasp/yosys@0.55.944

cat > memory.sv << 'END'
module memory #(parameter Parts = 0) (
  input clock, input [1:0] enable, input [8:0] to, from, input [31:0] data, output reg [31:0] word
);
  (* ram_style = "block" *) reg [31:0] store [0:511];
  always @(posedge clock) begin
    if (enable[0]) store[to][15:0] <= data[15:0];
    if (enable[1]) store[to][31:16] <= data[31:16];
  end
  generate
    if (Parts) begin
      always @(posedge clock) begin
        word[15:0] <= enable[0] && to == from ? 16'bx : store[from][15:0];
        word[31:16] <= enable[1] && to == from ? 16'bx : store[from][31:16];
      end
    end else begin
      always @(posedge clock) word <= enable != 0 && to == from ? 32'bx : store[from];
    end
  endgenerate
endmodule
END
cat > map.mjs << 'END'
import { readFileSync } from 'node:fs';
import { runYosys } from '@yowasp/yosys';
const files = { 'memory.sv': readFileSync('memory.sv', 'utf8') };
for (const family of ['ecp5', 'ice40'])
  for (const parts of [1, 0]) {
    const script = `read_verilog -sv memory.sv; chparam -set Parts ${parts} memory; synth_${family} -top memory;
      tee -o cells.json stat -json`;
    const made = await runYosys(['-q', '-p', script], files);
    const cells = Object.values(JSON.parse(made['cells.json']).modules)[0].num_cells_by_type;
    console.log(family, parts ? 'undefined by halves:' : 'undefined as a whole:', JSON.stringify(cells));
  }
END
node map.mjs 2> /dev/null | tee cells.txt

diff cells.txt - << 'END'
ecp5 undefined by halves: {"DP16KD":1}
ecp5 undefined as a whole: {"DP16KD":1,"L6MUX21":7,"LUT4":55,"PFUMX":10,"TRELLIS_FF":77}
ice40 undefined by halves: {"SB_RAM40_4K":4}
ice40 undefined as a whole: {"SB_DFF":77,"SB_LUT4":40,"SB_RAM40_4K":4}
END
echo "as found"
