package org.microgptrom.rtl.synth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** A design that is small enough to be placed and routed in a test. */
final class StandIn {
  static final int WEIGHTS_DEPTH = 512;
  static final int WEIGHTS_BITS = WEIGHTS_DEPTH * 32;
  static final int RECIP_DEPTH = 33;

  private static final List<Design.Image> IMAGES =
      List.of(new Design.Image("weights_lanes", true, 32), new Design.Image("recip", false, 16));
  private static final List<String> SOURCES =
      List.of("rtl/microgpt_params.sv", "rtl/microgpt_core.sv", "rtl/microgpt_rom.sv");

  private StandIn() {}

  /** Writes the design into a folder, its words drawn with a fixed seed. */
  static Design write(Path folder) throws IOException {
    for (String source : SOURCES) {
      put(folder.resolve(source), text(Path.of(source).getFileName().toString()));
    }
    SplittableRandom random = new SplittableRandom(1);
    put(folder.resolve(IMAGES.get(0).path()), words(random, WEIGHTS_DEPTH, 8));
    put(folder.resolve(IMAGES.get(1).path()), words(random, RECIP_DEPTH, 4));
    return new Design(folder, SOURCES, IMAGES);
  }

  /** Replaces a part of a source, which must be there. */
  static void edit(Design design, String source, String from, String to) throws IOException {
    Path file = design.folder().resolve(source);
    String text = Files.readString(file);
    if (!text.contains(from)) {
      throw new IllegalArgumentException(source + " lacks " + from);
    }
    Files.writeString(file, text.replace(from, to));
  }

  /** A test resource. */
  static String text(String name) throws IOException {
    try (InputStream in = StandIn.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Words of a {@code $readmemh} file. */
  static String words(SplittableRandom random, int depth, int digits) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < depth; i++) {
      for (int digit = 0; digit < digits; digit++) {
        text.append(Character.forDigit(random.nextInt(16), 16));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static void put(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
