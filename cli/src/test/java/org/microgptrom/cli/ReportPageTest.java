package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.results.Results;
import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.testing.ExternalTool;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The report of a run as Chromium shows it, narrow and wide, light and dark. */
@Tag("slow")
class ReportPageTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Where the pictures go that a person looks at. */
  private static final Path PICTURES = Path.of("target", "report-pages");

  @TempDir Path folder;

  @Test
  void itShowsTheFactsWithoutAFaultOrARequest() throws Exception {
    ExternalTool.named("chromium");
    ExternalTool.named("chromedriver");
    Path out = folder.resolve("out");
    Cli.ok("run", "-q", "-o", out, "--steps", "200");
    Path page = folder.resolve("report.html");
    Path json = folder.resolve("facts.json");
    Cli.ok("report", out, "-o", page, "--json", json, "--text", "emma");
    JsonNode facts = MAPPER.readTree(json.toFile());

    Files.createDirectories(PICTURES);
    int shown = 0;
    ChromeDriver driver = driver();
    try {
      for (String scheme : List.of("light", "dark")) {
        for (int width : List.of(400, 1400)) {
          show(driver, page, scheme, width);
          checkFacts(driver, facts);
          checkCharts(driver);
          checkFit(driver, width);
          checkAccessibility(driver);
          checkLogs(driver, page);
          picture(driver, scheme + "-" + width, width);
          shown++;
        }
      }
    } finally {
      driver.quit();
    }
    assertEquals(4, shown);
  }

  private static ChromeDriver driver() {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
    options.setCapability("goog:loggingPrefs", logs);
    return new ChromeDriver(
        new ChromeDriverService.Builder()
            .usingDriverExecutable(ExternalTool.named("chromedriver").program().toFile())
            .build(),
        options.setBinary(ExternalTool.named("chromium").program().toFile()));
  }

  private static void show(ChromeDriver driver, Path page, String scheme, int width) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    size(driver, width, 900);
    driver.get(page.toUri().toString());
  }

  /** The main figures, as the table of tiles prints them. */
  private static void checkFacts(ChromeDriver driver, JsonNode facts) {
    Map<String, String> tiles =
        driver.findElements(By.cssSelector(".tiles div")).stream()
            .collect(
                Collectors.toMap(
                    tile -> tile.findElement(By.tagName("dt")).getText(),
                    tile -> tile.findElement(By.tagName("dd")).getText()));
    JsonNode comparison = facts.path("quantization").path("comparison");
    assertEquals("4,192", tiles.get("parameters"));
    assertEquals(
        String.format(Locale.ROOT, "%.4f nats", comparison.path("loss_float").doubleValue()),
        tiles.get("validation loss, float"));
    assertEquals(
        String.format(Locale.ROOT, "%.4f nats", comparison.path("loss_fixed").doubleValue()),
        tiles.get("validation loss, fixed point"));
    assertEquals(
        facts.path("verification").path("counts").path("mismatches").asText(),
        tiles.get("mismatches"));
    assertEquals("0", tiles.get("mismatches"));
    assertEquals(
        Long.toString(
            StreamSupport.stream(facts.path("verification").path("checks").spliterator(), false)
                .filter(check -> check.path("outcome").textValue().equals("passed"))
                .count()),
        tiles.get("checks"));
    assertTrue(
        driver.findElement(By.cssSelector(".verdict")).getText().startsWith("Passed"), "verdict");
    List<String> samples =
        driver.findElements(By.cssSelector(".samples li")).stream()
            .map(WebElement::getText)
            .toList();
    assertEquals(20, samples.size());
    for (int i = 0; i < samples.size(); i++) {
      assertEquals(facts.path("samples").get(i).textValue(), samples.get(i));
    }
    assertEquals(12, driver.findElements(By.cssSelector("main > section")).size());
  }

  /** Every chart has drawn something for each of its data, and its figures stand in a table. */
  private static void checkCharts(ChromeDriver driver) {
    Object[] kinds = {
      "loss",
      "tensor",
      "sites",
      "logits",
      "divergence",
      "attention",
      "rom",
      "timeline",
      "cycles",
      "speeds"
    };
    int charts = 0;
    for (Object kind : kinds) {
      for (WebElement chart : driver.findElements(By.cssSelector("[data-chart='" + kind + "']"))) {
        List<?> widths =
            (List<?>)
                driver.executeScript(
                    "return [arguments[0].clientWidth, arguments[0].querySelector('svg').clientWidth]",
                    chart);
        assertEquals(widths.get(0), widths.get(1), kind::toString);
        List<?> data =
            (List<?>)
                driver.executeScript(
                    "return echarts.getInstanceByDom(arguments[0]).getOption().series"
                        + ".filter(s => s.name !== 'banks').map(s => s.data.map(d => d.value ?? d)"
                        + ".filter(d => !Array.isArray(d) || d[d.length - 1] !== 0).length)",
                    chart);
        assertTrue(data.stream().allMatch(n -> (Long) n > 0), () -> kind + ": " + data);
        long points = data.stream().mapToLong(n -> (Long) n).sum();
        long shapes =
            (Long)
                driver.executeScript(
                    "return arguments[0].querySelectorAll('svg path, svg rect, svg circle').length",
                    chart);
        boolean lines = kind.equals("loss") || kind.equals("cycles");
        assertTrue(
            shapes >= (lines ? data.size() : points),
            () -> kind + " has drawn " + shapes + " shapes for " + points + " points");
        assertTrue(chart.getDomAttribute("aria-label").length() > 40, kind::toString);
        WebElement figure = chart.findElement(By.xpath(".."));
        long rows =
            (Long)
                driver.executeScript(
                    "return arguments[0].querySelectorAll('tbody tr').length", figure);
        assertTrue(rows > 2, () -> kind + " has " + rows + " rows");
        charts++;
      }
    }
    assertEquals(9 + 4 + 2 + 7, charts);
  }

  /** Nothing is wider than the window, but tables that scroll in themselves. */
  private static void checkFit(ChromeDriver driver, int width) {
    long wide = (Long) driver.executeScript("return document.documentElement.scrollWidth");
    assertTrue(wide <= width, () -> "the page is " + wide + " wide in a window of " + width);
  }

  private static void checkAccessibility(ChromeDriver driver) {
    Results results = new AxeBuilder().analyze(driver);
    List<String> faults =
        results.getViolations().stream()
            .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
            .map(rule -> rule.getId() + ": " + rule.getHelp() + " " + nodes(rule))
            .toList();
    assertEquals(List.of(), faults);
    assertTrue(results.getPasses().size() >= 20, () -> results.getPasses().size() + " rules");
  }

  private static String nodes(Rule rule) {
    return rule.getNodes().stream()
        .limit(5)
        .map(node -> node.getHtml())
        .collect(Collectors.joining("\n"));
  }

  private static void checkLogs(ChromeDriver driver, Path page) throws Exception {
    List<String> console =
        driver.manage().logs().get(LogType.BROWSER).getAll().stream()
            .map(LogEntry::getMessage)
            .toList();
    assertEquals(List.of(), console);
    int loads = 0;
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      JsonNode message = MAPPER.readTree(entry.getMessage()).path("message");
      if (message.path("method").textValue().equals("Network.requestWillBeSent")) {
        String url = message.path("params").path("request").path("url").textValue();
        if (!url.startsWith("data:")) {
          assertEquals(page.toUri().toString(), url);
          loads++;
        }
      }
    }
    assertEquals(1, loads);
  }

  /** All of the page: in a window as high as the page. */
  private static void picture(ChromeDriver driver, String name, int width) throws Exception {
    long height = (Long) driver.executeScript("return document.documentElement.scrollHeight");
    size(driver, width, height);
    Files.write(PICTURES.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
  }

  private static void size(ChromeDriver driver, int width, long height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }
}
