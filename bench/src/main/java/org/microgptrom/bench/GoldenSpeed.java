package org.microgptrom.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.FastSimulator;
import org.microgptrom.model.fixed.FixedMath;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.SoloSimulator;
import org.microgptrom.model.fixed.TokenSimulator;

/**
 * Tokens per second of the golden simulator, plain and fast, and of the float reference, on the
 * tokens of {@code bench/golden.c}: pseudo-random ones in sequences of the whole context. Prints
 * the same line as that program; equal checksums mean equal logits.
 */
public final class GoldenSpeed {
  /** The seed of bench/golden.c, from Marsaglia's example. */
  private static final int SEED = (int) 2_463_534_242L;

  private static final double WARM_UP_SECONDS = 6;

  private GoldenSpeed() {}

  /** A simulator or reference that computes all tokens. */
  private interface Way {
    long checksum(List<int[]> sequences);
  }

  /**
   * @param args plain, solo, fast or float; the folder of the quantized model, or of the
   *     checkpoint; the number of tokens; {@code processor} to measure processor time, {@code
   *     clock} to measure elapsed time
   */
  public static void main(String[] args) {
    Path folder = Path.of(args[1]);
    boolean clock = args[3].equals("clock");
    ModelConfig config;
    Way way;
    if (args[0].equals("float")) {
      FloatModel model = new FloatModel(CheckpointCodec.read(folder));
      config = CheckpointCodec.read(folder).config();
      way = sequences -> floatModel(model, sequences);
    } else {
      QuantizedModel model = QuantizedCodec.read(folder).model();
      config = model.config();
      way =
          switch (args[0]) {
            case "fast" -> sequences -> fast(new FastSimulator(model), sequences);
            case "solo" -> sequences -> oneByOne(new SoloSimulator(model), sequences);
            default -> sequences -> oneByOne(new GoldenSimulator(model), sequences);
          };
    }
    List<int[]> sequences = sequences(config, Integer.parseInt(args[2]) / config.context());
    double start = seconds(true);
    do {
      way.checksum(sequences);
    } while (seconds(true) - start < WARM_UP_SECONDS);
    double before = seconds(clock);
    long checksum = way.checksum(sequences);
    double took = seconds(clock) - before;
    long tokens = (long) sequences.size() * config.context();
    PrintStream out = System.out;
    out.printf("checksum %016x, %.0f tokens/s%n", checksum, tokens / took);
  }

  private static double seconds(boolean clock) {
    return 1e-9
        * (clock
            ? System.nanoTime()
            : ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime());
  }

  private static List<int[]> sequences(ModelConfig config, int count) {
    List<int[]> sequences = new ArrayList<>();
    int state = SEED;
    for (int i = 0; i < count; i++) {
      int[] tokens = new int[config.context()];
      for (int t = 0; t < tokens.length; t++) {
        state = FixedMath.xorshift32(state);
        tokens[t] = Integer.remainderUnsigned(state, config.vocabSize());
      }
      sequences.add(tokens);
    }
    return sequences;
  }

  private static long oneByOne(TokenSimulator simulator, List<int[]> sequences) {
    long checksum = 0;
    for (int[] sequence : sequences) {
      simulator.reset();
      for (int token : sequence) {
        checksum = 31 * checksum + sum(simulator.step(token));
      }
    }
    return checksum;
  }

  private static long fast(FastSimulator simulator, List<int[]> sequences) {
    long power = 1;
    for (int ignored : sequences.get(0)) {
      power *= 31;
    }
    long[] parts = new long[sequences.size()];
    simulator.run(sequences, (i, position, logits) -> parts[i] = 31 * parts[i] + sum(logits));
    long checksum = 0;
    for (long part : parts) {
      checksum = power * checksum + part;
    }
    return checksum;
  }

  private static int sum(int[] logits) {
    int sum = 0;
    for (int v = 0; v < logits.length; v++) {
      sum += logits[v] * (2 * v + 1);
    }
    return sum;
  }

  private static long floatModel(FloatModel model, List<int[]> sequences) {
    double sum = 0;
    for (int[] sequence : sequences) {
      model.reset();
      for (int token : sequence) {
        sum += model.step(token)[0];
      }
    }
    return Double.doubleToLongBits(sum);
  }
}
