package org.microgptrom.model.fixed;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.microgptrom.model.Site;

/** Counts how often each site clamped a value to 16 bits. */
public final class Saturations {
  private final List<EnumMap<Site, Long>> rows =
      new ArrayList<>(); // outside of layers, layer 0, ...

  /** All counts at zero, for a model with this many layers. */
  public Saturations(int layers) {
    for (int row = 0; row <= layers; row++) {
      rows.add(new EnumMap<>(Site.class));
    }
  }

  void count(Site site, int layer) {
    count(site, layer, 1);
  }

  void count(Site site, int layer, int times) {
    rows.get(1 + layer).merge(site, (long) times, Long::sum);
  }

  /** Adds the counts of another run of the same model. */
  public void add(Saturations other) {
    for (int row = 0; row < rows.size(); row++) {
      EnumMap<Site, Long> counts = rows.get(row);
      other.rows.get(row).forEach((site, count) -> counts.merge(site, count, Long::sum));
    }
  }

  /** The number of times that this site of this layer (or {@link Site#NO_LAYER}) clamped. */
  public long at(Site site, int layer) {
    return rows.get(1 + layer).getOrDefault(site, 0L);
  }

  /** The number of times that any site clamped. */
  public long total() {
    return bySite().values().stream().mapToLong(Long::longValue).sum();
  }

  /** The counts that are not zero, by {@link Site#in}, layer by layer. */
  public Map<String, Long> bySite() {
    Map<String, Long> bySite = new LinkedHashMap<>();
    for (int row = 0; row < rows.size(); row++) {
      int layer = row - 1;
      rows.get(row).forEach((site, count) -> bySite.put(site.in(layer), count));
    }
    return bySite;
  }
}
