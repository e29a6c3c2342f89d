#!/usr/bin/env bash
# nextpnr-ice40 0.8 (npm @yowasp/nextpnr-ice40 0.8.621; 0.4 of Debian 12 and 0.11.96-dev.805 of npm do the same): the
# design that --write saves after place and route lacks the net from a PLL to the clock buffer that takes its output.
# PLLOUT_A_GLOBAL of the ICESTORM_PLL and USER_SIGNAL_TO_GLOBAL_BUFFER of the SB_GB are connected to nothing, while all
# registers hang at the buffer's output; the bitstream has the connection. Whoever simulates the routed netlist gets a
# circuit without a clock.
# Needs: Node.js 20 or newer with npm. Prints both ports of the saved design; fails if they have a net.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-fund --no-audit @yowasp/yosys@0.55.944 @yowasp/nextpnr-ice40@0.8.621

cat > divider.v << 'END'
module divider (input reference, output slow);
  wire clock;
  SB_PLL40_PAD #(
    .FEEDBACK_PATH("SIMPLE"), .DIVR(4'd0), .DIVF(7'd55), .DIVQ(3'd5), .FILTER_RANGE(3'd1)
  ) pll (.PACKAGEPIN(reference), .PLLOUTGLOBAL(clock), .RESETB(1'b1), .BYPASS(1'b0));
  reg [3:0] count = 0;
  always @(posedge clock) count <= count + 1;
  assign slow = count[3];
endmodule
END
printf 'set_io reference 35\nset_io slow 9\n' > pins.pcf

cat > route.mjs << 'END'
import { readFileSync } from 'node:fs';
import { runYosys } from '@yowasp/yosys';
import { runNextpnrIce40 } from '@yowasp/nextpnr-ice40';
const file = (name) => ({ [name]: readFileSync(name, 'utf8') });
const mapped = await runYosys(
  ['-q', '-p', 'read_verilog divider.v; synth_ice40 -top divider -json mapped.json'], file('divider.v'));
const routed = await runNextpnrIce40(
  ['-q', '--up5k', '--package', 'sg48', '--pcf', 'pins.pcf', '--json', 'mapped.json', '--write', 'routed.json'],
  { ...file('pins.pcf'), 'mapped.json': mapped['mapped.json'] });
const cells = Object.values(JSON.parse(routed['routed.json']).modules.top.cells);
const nets = (type, port) => cells.filter((cell) => cell.type === type).map((cell) => cell.connections[port].length);
const clocked = cells.filter((cell) => cell.type === 'ICESTORM_LC' && cell.connections.CLK.length > 0);
console.log('PLLOUT_A_GLOBAL of the PLL:', nets('ICESTORM_PLL', 'PLLOUT_A_GLOBAL').join(), 'nets');
console.log('USER_SIGNAL_TO_GLOBAL_BUFFER:', nets('SB_GB', 'USER_SIGNAL_TO_GLOBAL_BUFFER').join(), 'nets');
console.log('GLOBAL_BUFFER_OUTPUT:', nets('SB_GB', 'GLOBAL_BUFFER_OUTPUT').join(), 'nets, cells with a clock:', clocked.length);
END
node route.mjs | tee seen.txt
diff seen.txt - << 'END'
PLLOUT_A_GLOBAL of the PLL: 0 nets
USER_SIGNAL_TO_GLOBAL_BUFFER: 0 nets
GLOBAL_BUFFER_OUTPUT: 1 nets, cells with a clock: 4
END
echo "as found"
