package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** The report of a run as Chromium shows it, narrow and wide, light and dark. */
@Tag("slow")
class ReportPageTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void itShowsTheFactsWithoutAFaultOrARequest() throws Exception {
    Browser.require();
    Path out = folder.resolve("out");
    Cli.ok("run", "-q", "-o", out, "--steps", "200");
    Path page = folder.resolve("report.html");
    Path json = folder.resolve("facts.json");
    Cli.ok("report", out, "-o", page, "--json", json, "--text", "emma");
    JsonNode facts = MAPPER.readTree(json.toFile());

    int shown = 0;
    try (Browser browser = new Browser()) {
      ChromeDriver driver = browser.driver();
      for (String scheme : List.of("light", "dark")) {
        for (int width : List.of(400, 1400)) {
          browser.show(page, scheme, width);
          checkFacts(driver, facts);
          checkCharts(driver);
          browser.checkPage(page, width);
          browser.picture("report-" + scheme + "-" + width, width);
          shown++;
        }
      }
    }
    assertEquals(4, shown);
  }

  /** Forty tokens and a steep first step, which leave room for labels and for what comes later. */
  @Test
  void chartsOfALongTextStayReadable() throws Exception {
    Browser.require();
    Path out = folder.resolve("out");
    Cli.ok(
        "run", "-q", "-o", out, "--steps", "40", "--context", "48", "--embd", "8", "--heads", "2");
    Path page = folder.resolve("report.html");
    String text = "thequickbrownfoxjumpsoverthelazydogabcde";
    assertEquals(40, text.length());
    Cli.ok("report", out, "-o", page, "--text", text);
    try (Browser browser = new Browser()) {
      for (int width : List.of(360, 1400)) {
        browser.show(page, "light", width);
        assertEquals(
            List.of(), browser.driver().executeScript(OVERLAPS), () -> "at a width of " + width);
        browser.checkFit(width);
      }
      assertEquals(true, browser.driver().executeScript(LATER_LOSSES));
    }
  }

  /** Labels in the maps of attention that lie on each other; of no labels, that there are none. */
  private static final String OVERLAPS =
      """
      const found = [];
      for (const svg of document.querySelectorAll('[data-chart=attention] svg')) {
        const labels = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
        if (labels.length < 20) found.push(labels.length + ' labels');
        labels.forEach(([a, r], i) => labels.slice(i + 1).forEach(([b, s]) => {
          const wide = Math.min(r.right, s.right) - Math.max(r.left, s.left);
          const high = Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top);
          if (wide > 1 && high > 3) found.push(a + ' on ' + b);
        }));
      }
      return found;
      """;

  /** Whether the axis leaves the first loss out, and no loss after a twentieth of the steps. */
  private static final String LATER_LOSSES =
      """
      const {series, yAxis} = echarts.getInstanceByDom(document.querySelector('[data-chart=loss]')).getOption();
      const losses = series[0].data.map(d => d[1]);
      return losses[0] > yAxis[0].max && losses.slice(losses.length / 20).every(l => l <= yAxis[0].max);
      """;

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
    assertEquals(13, driver.findElements(By.cssSelector("main > section")).size());
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
}
