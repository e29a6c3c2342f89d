package org.microgptrom.model.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.Site;
import org.microgptrom.model.code.Coder;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;
import org.microgptrom.model.rom.Geometry;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Primitive;
import org.microgptrom.model.rom.RomFile;
import org.microgptrom.model.rom.RomFiles;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.model.testing.RandomModels;

class TokenWalkTest {
  /** Layers, embd, heads, context, hidden, vocabSize. */
  private static final List<ModelConfig> SHAPES =
      List.of(
          ModelConfig.microgpt(27),
          new ModelConfig(2, 24, 3, 6, 50, 11),
          new ModelConfig(3, 10, 5, 4, 7, 30));

  /** Bits of the codes of each tensor, cyclically. */
  private static final List<List<Integer>> WIDTHS =
      List.of(List.of(16), List.of(4), List.of(8, 3, 4, 2));

  private static final List<Geometry> GEOMETRIES =
      List.of(
          Geometry.WHOLE,
          new Geometry(Primitive.NONE, 7, 32),
          new Geometry(Primitive.NONE, 5, 9),
          new Geometry(Primitive.ECP5_EBR, 0, 0));

  /**
   * All of every matrix, one row of each embedding, each word once, in both layouts and in banks.
   */
  @Test
  void readsEveryWordThatTheTokenNeedsOnce() {
    long values = 0;
    long inBanks = 0;
    for (int i = 0; i < SHAPES.size() * WIDTHS.size(); i++) {
      ModelConfig config = SHAPES.get(i % SHAPES.size());
      QuantizedModel model =
          RandomModels.narrow(
              config, RandomModels.Weights.FULL_SCALE, WIDTHS.get(i / SHAPES.size()), 5);
      for (int lanes : new int[] {1, 4, 16, 64}) {
        for (Geometry geometry : GEOMETRIES) {
          RomPlaces places = places(model, lanes, geometry);
          TokenWalk walk =
              TokenWalk.of(model, Optional.empty(), places, WalkedModels.text(model, 1));
          Map<String, int[]> wide = new LinkedHashMap<>(); // times each word is read, by image
          Map<String, int[]> plain = new LinkedHashMap<>();
          for (WalkStep step : walk.steps()) {
            for (RomRead read : step.reads()) {
              values += count(places.map(), read.wide(), wide);
              count(places.map(), read.plain(), plain);
              inBanks += compareBanks(model, places, read);
              compareEmbedding(model, read);
            }
          }
          int position = config.context() - 1;
          int token = walk.tokens().get(position).id();
          long images =
              places.map().images().stream().filter(m -> m.layout() == Layout.LANES).count();
          assertEquals(images, wide.size(), wide::toString);
          assertEquals(config.parameters().size(), plain.size(), plain::toString);
          assertRow(wide.remove(MemoryMap.WTE_LANES_IMAGE), config.vocabSize(), token);
          assertRow(wide.remove(MemoryMap.WPE_LANES_IMAGE), config.context(), position);
          wide.values().forEach(reads -> assertTrue(Arrays.stream(reads).allMatch(n -> n == 1)));
          for (ParameterSpec spec : config.parameters()) {
            int[] reads = plain.get(spec.name().replace('.', '_'));
            if (spec.isEmbedding()) {
              assertRow(reads, spec.rows(), spec.name().equals("wte") ? token : position);
            } else {
              assertTrue(Arrays.stream(reads).allMatch(n -> n == 1), spec.name());
            }
          }
        }
      }
    }
    assertTrue(values > 50_000, "wide words");
    assertTrue(inBanks > 100_000, "values found in banks");
  }

  private static RomPlaces places(QuantizedModel model, int lanes, Geometry geometry) {
    MemoryMap map = MemoryMap.of(model.config(), model.formats().codes(), lanes);
    List<RomFile> banks =
        RomFiles.of(map, List.of(MemoryFormat.READMEMH), geometry).stream()
            .filter(file -> !file.whole())
            .toList();
    return new RomPlaces(map, banks);
  }

  private static int count(MemoryMap map, RomSpan span, Map<String, int[]> reads) {
    int depth = image(map, span.image()).depth();
    int[] counts = reads.computeIfAbsent(span.image(), image -> new int[depth]);
    for (int address = span.first(); address <= span.last(); address++) {
      counts[address]++;
    }
    return span.words();
  }

  private static MemoryMap.Image image(MemoryMap map, String name) {
    return map.images().stream().filter(i -> i.name().equals(name)).findFirst().orElseThrow();
  }

  /** One row of an image, which holds {@code rows} of them, is read once, and nothing else. */
  private static void assertRow(int[] reads, int rows, int row) {
    int words = reads.length / rows;
    for (int i = 0; i < reads.length; i++) {
      assertEquals(i / words == row ? 1 : 0, reads[i]);
    }
  }

  /** What the banks hold at the places that a read names is what the image holds there. */
  private static long compareBanks(QuantizedModel model, RomPlaces places, RomRead read) {
    long found = 0;
    for (RomSpan span : List.of(read.wide(), read.plain())) {
      RomImage image =
          places.map().images(model).stream()
              .filter(i -> i.name().equals(span.image()))
              .findFirst()
              .orElseThrow();
      int covered = 0;
      for (RomSpan.Bank bank : span.banks()) {
        RomFile file =
            places.banks().stream()
                .filter(f -> f.name().equals(bank.file()))
                .findFirst()
                .orElseThrow();
        RomImage part = image.part(file);
        for (int address = bank.first(); address <= bank.last(); address++) {
          int end = Math.min(bank.bit() + bank.width(), image.width());
          for (int bit = bank.bit(); bit < end; bit++) {
            short one = image.value(file.base() + address, bit, 1);
            assertEquals(one, part.value(address, bit - bank.bit(), 1));
            covered++;
          }
        }
      }
      assertTrue(
          span.banks().isEmpty() || covered == span.words() * image.width(),
          () -> read + " is not all in its banks");
      found += covered;
    }
    return found;
  }

  /** The words of an embedding are in both images where the read says. */
  private static void compareEmbedding(QuantizedModel model, RomRead read) {
    boolean embedding = read.tensor().equals("wte") || read.tensor().equals("wpe");
    assertEquals(embedding ? read.columns() : 0, read.words().size());
    for (int i = 0; i < read.words().size(); i++) {
      int value = model.weights().get(read.tensor())[read.plain().first() + i];
      assertEquals(value, read.words().get(i));
    }
    Coder coder = model.coder(read.tensor());
    assertEquals(embedding && !coder.isWord() ? read.columns() : 0, read.codes().size());
    for (int i = 0; i < read.codes().size(); i++) {
      assertEquals(read.words().get(i), (int) coder.word(read.codes().get(i)));
    }
    assertEquals(
        embedding ? 1 : model.weights().get(read.tensor()).length / read.columns(), read.rows());
  }

  /** The float column is the float model's, and lies beside the integers' real values. */
  @Test
  void comparesWithTheFloatModelAtEverySite() {
    int compared = 0;
    for (ModelConfig config : SHAPES) {
      Quantized quantized = RandomModels.quantized(config, RandomModels.Weights.MODERATE, 9);
      QuantizedModel model = quantized.model();
      Checkpoint checkpoint = WalkedModels.checkpoint(quantized);
      String text = WalkedModels.text(model, 2);
      FloatModel reference = new FloatModel(checkpoint);
      GoldenSimulator golden = new GoldenSimulator(model);
      for (int position = 0; position < config.context(); position++) {
        TokenWalk walk =
            TokenWalk.of(
                model, Optional.of(checkpoint), WalkedModels.places(model), text, position);
        int token = walk.tokens().get(position).id();
        WalkStep last = walk.steps().get(walk.steps().size() - 1);
        assertEquals(Site.LOGITS, last.site());
        assertEquals(Arrays.stream(reference.step(token)).boxed().toList(), last.floats());
        int[] logits = golden.step(token);
        assertEquals(
            new Sampler(model, Sampler.GREEDY, 1).next(logits), walk.next().get(0).token().id());
        assertEquals(4 + 11 * config.layers(), walk.steps().size());
        for (WalkStep step : walk.steps()) {
          assertTrue(
              step.largestError() < 0.1,
              () -> step.site().in(step.layer()) + " " + step.largestError());
          assertTrue(step.largestError() > 0 || step.site() == Site.EMBEDDING, step::toString);
          for (int i = 0; i < step.words().size(); i++) {
            assertEquals(
                step.words().get(i), step.reals().get(i) * (1 << step.format().fractionBits()), 0);
            compared++;
          }
          for (AttentionRow row : step.attention()) {
            assertEquals(1, row.shares().stream().mapToDouble(share -> share).sum(), 1e-12);
            for (int t = 0; t <= position; t++) {
              assertEquals(row.floatShares().get(t), row.shares().get(t), 0.02);
              assertEquals(row.floatScores().get(t), row.scores().get(t) / 256.0, 0.05);
            }
          }
        }
        double sum = 0;
        for (Candidate candidate : walk.next()) {
          assertEquals(candidate.floatProbability(), candidate.probability(), 0.01);
          assertEquals(candidate.floatLogit(), candidate.real(), 0.1);
          sum += candidate.probability();
        }
        assertEquals(1, sum, 1e-12);
      }
    }
    assertEquals(
        16 * (13 * 16 + 64 + 27)
            + 6 * (2 * (10 * 24 + 50) + 3 * 24 + 11)
            + 4 * (3 * (10 * 10 + 7) + 3 * 10 + 30),
        compared);
  }

  /** Maps have the rows of the walks, and these average the values to the attention's output. */
  @Test
  void attentionMapsAreTheRowsOfAllPositions() {
    int averages = 0;
    for (ModelConfig config : SHAPES) {
      Quantized quantized = RandomModels.quantized(config, RandomModels.Weights.MODERATE, 4);
      QuantizedModel model = quantized.model();
      Checkpoint checkpoint = WalkedModels.checkpoint(quantized);
      String text = WalkedModels.text(model, 6);
      List<TokenWalk> walks = new ArrayList<>();
      for (int position = 0; position < config.context(); position++) {
        walks.add(
            TokenWalk.of(
                model, Optional.of(checkpoint), WalkedModels.places(model), text, position));
      }
      AttentionMaps maps = AttentionMaps.of(model, Optional.of(checkpoint), text);
      assertEquals(walks.get(0).tokens(), maps.tokens());
      assertEquals(config.layers() * config.heads(), maps.maps().size());
      for (AttentionMaps.HeadMap map : maps.maps()) {
        assertEquals(config.context(), map.rows().size());
        for (int position = 0; position < config.context(); position++) {
          AttentionRow row = map.rows().get(position);
          WalkStep attention = step(walks.get(position), Site.ATTENTION, map.layer());
          assertEquals(attention.attention().get(map.head()), row);
          for (int j = 0; j < config.headDim(); j++) {
            int at = map.head() * config.headDim() + j;
            double average = 0;
            for (int t = 0; t <= position; t++) {
              average +=
                  row.floatShares().get(t)
                      * step(walks.get(t), Site.V, map.layer()).floats().get(at);
            }
            assertEquals(attention.floats().get(at), average, 1e-12);
            averages++;
          }
        }
      }
      AttentionMaps fixed = AttentionMaps.of(model, Optional.empty(), text);
      assertEquals(
          maps.maps().get(0).rows().get(1).weights(), fixed.maps().get(0).rows().get(1).weights());
      assertNull(fixed.maps().get(0).rows().get(1).floatShares());
    }
    assertEquals(16 * 16 + 2 * 24 * 6 + 3 * 10 * 4, averages);
  }

  private static WalkStep step(TokenWalk walk, Site site, int layer) {
    return walk.steps().stream()
        .filter(s -> s.site() == site && s.layer() == layer)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void textAndPositionMustFit() {
    ModelConfig config = new ModelConfig(1, 4, 2, 4, 3, 5);
    Quantized quantized = RandomModels.quantized(config, RandomModels.Weights.MODERATE, 1);
    QuantizedModel model = quantized.model();
    RomPlaces places = WalkedModels.places(model);
    TokenWalk empty = TokenWalk.of(model, Optional.empty(), places, "");
    assertEquals(List.of(new Token(4, "BOS")), empty.tokens());
    assertNull(empty.steps().get(0).largestError());
    assertEquals(3, TokenWalk.of(model, Optional.empty(), places, "abc").position());
    assertMessage("0..3, not 4", () -> TokenWalk.of(model, Optional.empty(), places, "abc", 4));
    assertMessage("0..3, not -1", () -> TokenWalk.of(model, Optional.empty(), places, "abc", -1));
    assertMessage(
        "has 4 symbols; BOS and 3 fit",
        () -> TokenWalk.of(model, Optional.empty(), places, "abcd"));
    assertMessage(
        "U+0065 is not in the vocabulary",
        () -> TokenWalk.of(model, Optional.empty(), places, "ae"));
    Checkpoint other =
        WalkedModels.checkpoint(
            RandomModels.quantized(
                new ModelConfig(1, 4, 1, 4, 3, 5), RandomModels.Weights.MODERATE, 1));
    assertMessage(
        "the checkpoint is of", () -> TokenWalk.of(model, Optional.of(other), places, "a"));
  }

  private static void assertMessage(String part, Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(part), message);
  }
}
