package org.microgptrom.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.microgptrom.bundle.RomContents;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.bundle.finding.FileFault;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.code.Code;
import org.microgptrom.model.code.Codebook;
import org.microgptrom.model.code.Coder;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.Quoted;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.RomImage;

/**
 * Compares the manifest and every word of the tensor images with the quantized model at hand.
 * Digests in the provenance are only claims, which whoever changes a bundle can make anew, so that
 * contents are compared here.
 */
final class MaterialChecks {
  static final String SUITE = "materials";
  private static final String AGAINST = "as in the given quantized model";

  private final Manifest manifest;
  private final RomContents contents;
  private final Quantized quantized;

  private MaterialChecks(Manifest manifest, RomContents contents, Quantized quantized) {
    this.manifest = manifest;
    this.contents = contents;
    this.quantized = quantized;
  }

  static List<Check> run(Manifest manifest, RomContents contents, Evidence evidence)
      throws IOException {
    if (evidence.quantized().isEmpty()) {
      String reason =
          "weights, formats, vocabulary and training (corpus, held-out documents, seed, steps)"
              + " were not compared with the quantized model (--materials)";
      return List.of(Check.notRun(SUITE, "quantized model", reason));
    }
    return new MaterialChecks(manifest, contents, evidence.quantized().get()).run();
  }

  private List<Check> run() throws IOException {
    QuantizedModel model = quantized.model();
    List<Check> checks = new ArrayList<>();
    checks.add(facts("shape", model.config(), manifest.config()));
    checks.add(facts("vocabulary", model.vocabulary().symbols(), manifest.vocabulary().symbols()));
    if (model.vocabulary().hasMerges() || manifest.vocabulary().hasMerges()) {
      checks.add(facts("merges", merges(model.vocabulary()), merges(manifest.vocabulary())));
    }
    checks.add(facts("formats", model.formats(), manifest.formats()));
    checks.add(facts("lineage", quantized.lineage(), manifest.lineage()));
    for (Map.Entry<String, short[]> tensor : model.weights().entrySet()) {
      checks.add(
          model.config().equals(manifest.config())
              ? codes(tensor.getKey(), tensor.getValue())
              : Check.skipped(SUITE, tensor.getKey(), "the given model has another shape"));
    }
    for (String codebook : manifest.formats().codes().codebooks().keySet()) {
      checks.add(
          model.codebooks().containsKey(codebook)
              ? codebook(codebook, model.codebooks().get(codebook))
              : Check.skipped(SUITE, codebook, "the given model has no such codebook"));
    }
    return checks;
  }

  /** The merges of a vocabulary, after how it cuts texts before it merges. */
  private static List<String> merges(Vocabulary vocabulary) {
    return Stream.concat(
            Stream.of(vocabulary.splitsAtSpaces() ? "split at spaces" : "not split"),
            vocabulary.merges().stream().map(Json::line))
        .toList();
  }

  /** Compares facts line by line, as JSON writes them. */
  private static Check facts(String name, Object expected, Object actual) {
    List<String> right = lines(expected);
    List<String> wrong = lines(actual);
    long compared = Math.max(right.size(), wrong.size());
    long mismatches = 0;
    Difference first = null;
    for (int i = 0; i < compared; i++) {
      String should = i < right.size() ? right.get(i) : "nothing";
      String is = i < wrong.size() ? wrong.get(i) : "nothing";
      if (!should.equals(is)) {
        mismatches++;
        first = first == null ? fact(name, i, should, is) : first;
      }
    }
    return Check.of(SUITE, name, compared, mismatches, first);
  }

  private static Difference fact(String name, int number, String expected, String actual) {
    String place = name.equals("vocabulary") ? "vocabulary, symbol " + number : name;
    return FileFault.of(
        Manifest.FILE,
        place
            + ": "
            + Quoted.of(actual)
            + ", "
            + Quoted.of(expected)
            + " expected ("
            + AGAINST
            + ")");
  }

  private static List<String> lines(Object facts) {
    return facts instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : new String(Json.pretty(facts), StandardCharsets.UTF_8)
            .lines()
            .map(String::strip)
            .toList();
  }

  /** Compares the codes of a tensor, which with equal codebooks are as much as its words. */
  private Check codes(String tensor, short[] words) throws IOException {
    Code code = manifest.formats().codes().of(tensor);
    if (!code.equals(quantized.model().formats().codes().of(tensor))) {
      return Check.skipped(SUITE, tensor, "the given model has other codes");
    }
    String image = manifest.memoryMap().region(tensor, Layout.TENSOR).image();
    Coder coder = quantized.model().coder(tensor);
    return values(tensor, image, words.length, i -> (short) coder.code(words[i]));
  }

  private Check codebook(String name, Codebook expected) throws IOException {
    if (expected.size() != manifest.memoryMap().image(name).depth()) {
      return Check.skipped(SUITE, name, "the given model's has " + expected.size() + " values");
    }
    return values(name, name, expected.size(), expected::value);
  }

  /** The right value of an address. */
  @FunctionalInterface
  private interface Values {
    short at(int address);
  }

  /** Compares an image of one value in a word. */
  private Check values(String name, String imageName, int count, Values expected)
      throws IOException {
    RomImage image = contents.images().get(imageName);
    if (image == null) {
      return Check.skipped(SUITE, name, "no copy of its image can be read");
    }
    long mismatches = 0;
    Difference first = null;
    for (int address = 0; address < count; address++) {
      short right = expected.at(address);
      if (image.value(address, 0) != right) {
        mismatches++;
        first = first == null ? contents.difference(image, address, 0, right, AGAINST) : first;
      }
    }
    return Check.of(SUITE, name, count, mismatches, first);
  }
}
