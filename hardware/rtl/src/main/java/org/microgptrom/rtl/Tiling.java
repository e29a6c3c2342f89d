package org.microgptrom.rtl;

import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Region;

/**
 * How one pass of the multipliers cuts its matrix into tiles of R rows and C columns.
 *
 * @param tiles number of tiles of R rows, at least 1
 * @param groups number of groups of C columns in a row, at least 1
 * @param lastGroups number of groups of C rows in the last tile, 1..R/C
 */
record Tiling(int tiles, int groups, int lastGroups) {
  /**
   * The tiling of one kind of instruction. The positions of SCORE and MIX are known at run time
   * only: they count here as one tile and one group.
   *
   * @param lanes P, a power of two, 1..256
   */
  static Tiling of(Instruction.Kind kind, ModelConfig config, int lanes) {
    int tileRows = MemoryMap.tileRows(config, lanes);
    int tileColumns = MemoryMap.tileColumns(config, lanes);
    int embd = config.embd();
    int rows =
        switch (kind) {
          case SCORE -> 1;
          case EXPAND -> config.hidden();
          case HEAD -> config.vocabSize();
          case QUERY, KEY, VALUE, MIX, PROJECT, CONTRACT -> embd;
        };
    int columns =
        switch (kind) {
          case SCORE -> config.headDim();
          case MIX -> 1;
          case CONTRACT -> config.hidden();
          case QUERY, KEY, VALUE, PROJECT, EXPAND, HEAD -> embd;
        };
    return new Tiling(
        Region.ceilDiv(rows, tileRows),
        Region.ceilDiv(columns, tileColumns),
        Region.ceilDiv((rows - 1) % tileRows + 1, tileColumns));
  }
}
