#!/usr/bin/env bash
# GHDL 2.0.0 (Debian 12, 2.0.0+dfsg-6.2+b2; 5.0.1 of Debian 13 does the same): `ghdl --synth` makes of a constant array
# `0 to N - 1` that is read at a clock edge a memory in reverse order: word 0 lies at address N - 1, behind a
# subtraction from N - 1. What is read is right, but the address takes LUTs and a carry chain, 12 LUTs for 432 words on
# an iCE40, and a tool that exchanges the words of a block RAM in a bitstream finds them in the other order. An array `N
# - 1 downto 0` of the same words has neither. The same words as a case statement become no memory at all, where Yosys
# makes one of Verilog's case.
# Needs: Debian 12 on amd64, apt-get, dpkg-deb, Node.js 18 or newer with npm; 200 MB of disk. Prints where word 2 lies
# and the cells of all three; fails if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get download -qq ghdl-mcode=2.0.0+dfsg-6.2+b2 ghdl-common=2.0.0+dfsg-6.2+b2 libgnat-12 2> /dev/null
for package in ./*.deb; do dpkg-deb -x "$package" .; done
npm init -y > /dev/null
npm install --silent --no-fund --no-audit @yowasp/yosys@0.55.944

words=432
# shellcheck disable=SC2059 # the format is the caller's
squares() { for ((i = 0; i < words; i++)); do printf "$1" "$i" "$((i * i % 65536))"; done; }
array() {
  cat << END
library ieee;
use ieee.std_logic_1164.all;
use ieee.numeric_std.all;

entity squares is
  port (clock : in std_logic; number : in unsigned(8 downto 0); square : out std_logic_vector(15 downto 0));
end entity;

architecture table of squares is
  type table_of_words is array ($1) of std_logic_vector(15 downto 0);
  constant all_squares : table_of_words := (
$(squares '    %d => x"%04x",\n' | sed '$s/,$//'));
begin
  process (clock) begin
    if rising_edge(clock) then square <= all_squares(to_integer(number)); end if;
  end process;
end architecture;
END
}
array "0 to $words - 1" > rising.vhd
array "$words - 1 downto 0" > falling.vhd
{
  sed '/^architecture/,$d' rising.vhd
  cat << END
architecture choice of squares is begin
  process (clock) begin
    if rising_edge(clock) then
      case to_integer(number) is
$(squares '        when %d => square <= x"%04x";\n')
        when others => square <= x"0000";
      end case;
    end if;
  end process;
end architecture;
END
} > choice.vhd
cat > map.mjs << 'END'
import { readFileSync } from 'node:fs';
import { runYosys } from '@yowasp/yosys';
const script = 'read_verilog made.v; synth_ice40 -top squares; write_json out.json';
const made = await runYosys(['-q', '-p', script], { 'made.v': readFileSync('made.v', 'utf8') });
const count = {};
for (const cell of Object.values(JSON.parse(made['out.json']).modules.squares.cells))
  count[cell.type] = (count[cell.type] ?? 0) + 1;
const luts = count.SB_LUT4 ?? 0;
console.log(`${count.SB_RAM40_4K ?? 0} block RAMs, ${luts > 200 ? 'hundreds of' : luts} LUTs`);
END
for form in rising falling choice; do
  LD_LIBRARY_PATH=$(echo usr/lib/*-linux-gnu) GHDL_PREFIX=usr/lib/ghdl/mcode \
    usr/bin/ghdl-mcode --synth --std=08 --out=verilog "$form.vhd" -e squares > made.v 2> /dev/null
  # The line of the word 2 * 2 = 4 in the memory: its address is in brackets.
  place=$(sed -n "s/^ *n[0-9]*\[\([0-9]*\)\] = 16'b0000000000000100;$/word 2 at address \1/p" made.v)
  echo "$form: ${place:-no memory}, $(node map.mjs)"
done > found
cat found
diff found - << END
rising: word 2 at address 429, 2 block RAMs, 12 LUTs
falling: word 2 at address 2, 2 block RAMs, 0 LUTs
choice: no memory, 0 block RAMs, hundreds of LUTs
END
echo "as found"
