#!/usr/bin/env bash
# Yosys 0.55 (npm @yowasp/yosys 0.55.944; 0.23 and 0.52 do the same, 0.65.176-dev.1145 of npm no longer): the unsized
# literal '1 as the value of a parameter with a type is one bit, filled up with zeros: `localparam logic [7:0] Ones =
# '1;` is 8'h01. Assigned to a net and connected to a port it is 8'hff, as IEEE 1800-2017, 5.7.1, has it everywhere;
# Icarus Verilog 11 and Verilator 5.006 take the parameter for 8'hff. Nothing warns.
# Needs: Node.js 18 or newer with npm. Prints what Yosys makes of all three; fails if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-fund --no-audit @yowasp/yosys@0.55.944

cat > ones.sv << 'END'
module ones (output logic [7:0] parameter_value, net, port);
  localparam logic [7:0] Ones = '1;
  assign parameter_value = Ones;
  assign net = '1;
  through u_through (.i('1), .o(port));
endmodule

module through (input logic [7:0] i, output logic [7:0] o);
  assign o = i;
endmodule
END
cat > run.mjs << 'END'
import { runYosys } from '@yowasp/yosys';
import { readFileSync } from 'node:fs';
const script = 'read_verilog -sv ones.sv; hierarchy -top ones; proc; flatten; opt_clean; write_verilog -noattr out.v';
const files = { 'ones.sv': readFileSync('ones.sv', 'utf8') };
const made = await runYosys(['-q', '-p', script], files, { decodeASCII: true });
for (const name of ['parameter_value', 'net', 'port'])
  console.log(name, made['out.v'].match(new RegExp(`assign ${name} = (.*);`))[1]);
END
found=$(node run.mjs)
echo "$found"
[ "$found" = "parameter_value 8'h01
net 8'hff
port 8'hff" ]
echo "as found"
