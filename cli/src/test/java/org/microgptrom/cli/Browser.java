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
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Collectors;
import org.microgptrom.model.testing.ExternalTool;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Chromium, and what every page of ours must be in it. */
final class Browser implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Where the pictures go that a person looks at. */
  private static final Path PICTURES = Path.of("target", "pages");

  private final ChromeDriver driver = started();

  /** Skips a test where Chromium or its driver is missing, or fails it in CI. */
  static void require() {
    ExternalTool.named("chromium");
    ExternalTool.named("chromedriver");
  }

  ChromeDriver driver() {
    return driver;
  }

  @Override
  public void close() {
    driver.quit();
  }

  /** Requires a page that fits, that all can use, and that asks for nothing else. */
  void checkPage(Path page, int width) throws Exception {
    checkFit(width);
    checkAccessibility();
    checkLogs(page);
  }

  private static ChromeDriver started() {
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

  void show(Path page, String scheme, int width) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    size(width, 900);
    driver.get(page.toUri().toString());
  }

  /** Nothing is wider than the window, but tables that scroll in themselves. */
  void checkFit(int width) {
    long wide = (Long) driver.executeScript("return document.documentElement.scrollWidth");
    assertTrue(wide <= width, () -> "the page is " + wide + " wide in a window of " + width);
  }

  private void checkAccessibility() {
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

  private void checkLogs(Path page) throws Exception {
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
  void picture(String name, int width) throws Exception {
    long height = (Long) driver.executeScript("return document.documentElement.scrollHeight");
    size(width, height);
    Files.createDirectories(PICTURES);
    Files.write(PICTURES.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
  }

  private void size(int width, long height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }
}
