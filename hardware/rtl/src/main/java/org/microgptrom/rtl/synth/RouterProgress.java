package org.microgptrom.rtl.synth;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.microgptrom.model.io.Progress;

/**
 * Tells how far nextpnr has come, from the lines that it writes: a line now and then about the
 * placer's iterations, whose number nobody knows before, and the share of connections that the
 * first router has done.
 */
public final class RouterProgress implements Consumer<String> {
  private static final long BETWEEN_LINES = Duration.ofSeconds(10).toNanos();

  private static final Pattern PLACING =
      Pattern.compile("Info: +at iteration #([0-9]+)(?:,|:).*(?:legal|wirelen) = ([0-9]+).*");
  private static final Pattern ARCS = Pattern.compile("Info: Routing ([0-9]+) arcs\\.");
  private static final Pattern ROUTING =
      Pattern.compile("Info: +[0-9]+ [|] +[0-9]+ +[0-9]+ [|] +[0-9]+ +[0-9]+ [|] +([0-9]+)[|].*");
  private static final Pattern OVERUSED =
      Pattern.compile("Info: +iter=([0-9]+) .*\\boverused=([0-9]+) .*");

  private final Consumer<String> lines;
  private final Progress routing;
  private long arcs; // 0 until they are known
  private long lastLine = System.nanoTime() - BETWEEN_LINES;

  /**
   * A listener to one run.
   *
   * @param lines takes a line now and then
   * @param routing is told how many connections are routed
   */
  public RouterProgress(Consumer<String> lines, Progress routing) {
    this.lines = lines;
    this.routing = routing;
  }

  @Override
  public void accept(String line) {
    Matcher placing = PLACING.matcher(line);
    Matcher all = ARCS.matcher(line);
    Matcher remaining = ROUTING.matcher(line);
    Matcher overused = OVERUSED.matcher(line);
    if (placing.matches()) {
      tell("  placing: iteration " + placing.group(1) + ", wire length " + placing.group(2));
    } else if (all.matches()) {
      arcs = Long.parseLong(all.group(1));
      lines.accept("  routing " + all.group(1) + " connections");
    } else if (remaining.matches() && arcs > 0) {
      routing.at("routing", Math.max(0, arcs - Long.parseLong(remaining.group(1))), arcs);
    } else if (overused.matches()) {
      tell(
          "  routing: iteration " + overused.group(1) + ", wires used twice: " + overused.group(2));
    }
  }

  private void tell(String line) {
    if (System.nanoTime() - lastLine >= BETWEEN_LINES) {
      lastLine = System.nanoTime();
      lines.accept(line);
    }
  }
}
