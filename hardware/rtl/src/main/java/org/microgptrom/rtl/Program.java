package org.microgptrom.rtl;

import java.util.ArrayList;
import java.util.List;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.ParameterSpec.Role;
import org.microgptrom.model.code.Code;
import org.microgptrom.model.fixed.Formats;
import org.microgptrom.model.fixed.QFormat;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Region;

/** The instructions that compute one token, in the order of {@code docs/arithmetic.md}. */
final class Program {
  /** The number of the first layer's instruction SCORE, after those of q, k and v. */
  static final int FIRST_SCORE = 3;

  private final ModelConfig config;
  private final Formats formats;
  private final MemoryMap map;
  private final CodeTables tables;
  private final List<Instruction> instructions = new ArrayList<>();

  private Program(ModelConfig config, Formats formats, MemoryMap map) {
    this.config = config;
    this.formats = formats;
    this.map = map;
    this.tables = CodeTables.of(formats.codes(), map);
  }

  /** The program of a model: eight instructions per layer and one for the logits. */
  static List<Instruction> of(ModelConfig config, Formats formats, MemoryMap map) {
    Program program = new Program(config, formats, map);
    for (int layer = 0; layer < config.layers(); layer++) {
      program.addLayer(layer);
    }
    program.add(
        Instruction.Kind.HEAD, 0, ParameterSpec.LM_HEAD, formats.residual(), formats.logits());
    return List.copyOf(program.instructions);
  }

  private void addLayer(int layer) {
    Formats.Layer own = formats.layers().get(layer);
    QFormat norm = formats.norm();
    QFormat residual = formats.residual();
    add(Instruction.Kind.QUERY, layer, Role.ATTN_WQ.inLayer(layer), norm, own.q());
    add(Instruction.Kind.KEY, layer, Role.ATTN_WK.inLayer(layer), norm, own.k());
    add(Instruction.Kind.VALUE, layer, Role.ATTN_WV.inLayer(layer), norm, own.v());
    add(Instruction.Kind.SCORE, layer, 0, 0, own.scoreShift(), 0);
    add(Instruction.Kind.MIX, layer, 0, 0, 0, 0);
    add(Instruction.Kind.PROJECT, layer, Role.ATTN_WO.inLayer(layer), own.v(), residual);
    add(Instruction.Kind.EXPAND, layer, Role.MLP_FC1.inLayer(layer), norm, own.hidden());
    add(Instruction.Kind.CONTRACT, layer, Role.MLP_FC2.inLayer(layer), own.hidden(), residual);
  }

  /** Adds the instruction that computes linear(W, y, fy, fo). */
  private void add(Instruction.Kind kind, int layer, String matrix, QFormat fy, QFormat fo) {
    int bits = formats.codes().of(matrix).bits();
    Region region =
        map.regionsOf(MemoryMap.lanesImage(bits)).stream()
            .filter(r -> r.tensor().equals(matrix))
            .findFirst()
            .orElseThrow();
    int shift = formats.weight(matrix).fractionBits() + fy.fractionBits() - fo.fractionBits();
    add(kind, layer, Code.WIDTHS.indexOf(bits), tables.inWidth(matrix), shift, region.base());
  }

  private void add(Instruction.Kind kind, int layer, int width, int table, int shift, int base) {
    Tiling tiling = Tiling.of(kind, config, map.lanes());
    instructions.add(
        new Instruction(
            kind,
            layer,
            width,
            table,
            shift,
            tiling.tiles(),
            tiling.groups(),
            tiling.lastGroups(),
            base));
  }
}
