package org.microgptrom.rtl.synth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what nextpnr tells in its log, also when it gives up. */
public final class RouterLog {
  private static final Pattern UTILISATION =
      Pattern.compile("Info:\\s+(\\w+):\\s*([0-9]+)/\\s*([0-9]+)\\s+[0-9]+%");
  private static final Pattern FREQUENCY =
      Pattern.compile("Info: Max frequency for clock\\s+'.*': ([0-9.]+) MHz.*");

  private static final Pattern SLOW =
      Pattern.compile("ERROR: Max frequency for clock\\s+'.*': [0-9.]+ MHz \\(FAIL at .*");

  private RouterLog() {}

  /** The number of places of one kind that are used, and that there are. */
  public record Usage(long used, long available) {}

  /** The table of places, by nextpnr's name; empty if nextpnr stopped before it. */
  static Map<String, Usage> usage(String log) {
    Map<String, Usage> usage = new LinkedHashMap<>();
    boolean inTable = false;
    for (String line : log.lines().toList()) {
      Matcher row = UTILISATION.matcher(line);
      if (line.equals("Info: Device utilisation:")) {
        inTable = true;
      } else if (inTable && row.matches()) {
        usage.put(
            row.group(1), new Usage(Long.parseLong(row.group(2)), Long.parseLong(row.group(3))));
      } else {
        inTable = false;
      }
    }
    return usage;
  }

  /** The last frequency told, which is the one after routing; 0 if there is none. */
  static double maxMhz(String log) {
    double mhz = 0;
    for (String line : log.lines().toList()) {
      Matcher told = FREQUENCY.matcher(line);
      if (told.matches()) {
        mhz = Double.parseDouble(told.group(1));
      }
    }
    return mhz;
  }

  /** Whether the design was routed, and all errors are clocks that are slower than asked for. */
  static boolean failsTimingOnly(String log) {
    List<String> errors = log.lines().filter(line -> line.contains("ERROR: ")).toList();
    return !errors.isEmpty() && errors.stream().allMatch(line -> SLOW.matcher(line).matches());
  }

  /** The first error told by Yosys or nextpnr, or the last line if none is marked as one. */
  static String error(String log) {
    return log.lines()
        .filter(line -> line.contains("ERROR: "))
        .findFirst()
        .orElseGet(() -> log.lines().reduce("", (a, b) -> b.isBlank() ? a : b))
        .strip();
  }
}
