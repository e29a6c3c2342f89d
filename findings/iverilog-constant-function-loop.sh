#!/usr/bin/env bash
# Icarus Verilog 11.0 (Debian 11.0-1.1+b1; 12.0 of Debian 13 does the same): a constant function that calls another
# function within a loop is taken only if the loop's variable is declared before the loop. With `for (int i = ...)` the
# same function is "not a constant function"; Verilator 5.006 and Yosys 0.23 take both, and at run time Icarus does,
# too. IEEE 1800-2017, 13.4.3, allows calls of constant functions, and says nothing of loops.
# Needs: Debian 12, apt-get, dpkg-deb. Prints both outputs; fails if they change.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq iverilog=11.0-1.1+b1 2> /dev/null
dpkg-deb -x iverilog_*.deb .
compile() { usr/bin/iverilog -B "$(echo usr/lib/*/ivl)" -g2012 -o "$1.vvp" "$1.sv" 2>&1 | grep -v '^Unable to get version' || true; }

cat > before.sv << 'END'
module top;
  function automatic int next(input int value);
    next = value + 3;
  endfunction
  function automatic int after(input int value, input int steps);
    int i;
    after = value;
    for (i = 0; i < steps; i = i + 1) after = next(after);
  endfunction
  localparam int Answer = after(30, 4);
  initial $display("%0d", Answer);
endmodule
END
sed -e '/^    int i;$/d' -e 's/for (i = 0/for (int i = 0/' before.sv > header.sv

before=$(compile before)
answer=$(usr/bin/vvp -n -M "$(echo usr/lib/*/ivl)" before.vvp)
header=$(compile header)
echo "variable declared before the loop: ${before:-compiled}, prints $answer"
echo "variable declared in the loop's header: $header"
[ -z "$before" ] && [ "$answer" = 42 ]
grep -q "\`after' is not a constant function" <<< "$header"
echo "as found"
