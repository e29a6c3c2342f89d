package org.microgptrom.rtl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.fixed.Formats;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Tables;
import org.microgptrom.model.fixed.Words;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.RomImage;

/**
 * The contents of all memories of a bundle. Those of {@link MemoryMap#CONSTANTS_IMAGE} know the
 * circuit: its settings, and with two check words all other images.
 */
public final class CircuitImages {
  private static final int EPSILON_WORDS = 3;

  // Places among the settings; the second check word is the last one before the shifts.
  private static final int EPSILON_EMBEDDING = 1;
  private static final int EPSILON_RESIDUAL = 4;
  private static final int NORM = 7;
  private static final int EMBED = 8;
  private static final int TEMPERATURE = 9;

  private static final int FIRST_CHECK = MemoryMap.SETTINGS_BASE; // an address
  private static final int SECOND_CHECK = FIRST_CHECK + SelfTest.CHECK_DISTANCE;

  private CircuitImages() {}

  /** The images of a model by name, in the order of {@link MemoryMap#images}. */
  public static Map<String, RomImage> of(QuantizedModel model, MemoryMap map) {
    Map<String, RomImage> others = new LinkedHashMap<>();
    map.images(model).forEach(image -> others.put(image.name(), image));
    RomImage constants =
        constants(model.config(), model.formats(), map, model.tableWords(), others);
    Map<String, RomImage> images = new LinkedHashMap<>();
    for (MemoryMap.Image image : map.images()) {
      images.put(image.name(), others.getOrDefault(image.name(), constants));
    }
    return images;
  }

  /**
   * The image {@link MemoryMap#CONSTANTS_IMAGE} of a model.
   *
   * @param tables the words of {@code rsqrt} and {@code recip} by these names, and others
   * @param images by name, at least those that the circuit reads besides
   */
  public static RomImage constants(
      ModelConfig config,
      Formats formats,
      MemoryMap map,
      Map<String, short[]> tables,
      Map<String, RomImage> images) {
    Map<String, short[]> words = new LinkedHashMap<>(tables);
    words.put(MemoryMap.SETTINGS, settings(config, formats, map));
    Map<String, RomImage> all = new LinkedHashMap<>(images);
    all.put(MemoryMap.CONSTANTS_IMAGE, map.constants(words));
    return checked(config, formats.codes(), map, all);
  }

  /**
   * The image {@link MemoryMap#CONSTANTS_IMAGE} with the check words that let the self-test of a
   * circuit with these images pass.
   *
   * @param images by name, those that the circuit reads
   */
  public static RomImage checked(
      ModelConfig config, Codes codes, MemoryMap map, Map<String, RomImage> images) {
    RomImage given = Objects.requireNonNull(images.get(MemoryMap.CONSTANTS_IMAGE));
    short[] words = new short[given.depth()];
    for (int address = 0; address < words.length; address++) {
      words[address] = given.value(address, 0);
    }
    words[FIRST_CHECK] = 0;
    words[SECOND_CHECK] = 0;
    RomImage constants = new RomImage(MemoryMap.CONSTANTS_IMAGE, 1, words);
    Map<String, RomImage> all = new LinkedHashMap<>(images);
    all.put(MemoryMap.CONSTANTS_IMAGE, constants);
    int check =
        new SelfTest(map, MemoryMap.tileColumns(config, map.lanes()), all)
            .checkWords(codes, SECOND_CHECK);
    words[FIRST_CHECK] = (short) (check >> Short.SIZE);
    words[SECOND_CHECK] = (short) check;
    return constants;
  }

  /** The image {@link MemoryMap#CONSTANTS_IMAGE} that a manifest and its other images ask for. */
  public static RomImage constants(Manifest manifest, Map<String, RomImage> images) {
    Map<String, short[]> tables = new LinkedHashMap<>();
    Tables.forConfig(manifest.config())
        .byName()
        .forEach((name, entries) -> tables.put(name, Words.ofUnsigned(entries)));
    return constants(manifest.config(), manifest.formats(), manifest.memoryMap(), tables, images);
  }

  /** The settings without check words. */
  private static short[] settings(ModelConfig config, Formats formats, MemoryMap map) {
    List<Instruction> program = Program.of(config, formats, map);
    Shifts shifts = Shifts.of(config, formats, program);
    short[] settings = new short[MemoryMap.SETTINGS_HEAD + program.size()];
    putEpsilon(shifts.epsilonEmbedding(), settings, EPSILON_EMBEDDING);
    putEpsilon(shifts.epsilonResidual(), settings, EPSILON_RESIDUAL);
    settings[NORM] = (short) shifts.norm();
    settings[EMBED] = (short) shifts.embed();
    settings[TEMPERATURE] = (short) shifts.temperature();
    for (int i = 0; i < program.size(); i++) {
      settings[MemoryMap.SETTINGS_HEAD + i] = (short) program.get(i).shift();
    }
    return settings;
  }

  /** Puts 48 bits into three words, the highest first. */
  private static void putEpsilon(long epsilon, short[] settings, int at) {
    for (int i = 0; i < EPSILON_WORDS; i++) {
      settings[at + i] = (short) (epsilon >> (Short.SIZE * (EPSILON_WORDS - 1 - i)));
    }
  }
}
