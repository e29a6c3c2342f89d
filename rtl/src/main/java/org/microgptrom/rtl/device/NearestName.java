package org.microgptrom.rtl.device;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What somebody perhaps meant. */
public final class NearestName {
  private NearestName() {}

  /**
   * The name that a wrong one is a part of, or else the one with the fewest wrong letters.
   *
   * @param known at least one, in lower case
   */
  public static String of(String wrong, List<String> known) {
    String lower = wrong.toLowerCase(Locale.ROOT);
    return known.stream()
        .min(
            Comparator.comparing((String name) -> !name.contains(lower))
                .thenComparingInt(name -> distance(name, lower)))
        .orElseThrow();
  }

  /** Letters to insert, delete or replace to make one word of the other. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
