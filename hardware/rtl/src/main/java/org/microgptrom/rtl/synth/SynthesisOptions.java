package org.microgptrom.rtl.synth;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The options of placing and routing a design.
 *
 * @param device the target
 * @param seed of the router's random numbers, 1..2^31-1, or the first of several; the same seed
 *     gives the same result
 * @param seeds number of seeds that are tried, from {@code seed} on, at least 1; the last is at
 *     most 2^31-1
 * @param threads number of seeds that are routed at a time, at least 1
 * @param targetMhz the frequency that the router aims for, in MHz, greater than 0 and at most 1000
 */
public record SynthesisOptions(Device device, int seed, int seeds, int threads, double targetMhz) {
  private static final double MAX_MHZ = 1000;

  /** Checks the ranges. */
  public SynthesisOptions {
    if (seed < 1) {
      throw new IllegalArgumentException("seed must be at least 1, not " + seed);
    }
    if (seeds < 1 || seeds - 1 > Integer.MAX_VALUE - seed) {
      throw new IllegalArgumentException(
          "the seeds must be in 1..2147483647, not " + seeds + " from " + seed + " on");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, not " + threads);
    }
    if (!(targetMhz > 0 && targetMhz <= MAX_MHZ)) {
      throw new IllegalArgumentException(
          "the frequency must be in 0..1000 MHz and not 0, not " + targetMhz);
    }
  }

  /** As many router runs as this machine's processors and half of its memory are enough for. */
  public static int threadsFor(Device device) {
    OperatingSystemMXBean machine =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return threadsFor(
        device, Runtime.getRuntime().availableProcessors(), machine.getTotalMemorySize());
  }

  static int threadsFor(Device device, int processors, long memoryBytes) {
    long held = memoryBytes / 2 / device.family().routerBytes();
    return (int) Math.max(1, Math.min(processors, held));
  }
}
