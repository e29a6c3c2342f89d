package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.datasets.SubwordLearner;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Site;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.code.Code;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;
import org.microgptrom.model.fixed.Temperature;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.model.testing.RandomModels.Weights;
import org.microgptrom.model.walk.RomPlaces;
import org.microgptrom.model.walk.RomSpan;
import org.microgptrom.model.walk.TokenWalk;
import org.microgptrom.report.live.LiveModel;
import org.microgptrom.report.page.ReportPage;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * The page that runs a model: its simulator against the golden one, its field as a reader uses it.
 */
@Tag("slow")
class DemoPageTest {
  /** Takes the tokens of sequences, and returns what was computed for each, as text. */
  private static final String RUN =
      """
      const model = microgptRom.model(JSON.parse(document.getElementById('model').textContent));
      let line = [];
      const simulator = microgptRom.simulator(model, {
        words: (site, layer, words) => line.push(site + ' ' + layer + ' ' + words.join()),
        attention: (layer, head, parts) => line.push('attention ' + layer + ' ' + head + ' ' + parts.join()),
      });
      const sampler = microgptRom.sampler(model, microgptRom.scale(0.7), 4000000000);
      return arguments[0].map((token, i) => {
        if (i % model.config.context === 0) {
          simulator.rewind(0);
        }
        line = [];
        const logits = simulator.step(token);
        line.push('drawn ' + sampler.next(logits) + ' ' + sampler.state());
        return line.join('; ');
      });
      """;

  private static final String WALK =
      """
      const model = microgptRom.model(JSON.parse(document.getElementById('model').textContent));
      return microgptRom.steps(model, arguments[0], arguments[1])
        .flatMap(step => step.words.map(w => w.image + ' ' + w.first + ' ' + w.last));
      """;

  private static final String ENCODE =
      """
      const model = microgptRom.model(JSON.parse(document.getElementById('model').textContent));
      return arguments[0].map(text => microgptRom.encode(model, text));
      """;

  @TempDir Path folder;

  private record Shape(QuantizedModel model, int lanes, boolean precomputed) {}

  @Test
  void itComputesWhatTheGoldenSimulatorDoes() throws Exception {
    Browser.require();
    ModelConfig small = ModelConfig.microgpt(27);
    ModelConfig deep = new ModelConfig(2, 24, 3, 11, 50, 20);
    List<Integer> widths = List.of(8, 4, 16, 3, 2, -4, -3, -2);
    List<Shape> shapes = new ArrayList<>();
    shapes.add(new Shape(RandomModels.model(small, Weights.MODERATE, 1), 16, false));
    shapes.add(new Shape(RandomModels.model(small, Weights.MODERATE, 2), 4, true));
    shapes.add(new Shape(RandomModels.narrow(deep, Weights.MODERATE, widths, 3), 8, false));
    shapes.add(new Shape(RandomModels.narrow(deep, Weights.FULL_SCALE, widths, 4), 32, false));
    for (long seed = 5; seed < 9; seed++) {
      ModelConfig odd = RandomModels.shape(seed);
      shapes.add(new Shape(RandomModels.model(odd, Weights.FULL_SCALE, seed), 16, false));
    }
    int tokens = 0;
    int words = 0;
    try (Browser browser = new Browser()) {
      for (Shape shape : shapes) {
        QuantizedModel model = shape.model;
        MemoryMap map =
            MemoryMap.of(model.config(), model.formats().codes(), shape.lanes, shape.precomputed);
        Path page = folder.resolve("demo.html");
        Files.writeString(page, ReportPage.demo(LiveModel.of("random", "00", model, map)));
        browser.show(page, "light", 800);
        List<Integer> given =
            new Random(9).ints(300, 0, model.config().vocabSize()).boxed().toList();
        List<?> computed = (List<?>) browser.driver().executeScript(RUN, given);
        List<String> golden = golden(model, given);
        assertEquals(golden.size(), computed.size());
        for (int i = 0; i < golden.size(); i++) {
          assertEquals(golden.get(i), computed.get(i), "token " + i + " of " + model.config());
          tokens++;
        }
        words += checkWords(browser.driver(), model, map);
      }
    }
    assertEquals(2400, tokens);
    assertTrue(words > 100, () -> "few spans of words");
  }

  /** What {@link #RUN} returns, by the golden simulator. */
  private static List<String> golden(QuantizedModel model, List<Integer> tokens) {
    List<String> line = new ArrayList<>();
    GoldenSimulator simulator =
        new GoldenSimulator(
            model,
            new GoldenSimulator.Observer() {
              @Override
              public void words(Site site, int layer, int[] words) {
                line.add(site.label() + " " + layer + " " + joined(words, words.length));
              }

              @Override
              public void attention(int layer, int head, int count, long[] scores, int[] parts) {
                line.add("attention " + layer + " " + head + " " + joined(parts, count));
              }
            });
    Sampler sampler = new Sampler(model, Temperature.scale(0.7), (int) 4_000_000_000L);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      if (i % model.config().context() == 0) {
        simulator.reset();
      }
      line.clear();
      int drawn = sampler.next(simulator.step(tokens.get(i)));
      line.add("drawn " + drawn + " " + Integer.toUnsignedLong(sampler.state()));
      lines.add(String.join("; ", line));
    }
    return lines;
  }

  private static String joined(int[] words, int count) {
    return IntStream.of(Arrays.copyOf(words, count))
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(","));
  }

  /** The ROM words of a page are those of explain, but for what a first layer in ROM replaces. */
  private static int checkWords(ChromeDriver driver, QuantizedModel model, MemoryMap map) {
    String text = model.vocabulary().decode(new int[Math.min(2, model.config().context() - 1)]);
    TokenWalk walk = TokenWalk.of(model, Optional.empty(), new RomPlaces(map, List.of()), text);
    List<String> expected =
        walk.steps().stream()
            .flatMap(step -> step.reads().stream())
            .map(read -> read.wide())
            .map(DemoPageTest::span)
            .collect(Collectors.toCollection(ArrayList::new));
    int position = walk.position();
    int token = walk.tokens().get(position).id();
    if (map.precomputed()) {
      ModelConfig config = model.config();
      int count = map.image(MemoryMap.FIRST_LAYER).depth() / config.vocabSize() / config.context();
      int first = (token * config.context() + position) * count;
      expected.subList(0, 5).clear(); // wte, wpe, Wq, Wk, Wv
      expected.add(0, "first_layer " + first + " " + (first + count - 1));
    }
    assertEquals(expected, driver.executeScript(WALK, token, position));
    return expected.size();
  }

  private static String span(RomSpan span) {
    return span.image() + " " + span.first() + " " + span.last();
  }

  /** A page cuts texts to byte pairs as the vocabulary does. */
  @Test
  void itKnowsBytePairs() throws Exception {
    Browser.require();
    List<String> texts = new ArrayList<>();
    Random random = new Random(5);
    for (int i = 0; i < 400; i++) {
      texts.add(
          random
              .ints(1 + i % 40, 0, 5)
              .mapToObj(letter -> " aab\u00e9".substring(letter, letter + 1))
              .collect(Collectors.joining()));
    }
    Vocabulary split = SubwordLearner.learn(Vocabulary.of(texts), texts, 60);
    int longer = 0;
    try (Browser browser = new Browser()) {
      for (Vocabulary vocabulary :
          List.of(split, Vocabulary.ofMerges(split.symbols(), split.merges(), false))) {
        ModelConfig config = new ModelConfig(1, 4, 1, 8, 4, vocabulary.size());
        QuantizedModel letters = RandomModels.model(config, Weights.MODERATE, 1);
        QuantizedModel model =
            new QuantizedModel(
                config,
                vocabulary,
                letters.formats(),
                letters.tables(),
                letters.codebooks(),
                letters.weights());
        MemoryMap map = MemoryMap.of(config, model.formats().codes(), 4, false);
        Path page = folder.resolve("pairs.html");
        Files.writeString(page, ReportPage.demo(LiveModel.of("random", "00", model, map)));
        browser.show(page, "light", 800);
        List<?> encoded = (List<?>) browser.driver().executeScript(ENCODE, texts);
        for (int i = 0; i < texts.size(); i++) {
          List<Long> expected =
              Arrays.stream(vocabulary.encode(texts.get(i))).asLongStream().boxed().toList();
          assertEquals(expected, encoded.get(i), texts.get(i));
          longer += expected.size() < texts.get(i).length() ? 1 : 0;
        }
      }
    }
    assertTrue(longer > 600, longer + " texts with longer symbols");
  }

  @Test
  void aReaderWritesAndDrawsInIt() throws Exception {
    Browser.require();
    Path out = folder.resolve("out");
    Cli.ok("run", "-q", "-o", out, "--steps", "60");
    Path page = folder.resolve("demo.html");
    String told = Cli.ok("demo", out, "-o", page).out();
    assertTrue(told.startsWith("wrote " + page + ", "), told);
    long size = Files.size(page);
    assertTrue(size <= 400_000, () -> size + " bytes");
    assertTrue(Files.readString(out.resolve("report.html")).contains("id=\"live-form\""));
    int shown = 0;
    try (Browser browser = new Browser()) {
      for (int width : List.of(360, 1200)) {
        String scheme = width == 360 ? "light" : "dark";
        browser.show(page, scheme, width);
        use(browser.driver(), out);
        browser.checkPage(page, width);
        browser.picture("demo-" + scheme + "-" + width, width);
        shown++;
      }
    }
    assertEquals(2, shown);
  }

  private static void use(ChromeDriver driver, Path model) {
    select(driver, "1");
    write(driver, "temperature", "0.8");
    write(driver, "seed", "4294967295");
    press(driver, "draw");
    waitFor(driver, "return document.querySelectorAll('#live-texts li').length === 20");
    waitFor(driver, "return document.getElementById('live-drawn').textContent !== ''");
    List<String> texts =
        driver.findElements(By.cssSelector("#live-texts li")).stream()
            .map(WebElement::getText)
            .toList();
    String sampled = Cli.ok("sample", model, "--temperature", "0.8", "--seed", 4294967295L).out();
    assertEquals(sampled.lines().toList(), texts);

    write(driver, "text", "em");
    String continued =
        Cli.ok(
                "sample",
                model,
                "--prompt",
                "em",
                "--temperature",
                "0.8",
                "--seed",
                4294967295L,
                "--count",
                2)
            .out();
    for (String text : continued.lines().toList()) { // by the keyboard alone
      driver.findElement(By.id("live-text")).sendKeys(Keys.ENTER);
      waitFor(
          driver, "return document.getElementById('live-status').textContent.includes('ended')");
      assertEquals(text, driver.findElement(By.id("live-text")).getDomProperty("value"));
    }

    write(driver, "text", "Ω");
    String fault = driver.findElement(By.id("live-error")).getText();
    assertTrue(fault.startsWith("The model does not know “Ω”"), fault);
    write(driver, "text", "a".repeat(16));
    fault = driver.findElement(By.id("live-error")).getText();
    assertEquals("The beginning can have 15 symbols at most.", fault);
    write(driver, "text", "emm");
    assertEquals("", driver.findElement(By.id("live-error")).getText());
    write(driver, "temperature", "0.09");
    fault = driver.findElement(By.id("live-error")).getText();
    assertEquals("Temperature must be 0, or 0.0902 to 1000.", fault);
    write(driver, "temperature", "0.5");
    assertEquals(4 * 4, driver.findElements(By.cssSelector("#live-attention td")).size());

    select(driver, "1000000");
    press(driver, "one");
    waitFor(driver, "return document.querySelectorAll('#live-reads .now').length > 0");
    press(driver, "stop");
    waitFor(driver, "return document.querySelectorAll('#live-reads .now').length === 0");
    assertEquals("emm", driver.findElement(By.id("live-text")).getDomProperty("value"));
  }

  private static void press(ChromeDriver driver, String button) {
    driver.findElement(By.id("live-" + button)).sendKeys(Keys.ENTER);
  }

  private static void select(ChromeDriver driver, String slower) {
    driver.executeScript("document.getElementById('live-slower').value = arguments[0]", slower);
  }

  private static void write(ChromeDriver driver, String field, String text) {
    WebElement element = driver.findElement(By.id("live-" + field));
    element.clear();
    element.sendKeys(text);
  }

  private static void waitFor(ChromeDriver driver, String condition) {
    driver.executeAsyncScript(
        "const done = arguments[0]; const holds = () => { "
            + condition
            + " };"
            + "const ask = () => holds() ? done() : setTimeout(ask, 10);"
            + "ask();");
  }

  @Test
  void aPageThatWouldBeTooLargeIsRefused() {
    ModelConfig large = new ModelConfig(1, 1024, 4, 16, 4096, 27); // 12,654,592 parameters
    InputException refusal =
        assertThrows(
            InputException.class, () -> LiveModel.requireSmall("b", large, codes(large, 16)));
    assertTrue(refusal.getMessage().contains("33,745,574 bytes"), refusal::getMessage);
    LiveModel.requireSmall("b", large, codes(large, 8));
    String told = Cli.refused("demo", folder.resolve("missing"), "-o", folder.resolve("page.html"));
    assertTrue(told.contains("missing"), told);
    assertFalse(Files.exists(folder.resolve("page.html")));
  }

  private static Codes codes(ModelConfig config, int bits) {
    Map<String, Code> codes = new LinkedHashMap<>();
    config.parameterNames().forEach(name -> codes.put(name, new Code(bits, Code.LINEAR, 0)));
    return new Codes(codes);
  }
}
