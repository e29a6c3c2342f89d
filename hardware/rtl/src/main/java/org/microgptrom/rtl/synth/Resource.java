package org.microgptrom.rtl.synth;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The use of one kind of logic by the design.
 *
 * @param name LUTs, flip-flops, ...
 * @param used by the design
 * @param available on the device
 */
public record Resource(String name, long used, long available) {
  /** The name of the block RAMs. */
  public static final String BLOCK_RAMS = "block RAMs";

  /** What a design takes of all resources that a family's reports list. */
  public static List<Resource> of(
      Family family, YosysSynthesis cells, Map<String, RouterLog.Usage> usage) {
    List<Resource> resources = new ArrayList<>();
    for (Family.Part part : family.parts()) {
      RouterLog.Usage places =
          usage.getOrDefault(part.places(), new RouterLog.Usage(0, 0)); // not on this device
      long used = part.cells().isEmpty() ? places.used() : cells.count(part.cells());
      resources.add(new Resource(part.name(), used, places.available()));
    }
    return resources;
  }

  /** The number that the device lacks, 0 if it has enough. */
  public long missing() {
    return Math.max(0, used - available);
  }
}
