package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** NOTICE names what is shipped, with its licences. */
class NoticeTest {
  private static final Path NOTICE = ReaderFolder.ROOT.resolve("NOTICE");

  /** What the build's plugin found on the class path of the product. */
  private static final Path GENERATED = Path.of("target/notice/libraries.txt");

  @Test
  void everyLibraryIsThereWithItsVersionAndLicence() throws IOException {
    List<String> generated = Files.readAllLines(GENERATED).stream().sorted().toList();
    assumeFalse(
        generated.stream().anyMatch(line -> line.contains(":pytorch-native-cu1")),
        "the build for GPUs has other versions");
    String notice = Files.readString(NOTICE);
    List<String> told = notice.substring(notice.indexOf("\nLibraries\n\n")).lines().toList();
    assertEquals(
        withoutEngine(generated),
        withoutEngine(told.subList(3, told.size())),
        "copy cli/target/notice/libraries.txt, sorted, to the end of NOTICE");
    assertTrue(generated.size() >= 25, generated::toString);
    for (String line : generated) {
      assertTrue(line.matches("[\\w.-]+:[\\w.-]+:[\\w.-]+  [\\w.-]+( or [\\w.-]+)*"), line);
    }
  }

  /** Not every platform has the engine's native library. */
  private static List<String> withoutEngine(List<String> lines) {
    return lines.stream().filter(line -> !line.contains(":pytorch-native-cpu:")).toList();
  }

  @Test
  void theChartsAreThoseOfTheReport() throws IOException {
    Matcher version =
        Pattern.compile("<echarts.version>(.*)</echarts.version>")
            .matcher(Files.readString(ReaderFolder.ROOT.resolve("report/pom.xml")));
    assertTrue(version.find());
    assertTrue(
        Files.readString(NOTICE).contains("\nApache ECharts " + version.group(1) + ", "),
        version.group());
  }
}
