package org.microgptrom.talos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.microgptrom.model.io.Json;

/** ROM folders nobody trained and steps for them, the same for the same seed on every machine. */
final class TalosRoms {
  private static final int[] CORNERS = {Short.MIN_VALUE, -1, 0, 1, Short.MAX_VALUE};
  private static final int[] TEMPERATURES = {0, 127, 128, 129, 256, 257, 512, 513, 1000, 65535};

  private TalosRoms() {}

  /** Writes nine files; each tensor has a scale of its own, from a few units to full scale. */
  static Path write(Path folder, long seed) throws IOException {
    Files.createDirectories(folder);
    Random random = new Random(seed);
    String[] names = {
      "wte",
      "wpe",
      "lm_head",
      "layer0_attn_wq",
      "layer0_attn_wk",
      "layer0_attn_wv",
      "layer0_attn_wo",
      "layer0_mlp_fc1",
      "layer0_mlp_fc2"
    };
    int[] sizes = {27 * 16, 256, 27 * 16, 256, 256, 256, 256, 1024, 1024};
    for (int i = 0; i < names.length; i++) {
      int bits = 3 + random.nextInt(14);
      StringBuilder text = new StringBuilder();
      for (int word = 0; word < sizes[i]; word++) {
        int value = random.nextInt(1 << bits) - (1 << (bits - 1));
        if (bits > 14 && random.nextInt(8) == 0) {
          value = CORNERS[random.nextInt(CORNERS.length)];
        }
        text.append(String.format(Locale.ROOT, "%04x\n", value & 0xFFFF));
      }
      Files.writeString(folder.resolve(names[i] + "_q12.hex"), text);
    }
    return folder;
  }

  /** Inputs of this many steps, one JSON object per line: mostly whole sequences, some jumps. */
  static String steps(int count, long seed) {
    Random random = new Random(seed);
    StringBuilder lines = new StringBuilder();
    int position = 0;
    for (int i = 0; i < count; i++) {
      Map<String, Object> step = new LinkedHashMap<>();
      step.put("pos", position);
      step.put("token_in", random.nextInt(TalosModel.CONFIG.vocabSize()));
      step.put("clear_cache", random.nextInt(12) == 0 ? 1 : 0);
      step.put("sample_mode", random.nextInt(6) == 0 ? 0 : 1);
      step.put("temperature_q8_8", TEMPERATURES[random.nextInt(TEMPERATURES.length)]);
      step.put(
          "rng_state_in", random.nextInt(50) == 0 ? 0 : Integer.toUnsignedLong(random.nextInt()));
      lines.append(Json.line(step)).append('\n');
      position = random.nextInt(20) == 0 ? random.nextInt(16) : (position + 1) % 16;
    }
    return lines.toString();
  }
}
