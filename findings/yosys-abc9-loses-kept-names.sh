#!/usr/bin/env bash
# Yosys 0.69+62 (npm @yowasp/yosys 0.70.62-dev.1236): of the names that a wire has in the modules of a flattened design,
# synthesis for iCE40, ECP5 and Gowin leaves a single one, and loses others with the attribute keep, too: here that of a
# ROM's output in the ROM's module. 0.64+176 (npm 0.65.176-dev.1145) leaves them all. They go in abc9, whose exchange
# with ABC is new; `scratchpad -set abc9.xaiger 1`, which the help of abc9 does not name, brings back the former one and
# the names. Who looks for a ROM by name, to patch a bitstream or to constrain it, does not find it. Nothing warns but
# "Feature 'write_xaiger2' is experimental", with any design.
# Needs: Linux on amd64 or arm64, Node.js with npm; 400 MB of disk: it installs a Node 24, which the packages ask for.
# Prints the names that are left; fails if they change.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-fund --no-audit node@24.21.0 \
  former@npm:@yowasp/yosys@0.65.176-dev.1145 later@npm:@yowasp/yosys@0.70.62-dev.1236

cat > table.sv << 'END'
module table_rom (input clock, input [7:0] place, (* keep *) output logic [15:0] word);
  (* rom_style = "block" *) logic [15:0] words [0:255];
  initial for (int i = 0; i < 256; i++) words[i] = 40503 * i;
  always_ff @(posedge clock) word <= words[place];
endmodule

module lookup (input clock, input [7:0] place, output [15:0] found);
  logic [15:0] bare;
  table_rom rom (.clock, .place, .word(bare));
  assign found = bare;
endmodule

module counter (input clock, input [7:0] place, output logic [15:0] total);
  logic [15:0] summand;
  lookup table_lookup (.clock, .place, .found(summand));
  always_ff @(posedge clock) total <= total + summand;
endmodule
END
cat > run.mjs << 'END'
import { readFileSync } from 'node:fs';
const files = { 'table.sv': readFileSync('table.sv', 'utf8') };
const silent = { stdout: () => {}, stderr: () => {}, fetchProgress: () => {}, decodeASCII: true };
for (const [version, setting] of [['former', ''], ['later', ''], ['later', 'scratchpad -set abc9.xaiger 1; ']]) {
  const { runYosys } = await import(version);
  for (const synthesis of ['synth_ice40', 'synth_ecp5', 'synth_gowin']) {
    const script = `read_verilog -sv table.sv; ${setting}${synthesis} -top counter; write_json out.json`;
    const made = await runYosys(['-q', '-p', script], files, silent);
    const names = Object.keys(JSON.parse(made['out.json']).modules.counter.netnames);
    const left = ['summand', 'table_lookup.bare', 'table_lookup.rom.word'].filter(name => names.includes(name));
    console.log(`${version} ${setting}${synthesis}: ${left.join(' ')}`);
  }
}
END
found=$(node_modules/node/bin/node run.mjs)
echo "$found"
all='summand table_lookup.bare table_lookup.rom.word'
diff <(echo "$found") - << END
former synth_ice40: $all
former synth_ecp5: $all
former synth_gowin: $all
later synth_ice40: summand
later synth_ecp5: table_lookup.bare
later synth_gowin: summand
later scratchpad -set abc9.xaiger 1; synth_ice40: $all
later scratchpad -set abc9.xaiger 1; synth_ecp5: $all
later scratchpad -set abc9.xaiger 1; synth_gowin: $all
END
echo "as found"
