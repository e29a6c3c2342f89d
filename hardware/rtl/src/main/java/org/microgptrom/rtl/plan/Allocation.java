package org.microgptrom.rtl.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.microgptrom.model.rom.Primitive;
import org.microgptrom.rtl.device.Fpga;

/**
 * Puts memories into a device's blocks: each memory into the kind of which it takes the smallest
 * part, or into several kinds where none has room for all of it. Small memories come first, as a
 * large one can be split. A memory that finds no room is counted in the first kind all the same, so
 * that the shortage shows.
 */
final class Allocation {
  private final Fpga fpga;
  private final boolean lutRam;
  private final boolean bootLoaded;
  private final Map<Primitive, Long> used = new EnumMap<>(Primitive.class);
  private final List<Placement> placements = new ArrayList<>();

  private Allocation(Fpga fpga, boolean lutRam, boolean bootLoaded) {
    this.fpga = fpga;
    this.lutRam = lutRam;
    this.bootLoaded = bootLoaded;
  }

  /**
   * The allocation of all memories.
   *
   * @param lutRam whether the device's LUTs can be RAM
   * @param bootLoaded whether ROMs may be in blocks that the bitstream can't initialise
   */
  static Allocation of(List<Memory> memories, Fpga fpga, boolean lutRam, boolean bootLoaded) {
    Allocation allocation = new Allocation(fpga, lutRam, bootLoaded);
    memories.stream().sorted(Comparator.comparingLong(Memory::bits)).forEach(allocation::place);
    List<String> order = memories.stream().map(Memory::name).toList();
    allocation.placements.sort(Comparator.comparingInt(p -> order.indexOf(p.memory().name())));
    return allocation;
  }

  /** The places of all memories. */
  List<Placement> placements() {
    return List.copyOf(placements);
  }

  /** The number of blocks used of each kind. */
  List<Use> uses() {
    return fpga.blocks().stream()
        .map(kind -> new Use(kind.primitive().toString(), used(kind), kind.count()))
        .toList();
  }

  /** Whether there is room for all memories. */
  boolean fits() {
    return uses().stream().allMatch(Use::fits)
        && placements.stream()
            .allMatch(p -> p.blocks() == 0 || isAllowed(p.memory(), p.primitive()));
  }

  private boolean isAllowed(Memory memory, Primitive primitive) {
    return bootLoaded
        || !memory.kind().isRom()
        || fpga.blocks().stream()
            .anyMatch(kind -> kind.primitive() == primitive && kind.initialised());
  }

  private void place(Memory memory) {
    List<Fpga.BlockKind> kinds =
        fpga.blocks().stream().filter(kind -> isAllowed(memory, kind.primitive())).toList();
    Optional<Fpga.BlockKind> best =
        kinds.stream()
            .filter(kind -> blocks(memory, kind).count() <= free(kind))
            .min(
                Comparator.comparingDouble(
                    kind -> (double) blocks(memory, kind).count() / kind.count()));
    if (best.isPresent()) {
      put(memory, best.get());
    } else if (kinds.size() < 2 || !split(memory, kinds)) {
      put(memory, kinds.isEmpty() ? fpga.blocks().get(0) : kinds.get(0));
    }
  }

  /**
   * Puts some copies of a memory, or its first words, into the kind that has room for most of it.
   */
  private boolean split(Memory memory, List<Fpga.BlockKind> kinds) {
    boolean single = memory.copies() == 1;
    int all = single ? memory.depth() : memory.copies();
    Fpga.BlockKind most = kinds.get(0);
    int room = 0;
    for (Fpga.BlockKind kind : kinds) {
      int here = most(memory, kind, all);
      if (here > room) {
        most = kind;
        room = here;
      }
    }
    if (room == 0) {
      return false;
    }
    put(part(memory, room), most);
    place(part(memory, all - room));
    return true;
  }

  /**
   * The largest part of a memory for which a kind has room, given that there is none for all of it.
   */
  private int most(Memory memory, Fpga.BlockKind kind, int all) {
    int fits = 0;
    int tooMany = all;
    while (tooMany - fits > 1) {
      int middle = (fits + tooMany) >>> 1;
      if (blocks(part(memory, middle), kind).count() <= free(kind)) {
        fits = middle;
      } else {
        tooMany = middle;
      }
    }
    return fits;
  }

  private static Memory part(Memory memory, int size) {
    boolean single = memory.copies() == 1;
    return new Memory(
        memory.name(),
        memory.kind(),
        memory.place(),
        memory.width(),
        single ? size : memory.depth(),
        single ? 1 : size);
  }

  private void put(Memory memory, Fpga.BlockKind kind) {
    Blocks blocks = blocks(memory, kind);
    used.merge(kind.primitive(), blocks.count(), Long::sum);
    placements.add(Placement.of(memory, blocks));
  }

  private Blocks blocks(Memory memory, Fpga.BlockKind kind) {
    return new BlockMapping(kind.primitive(), lutRam).of(memory);
  }

  private long free(Fpga.BlockKind kind) {
    return kind.count() - used(kind);
  }

  private long used(Fpga.BlockKind kind) {
    return used.getOrDefault(kind.primitive(), 0L);
  }
}
