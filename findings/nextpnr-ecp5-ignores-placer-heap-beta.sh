#!/usr/bin/env bash
# nextpnr-ecp5 0.7 (Debian 13, 0.7-1+b2) takes --placer-heap-beta, the fill at which its placer HeAP spreads cells, lists
# it in its help, and places as without it, whatever the number: 0.3, 0.5 and 1.0 give the same sites. --seed changes
# them. nextpnr-ice40 0.4 (Debian 12) obeys the same option. Nothing warns, so that a sweep over it measures nothing.
# Needs: root (chroot), amd64, apt-get, dpkg-deb, sha256sum, Node.js 18 or newer with npm; 400 MB of disk. Prints a digest
# of the sites for each setting; fails if those of nextpnr-ecp5 differ, or those of two seeds don't.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Debian 13's package with what it needs, in a root of its own.
mkdir -p apt/lists/partial apt/archives/partial root
cat > apt/conf << END
Dir::Etc::sourcelist "$folder/apt/sources.list";
Dir::Etc::sourceparts "-";
Dir::State::lists "$folder/apt/lists";
Dir::Cache::archives "$folder/apt/archives";
Dir::State::status "$folder/apt/status";
APT::Sandbox::User "root";
END
: > apt/status
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian trixie main" > apt/sources.list
APT_CONFIG=$folder/apt/conf apt-get -qq update
APT_CONFIG=$folder/apt/conf apt-get -qq install -y --no-install-recommends --download-only nextpnr-ecp5=0.7-1+b2 > /dev/null
for package in apt/archives/*.deb; do dpkg-deb -x "$package" root; done
for name in bin lib lib64; do [ -e "root/$name" ] || ln -s "usr/$name" "root/$name"; done

npm init -y > /dev/null
npm install --silent --no-fund --no-audit @yowasp/yosys@0.55.944
cat > mix.v << 'END'
module mix (input clock, input [7:0] in, output reg [7:0] out);
  reg [511:0] state;
  wire [511:0] turned = {state[510:0], state[511]};
  always @(posedge clock) begin
    state <= turned + (state ^ {state[166:0], state[511:167]}) + in;
    out <= state[511:504] ^ state[263:256];
  end
endmodule
END
cat > map.mjs << 'END'
import { readFileSync, writeFileSync } from 'node:fs';
import { runYosys } from '@yowasp/yosys';
const script = 'read_verilog mix.v; synth_ecp5 -top mix -json mix.json';
const made = await runYosys(['-q', '-p', script], { 'mix.v': readFileSync('mix.v', 'utf8') });
writeFileSync('root/mix.json', made['mix.json']);
END
node map.mjs

sites() {
  chroot root /usr/bin/nextpnr-ecp5 --quiet --25k --package CABGA381 --json mix.json --no-route --write placed.json "$@"
  grep -o '"NEXTPNR_BEL": "[^"]*"' root/placed.json | sha256sum | cut -c1-12
}
usual=$(sites --seed 1)
echo "seed 1: $usual"
for beta in 0.3 0.5 1.0; do
  found=$(sites --seed 1 --placer-heap-beta "$beta")
  echo "seed 1, --placer-heap-beta $beta: $found"
  [ "$found" = "$usual" ]
done
other=$(sites --seed 2)
echo "seed 2: $other"
[ "$other" != "$usual" ]
echo "as found"
