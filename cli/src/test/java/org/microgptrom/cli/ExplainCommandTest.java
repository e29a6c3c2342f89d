package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code explain} says of a bundle against the bundle's own {@code $readmemh} files, read line
 * by line: the words are where it says, and multiplied they give the integers that it shows.
 */
@Tag("slow")
class ExplainCommandTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String TEXT = "emma";
  private static final int EMBD = 16;
  private static final int HIDDEN = 40;
  private static final int SYMBOLS = 27;

  /** The matrix of a site and the site of its input. */
  private static final Map<String, List<String>> MATRICES =
      Map.of(
          "q", List.of("attn_wq", "norm"),
          "k", List.of("attn_wk", "norm"),
          "v", List.of("attn_wv", "norm"),
          "attention_projection", List.of("attn_wo", "attention"),
          "hidden", List.of("mlp_fc1", "norm"),
          "mlp_projection", List.of("mlp_fc2", "hidden"),
          "logits", List.of("lm_head", "residual"));

  @TempDir static Path shared;
  @TempDir Path folder;

  private static Path bundle;

  @BeforeAll
  static void makeABundle() {
    Path checkpoint = shared.resolve("checkpoint");
    Cli.train(checkpoint, 40, "--layers", 2, "--hidden", HIDDEN);
    Cli.ok("quantize", checkpoint, "-o", shared.resolve("quantized"), "--evaluation", 20);
    bundle = shared.resolve("bundle");
    pack(bundle);
  }

  private static void pack(Path to, Object... more) {
    List<Object> arguments =
        new ArrayList<>(List.of("pack", shared.resolve("quantized"), "-o", to));
    arguments.addAll(List.of("--vector-tokens", 50, "--format", "readmemh"));
    arguments.addAll(List.of(more));
    Cli.ok(arguments.toArray());
  }

  private JsonNode explain(Object... more) throws Exception {
    Path json = folder.resolve("walk.json");
    List<Object> arguments = new ArrayList<>(List.of("explain", "--json", json));
    arguments.addAll(List.of(more));
    Cli.ok(arguments.toArray());
    return MAPPER.readTree(json.toFile());
  }

  @Test
  void theWordsAreInTheFilesWhereItSays() throws Exception {
    Path banked = shared.resolve("banked");
    pack(banked, "--primitive", "ecp5-ebr", "--lanes", 64);
    int words = 0;
    int products = 0;
    int inBanks = 0;
    for (Path packed : List.of(bundle, banked)) {
      JsonNode manifest = MAPPER.readTree(packed.resolve("manifest.json").toFile());
      JsonNode walk =
          explain(packed, "--text", TEXT, "--checkpoint", shared.resolve("checkpoint"))
              .path("walk");
      assertEquals(manifest.path("memory_map").path("lanes"), walk.path("lanes"));
      JsonNode steps = walk.path("steps");
      assertEquals(4 + 2 * 11, steps.size());
      List<int[]> rows = new ArrayList<>();
      Map<String, JsonNode> done = new HashMap<>(); // the last step of each site
      for (JsonNode step : steps) {
        for (JsonNode read : step.path("reads")) {
          int[] plain = words(packed, read.path("plain"), read);
          assertEquals(
              read.path("rows").intValue() * read.path("columns").intValue(), plain.length);
          assertEquals(boxed(plain), boxed(words(packed, read.path("wide"), read)));
          words += plain.length;
          inBanks +=
              compareBanks(packed, read.path("wide")) + compareBanks(packed, read.path("plain"));
          if (step.path("site").textValue().equals("embedding")) {
            assertEquals(boxed(integers(read.path("words"))), boxed(plain));
            rows.add(plain);
          } else {
            assertEquals(0, read.path("words").size());
            products += compareProducts(manifest, done, step, plain);
          }
        }
        if (step.path("site").textValue().equals("embedding")) {
          int[] sum = IntStream.range(0, EMBD).map(i -> rows.get(0)[i] + rows.get(1)[i]).toArray();
          assertEquals(boxed(sum), boxed(integers(step.path("words"))));
        }
        done.put(step.path("site").textValue(), step);
      }
    }
    int weights = 2 * (4 * EMBD * EMBD + 2 * EMBD * HIDDEN) + SYMBOLS * EMBD;
    assertEquals(2 * (weights + 2 * EMBD), words);
    assertEquals(2 * (2 * (5 * EMBD + HIDDEN) + SYMBOLS), products);
    assertTrue(inBanks > 2000 * 16, "bits in banks");
  }

  /** The values of a read in the file of a whole image: of its own layout only, row-major. */
  private static int[] words(Path packed, JsonNode span, JsonNode read) throws Exception {
    int lanes = span.path("lanes").intValue();
    int rows = read.path("rows").intValue();
    int columns = read.path("columns").intValue();
    int first = span.path("first").intValue();
    List<BigInteger> file = memory(packed, span.path("image").textValue());
    int tileColumns = Math.min(4, lanes); // head dimension 4, and 16 lanes or more
    int tileRows = lanes / tileColumns;
    int across = columns / tileColumns;
    assertEquals(
        first + (rows + tileRows - 1) / tileRows * across - 1, span.path("last").intValue());
    int[] values = new int[rows * columns];
    for (int i = 0; i < values.length; i++) {
      int row = i / columns;
      int column = i % columns;
      BigInteger word = file.get(first + row / tileRows * across + column / tileColumns);
      values[i] = lane(word, row % tileRows * tileColumns + column % tileColumns);
    }
    return values;
  }

  private static List<BigInteger> memory(Path packed, String name) throws Exception {
    return Files.readAllLines(packed.resolve("rom/readmemh/" + name + ".mem")).stream()
        .filter(line -> !line.startsWith("//"))
        .map(line -> new BigInteger(line.strip(), 16))
        .toList();
  }

  private static int lane(BigInteger word, int lane) {
    return word.shiftRight(16 * lane).shortValue();
  }

  /** The words of a span in its banks against those in the whole image's file. */
  private static int compareBanks(Path packed, JsonNode span) throws Exception {
    List<BigInteger> whole = memory(packed, span.path("image").textValue());
    int first = span.path("first").intValue();
    int width = span.path("lanes").intValue() * span.path("value_bits").intValue();
    int covered = 0;
    int address = first; // banks ascend by rows, then by columns
    for (JsonNode bank : span.path("banks")) {
      List<BigInteger> file = memory(packed, bank.path("file").textValue());
      int from = bank.path("first").intValue();
      int to = bank.path("last").intValue();
      for (int a = from; a <= to; a++) {
        for (int bit = 0; bit < bank.path("width").intValue(); bit++) {
          int inImage = bank.path("bit").intValue() + bit;
          if (inImage < width) {
            boolean right = whole.get(address + a - from).testBit(inImage);
            assertEquals(right, file.get(a).testBit(bit));
            covered++;
          }
        }
      }
      if (bank.path("bit").intValue() + bank.path("width").intValue() >= width) {
        address += to - from + 1;
      }
    }
    int last = span.path("last").intValue();
    assertTrue(covered == 0 || covered == (last - first + 1) * width, span::toString);
    return covered;
  }

  /** linear(W, y) of the words in the file is what the walk says. */
  private static int compareProducts(
      JsonNode manifest, Map<String, JsonNode> done, JsonNode step, int[] matrix) {
    String site = step.path("site").textValue();
    List<String> named = MATRICES.get(site);
    int layer = step.path("layer").intValue();
    JsonNode input = done.get(named.get(1));
    String tensor = (layer < 0 ? "" : "layer" + layer + ".") + named.get(0);
    int shift =
        manifest.path("formats").path("weights").path(tensor).intValue()
            + input.path("fraction_bits").intValue()
            - step.path("fraction_bits").intValue();
    int[] y = integers(input.path("words"));
    int[] expected = integers(step.path("words"));
    assertTrue(shift > 0, site);
    for (int row = 0; row < expected.length; row++) {
      long sum = 0;
      for (int column = 0; column < y.length; column++) {
        sum += (long) matrix[row * y.length + column] * y[column];
      }
      sum = site.equals("hidden") ? Math.max(0, sum) : sum;
      long rounded = Math.floorDiv(sum + (1L << (shift - 1)), 1L << shift);
      assertEquals(Math.max(-32768, Math.min(32767, rounded)), expected[row], site);
    }
    return expected.length;
  }

  private static int[] integers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::intValue).toArray();
  }

  private static List<Integer> boxed(int[] values) {
    return IntStream.of(values).boxed().toList();
  }

  /**
   * Every element with its word, real and float value, and what comes next, in the order of logits.
   */
  @Test
  void printsWhatTheFactsSay() throws Exception {
    JsonNode walk = explain(bundle, "--text", TEXT, "--position", 2).path("walk");
    assertEquals(2, walk.path("position").intValue());
    Cli cli = Cli.ok("explain", bundle, "--text", TEXT, "--position", 2, "--all");
    assertTrue(cli.out().startsWith("input BOS e m m a\nposition 2: m, token 12;"), cli.out());
    List<List<String>> rows =
        cli.out().lines().map(line -> List.of(line.strip().split(" +", -1))).toList();
    int found = 0;
    int shares = 0;
    int at = 0;
    for (JsonNode step : walk.path("steps")) {
      String site = step.path("site").textValue();
      String name =
          step.path("layer").intValue() < 0 ? site : "layer" + step.path("layer") + "." + site;
      while (!rows.get(at).get(0).equals(name + ":")) {
        at++;
      }
      int skip = 2 * step.path("reads").path(0).path("words").size() / EMBD * 2;
      while (!rows.get(at).get(0).equals("element")) {
        at++;
        shares += isAttention(rows.get(at), step.path("attention")) ? 1 : 0;
      }
      for (int i = 0; i < step.path("words").size(); i++, found++) {
        List<String> row = rows.get(++at);
        assertEquals(5 + skip, row.size(), row::toString);
        assertEquals(Integer.toString(i), row.get(0));
        for (int r = 0; r < skip / 2; r++) {
          JsonNode read = step.path("reads").path(r);
          int address = read.path("plain").path("first").intValue() + i;
          assertEquals(address, Integer.decode(row.get(1 + 2 * r)));
          assertEquals(read.path("words").path(i).toString(), row.get(2 + 2 * r));
        }
        assertEquals(step.path("words").path(i).toString(), row.get(1 + skip), name);
        double real = Double.parseDouble(row.get(2 + skip));
        double reference = Double.parseDouble(row.get(3 + skip));
        assertEquals(step.path("reals").path(i).doubleValue(), real, 5e-5 * (1 + Math.abs(real)));
        assertEquals(
            step.path("floats").path(i).doubleValue(), reference, 5e-5 * (1 + Math.abs(reference)));
      }
    }
    assertEquals(3 * EMBD + 2 * (10 * EMBD + HIDDEN) + SYMBOLS, found);
    assertEquals(2 * 4 * 3, shares);
    List<String> next =
        cli.out().lines().dropWhile(line -> !line.startsWith("next symbol")).skip(2).toList();
    for (int v = 0; v < SYMBOLS; v++) {
      JsonNode token = walk.path("next").path(v).path("token");
      String symbol = token.path("symbol").textValue();
      assertTrue(
          next.get(v).matches(" " + symbol + " +" + token.path("id") + " .*%.*%.*"), next.get(v));
    }
    assertTrue(next.get(SYMBOLS).startsWith("greedy takes "), next.get(SYMBOLS));
    assertTrue(
        next.get(SYMBOLS + 1).startsWith("the text goes on with m, number "), next.toString());
  }

  /** Whether this is a row of the table of heads and positions; one that is must be right. */
  private static boolean isAttention(List<String> row, JsonNode heads) {
    if (row.size() < 7 || !(row.get(0) + row.get(1)).matches("[0-9]+")) {
      return false;
    }
    JsonNode head = heads.path(Integer.parseInt(row.get(0)));
    int position = Integer.parseInt(row.get(1));
    assertEquals(List.of("BOS", "e", "m").get(position), row.get(2));
    assertEquals(head.path("scores").path(position).toString(), row.get(3));
    assertEquals(head.path("weights").path(position).toString(), row.get(4));
    double share = head.path("shares").path(position).doubleValue();
    assertEquals(share, Double.parseDouble(row.get(5)), 5e-5);
    assertEquals(head.path("float_shares").path(position).doubleValue(), share, 0.01);
    assertEquals(Math.round(16 * share), row.size() == 8 ? row.get(7).length() : 0);
    return true;
  }

  @Test
  void showsSomeOfManyAndWhatIsAskedFor() throws Exception {
    Cli some = Cli.ok("explain", bundle, "--text", "emma", "--site", "hidden", "--layer", 1);
    assertEquals(1, some.out().split("layer1.hidden: ", -1).length - 1);
    assertFalse(some.out().contains("layer0"), some.out());
    assertFalse(some.out().contains("next symbol"), some.out());
    assertTrue(some.out().contains(" of 40 elements, --all shows the others"), some.out());
    long rows = some.out().lines().filter(line -> line.matches(" +[0-9]+ +-?[0-9]+ .*")).count();
    assertTrue(rows >= 8 && rows <= 11, some.out());
    Cli both = Cli.ok("explain", bundle, "--text", "", "--site", "attention");
    assertTrue(both.out().startsWith("input BOS\nposition 0: BOS, token 26;"), both.out());
    assertEquals(2, both.out().split("attention: a = ", -1).length - 1);
    assertEquals(
        2 * 4,
        both.out()
            .lines()
            .filter(l -> l.matches(".* BOS .* 32768 +1.0000 +1.0000  #{16}"))
            .count());
  }

  @Test
  void takesTheCheckpointThatBelongs() throws Exception {
    JsonNode beside = explain(bundle, "--text", "ab");
    JsonNode named = explain(bundle, "--text", "ab", "--checkpoint", shared.resolve("checkpoint"));
    assertEquals(beside, named);
    JsonNode quantized = explain(shared.resolve("quantized"), "--text", "ab");
    assertTrue(beside.has("rom_sha256") && !quantized.has("rom_sha256"), "places are a guess");
    assertEquals(beside.path("walk"), quantized.path("walk"));

    Path alone = folder.resolve("alone.zip");
    pack(alone);
    JsonNode fixed = explain(alone, "--text", "ab");
    assertFalse(fixed.has("checkpoint_sha256"), "there is none");
    assertFalse(fixed.path("walk").path("steps").path(0).has("floats"), "there are none");
    assertEquals(
        beside.path("walk").path("steps").path(9).path("words"),
        fixed.path("walk").path("steps").path(9).path("words"));
    Path other = folder.resolve("checkpoint"); // beside the archive
    Cli.train(other, 10, "--layers", 2, "--hidden", HIDDEN);
    Cli noted = Cli.ok("explain", alone, "--text", "ab");
    assertTrue(noted.err().contains("is not the checkpoint that"), noted.err());
    assertFalse(noted.out().contains("float"), noted.out());
    String refused = Cli.refused("explain", alone, "--text", "ab", "--checkpoint", other);
    assertTrue(refused.contains("is not the checkpoint that"), refused);
  }

  @Test
  void saysWhatIsWrong() {
    Map<List<Object>, String> messages =
        Map.of(
            List.of("--text", "Emma"), "--text: \"Emma\": U+0045 is not in the vocabulary",
            List.of("--text", "a".repeat(16)), "16 symbols; BOS and 15 fit the context of 16",
            List.of("--text", "emma", "--position", 5), "position must be in 0..4, not 5",
            List.of("--text", "emma", "--position", -1), "--position: must be in 0..4095, not -1",
            List.of("--text", "emma", "--layer", 2), "--layer: must be in 0..1, not 2",
            List.of("--text", "emma", "--site", "hiden"), "did you mean hidden?",
            List.of("--text", "emma", "--site", "logits", "--layer", 0), "logits is outside",
            List.of("--text", "emma", "--checkpoint", "nowhere"), "no such folder",
            List.of(), "--text");
    messages.forEach(
        (arguments, message) -> {
          List<Object> all = new ArrayList<>(List.of("explain", bundle));
          all.addAll(arguments);
          String refused = Cli.refused(all.toArray());
          assertTrue(refused.contains(message), () -> message + " in " + refused);
        });
    assertEquals(9, messages.size());
    String checkpoint = Cli.refused("explain", shared.resolve("checkpoint"), "--text", "a");
    assertTrue(checkpoint.contains("quantize it first"), checkpoint);
  }
}
