package org.microgptrom.rtl;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.code.Code;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Region;

/**
 * The tables in which the circuit looks up the words of codes of at most 4 bits: those of matrices,
 * width by width from the widest on, each in the order of their first use; then those that only
 * embeddings use.
 */
final class CodeTables {
  /** The widest codes whose words are looked up; wider ones are two's complement. */
  private static final int WIDEST = 4;

  /** The widths of such codes, the widest first. */
  static final List<Integer> WIDTHS = Code.WIDTHS.stream().filter(bits -> bits <= WIDEST).toList();

  private final Codes codes;
  private final List<Table> ofMatrices;
  private final List<Table> all;

  /**
   * The words of all codes of one width.
   *
   * @param bits of a code
   * @param codebook its name; {@link Code#LINEAR} for two's complement
   */
  record Table(int bits, String codebook) {
    private static Table of(Code code) {
      return new Table(code.bits(), code.codebook());
    }

    boolean isLinear() {
      return codebook.equals(Code.LINEAR);
    }
  }

  private CodeTables(Codes codes, List<Table> ofMatrices, List<Table> all) {
    this.codes = codes;
    this.ofMatrices = ofMatrices;
    this.all = all;
  }

  /** The tables of a model whose weights lie in ROM as this map says. */
  static CodeTables of(Codes codes, MemoryMap map) {
    Set<Table> tables = new LinkedHashSet<>();
    for (int bits : WIDTHS) {
      for (Region region : map.regionsOf(MemoryMap.lanesImage(bits))) {
        tables.add(Table.of(codes.of(region.tensor())));
      }
    }
    Set<Table> all = new LinkedHashSet<>(tables);
    for (String embedding : List.of(ParameterSpec.WTE, ParameterSpec.WPE)) {
      Code code = codes.of(embedding);
      if (code.bits() <= WIDEST) {
        all.add(Table.of(code));
      }
    }
    return new CodeTables(codes, List.copyOf(tables), List.copyOf(all));
  }

  /** All tables; a table's number is its place here. */
  List<Table> all() {
    return all;
  }

  /** The number of the first table that matrices of this width use, or would use. */
  int first(int bits) {
    return (int) ofMatrices.stream().filter(table -> table.bits > bits).count();
  }

  /** How many tables matrices of this width use. */
  int count(int bits) {
    return (int) ofMatrices.stream().filter(table -> table.bits == bits).count();
  }

  /** The number of a tensor's table; 0 where its codes are too wide for one. */
  int of(String tensor) {
    return Math.max(0, all.indexOf(Table.of(codes.of(tensor))));
  }

  /** The number of a matrix's table among those of its width; 0 where it has none. */
  int inWidth(String matrix) {
    return Math.max(0, of(matrix) - first(codes.of(matrix).bits()));
  }

  /** How many tables matrices use, the first ones of all. */
  int ofMatrices() {
    return ofMatrices.size();
  }

  /** Whether a tensor's words are looked up in a table. */
  boolean has(String tensor) {
    return codes.of(tensor).bits() <= WIDEST;
  }

  /** The largest number of tables that matrices of one width use. */
  int most() {
    return WIDTHS.stream().mapToInt(this::count).max().orElseThrow();
  }
}
