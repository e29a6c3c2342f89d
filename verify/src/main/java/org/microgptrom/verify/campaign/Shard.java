package org.microgptrom.verify.campaign;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a campaign that runs on its own: the chunks c with c mod {@code count} = {@code number}
 * - 1.
 *
 * @param number of the shard, from 1
 * @param count number of all shards, at least {@code number}
 */
public record Shard(int number, int count) {
  /** The shard that is the whole campaign. */
  public static final Shard WHOLE = new Shard(1, 1);

  /** The most shards, more than any batch system is given jobs. */
  private static final int MOST = 1_000_000;

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,7})/([0-9]{1,7})");

  /** Checks the ranges. */
  public Shard {
    if (count < 1 || count > MOST || number < 1 || number > count) {
      throw new IllegalArgumentException(
          "a shard is i/n with i in 1..n and n up to " + MOST + ", not " + number + "/" + count);
    }
  }

  /** The shard of a text such as {@code 2/3}. */
  public static Shard parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a shard is written i/n, the second of three as 2/3, not '" + text + "'");
    }
    return new Shard(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  /** Whether the shard runs this chunk, counted from 0. */
  boolean has(int chunk) {
    return chunk % count == number - 1;
  }

  @Override
  public String toString() {
    return number + "/" + count;
  }
}
