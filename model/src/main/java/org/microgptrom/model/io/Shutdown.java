package org.microgptrom.model.io;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Clears away what is left when the process ends, also by Ctrl-C, in a fixed order, where Java's
 * own hooks run all at once and a program that is ended would still find time to complain.
 */
public final class Shutdown {
  /** The stages of clearing away, in their order. */
  public enum Stage {
    /** The terminal: bars and messages. */
    DISPLAY,
    /** Programs that were started. */
    PROCESSES,
    /** Unfinished and temporary files. */
    FILES
  }

  private static final Map<Stage, Queue<Runnable>> ACTIONS = new ConcurrentSkipListMap<>();

  private static volatile boolean begun;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Shutdown::run, "clear-away"));
  }

  private Shutdown() {}

  /** Has {@code action} run when the process ends; it must be quick and must not print errors. */
  public static void add(Stage stage, Runnable action) {
    ACTIONS.computeIfAbsent(stage, s -> new ConcurrentLinkedQueue<>()).add(action);
  }

  /** Whether the process is ending, so that nothing is to be begun or told any more. */
  public static boolean hasBegun() {
    return begun;
  }

  private static void run() {
    begun = true;
    for (Queue<Runnable> actions : ACTIONS.values()) {
      actions.forEach(Runnable::run);
    }
  }
}
