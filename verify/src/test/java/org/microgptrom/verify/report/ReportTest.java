package org.microgptrom.verify.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.bundle.finding.TextDifference;
import org.microgptrom.bundle.finding.WordDifference;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.io.Json;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ReportTest {
  private static final Difference DIGEST =
      TextDifference.ofDigest("rom/mif/wte.mif", "the file", "00", "11");
  private static final Difference WORD =
      WordDifference.of(
          "rom/mif/wte.mif",
          12L,
          "rom/mif/wte.mif:12",
          new WordDifference.Word(6, 0, "wte", 3, 0),
          16,
          (short) 0xfc3a,
          (short) 0xfc3b,
          "as in <&\"\u0001\ud800]]>");

  private final VerificationReport failed =
      report(
          List.of(
              Check.of("digests", "manifest.json", 41, 1, DIGEST),
              Check.of("mif", "wte", 432, 1, WORD),
              Check.of("coe", "wte", 432, 0, null),
              Check.of("mif", "wpe", 256, 0, null),
              Check.skipped("vectors", "sampled", "no <model>")));
  private final VerificationReport passed = report(List.of(Check.of("mif", "wte", 432, 0, null)));

  @Test
  void theDifferenceWithAPlaceComesFirst() {
    assertEquals(WORD, failed.difference());
    assertEquals(DIGEST, report(List.of(failed.checks().get(0))).difference());
    assertTrue(passed.passed());
    assertFalse(failed.passed());
    assertFalse(report(List.of(Check.skipped("a", "b", "c"))).passed());
    assertEquals(
        "rom/mif/wte.mif:12: address 6, lane 0, wte row 3 column 0: fc3b, fc3a expected",
        WORD.message().substring(0, WORD.message().indexOf(" (as in")));
  }

  @Test
  void junitXmlIsReadBack() throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(JUnitXml.of(failed)));
    Element root = document.getDocumentElement();
    assertEquals("testsuites", root.getTagName());
    assertCounts(root, 5, 2, 1);
    List<Element> suites = elements(root.getElementsByTagName("testsuite"));
    assertEquals(
        List.of("digests", "mif", "coe", "vectors"),
        suites.stream().map(suite -> suite.getAttribute("name")).toList());
    assertCounts(suites.get(1), 2, 1, 0);
    List<Element> cases = elements(root.getElementsByTagName("testcase"));
    assertEquals(
        List.of(
            "microgpt-rom.digests/manifest.json",
            "microgpt-rom.mif/wte",
            "microgpt-rom.mif/wpe",
            "microgpt-rom.coe/wte",
            "microgpt-rom.vectors/sampled"),
        cases.stream()
            .map(test -> test.getAttribute("classname") + "/" + test.getAttribute("name"))
            .toList());
    List<Element> failures = elements(root.getElementsByTagName("failure"));
    assertEquals(2, failures.size());
    String message = WORD.message().replace("\u0001", "\\u0001").replace("\ud800", "\\ud800");
    assertEquals(message, failures.get(1).getAttribute("message"));
    assertEquals(message + "\nmismatches: 1", failures.get(1).getTextContent());
    Element skipped = elements(root.getElementsByTagName("skipped")).get(0);
    assertEquals("no <model>", skipped.getAttribute("message"));
  }

  @Test
  void jsonIsReadBack() {
    JsonNode json = Json.parse("report", failed.toJson(), JsonNode.class);
    assertEquals("microgpt-rom verification report", json.path("format").textValue());
    assertEquals("failed", json.path("verdict").textValue());
    assertEquals("fc3a", json.path("difference").path("expected").textValue());
    assertEquals(3, json.path("difference").path("word").path("row").intValue());
    assertEquals(5, json.path("checks").size());
    assertEquals("skipped", json.path("checks").get(4).path("outcome").textValue());
    assertEquals(1376, json.path("counts").path("values").path("mif").intValue());
    assertFalse(new String(failed.toJson(), StandardCharsets.UTF_8).contains("null"));
  }

  @Test
  void allFormsAreTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    byte[] xml = JUnitXml.of(failed);
    byte[] json = failed.toJson();
    List<String> summary = VerificationText.lines(failed);
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertArrayEquals(xml, JUnitXml.of(failed));
      assertArrayEquals(json, failed.toJson());
      assertEquals(summary, VerificationText.lines(failed));
    } finally {
      Locale.setDefault(before);
    }
    assertEquals("FAILED    2 of 5 checks, 1 skipped, 2 mismatches", summary.get(4));
    assertEquals(WORD.message(), summary.get(5));
  }

  @Test
  void aBitstreamAddsItsChecksAndMismatches() {
    VerificationReport right = report(List.of(Check.passed("mif", "wte", 432)));
    assertTrue(right.passed());
    BitstreamSummary summary =
        new BitstreamSummary(
            "a.bin",
            "iCE40 5k",
            List.of(new BitstreamSummary.Rom("wte_lanes", "u_wte", 432, 2, 6_911, 1, 1)));
    VerificationReport wrong =
        right.withBitstream(
            summary, List.of(Check.of("bitstream", "wte_lanes in u_wte", 6_911, 1, WORD)));
    assertFalse(wrong.passed());
    assertEquals(1, wrong.counts().mismatches());
    assertEquals(WORD, wrong.difference());
    assertEquals(2, wrong.checks().size());
    List<String> lines = VerificationText.lines(wrong);
    assertTrue(
        lines.containsAll(
            List.of(
                "bitstream a.bin for iCE40 5k: 6,911 bits in block RAM, 1 in logic, 1 mismatches",
                "  wte_lanes in u_wte: 432 words; 6,911 bits in 2 block RAMs, 1 in logic; 1"
                    + " mismatches")),
        lines::toString);
  }

  private static VerificationReport report(List<Check> checks) {
    Counts counts =
        new Counts(
            41,
            39,
            Map.of("mif", 1376L),
            1376,
            386,
            1024,
            new Counts.Vectors(2, 10, 100, 20, 20, 10, 27, 16),
            checks.stream().mapToLong(Check::mismatches).sum());
    return VerificationReport.of("ab", ModelConfig.microgpt(27), counts, checks);
  }

  private static void assertCounts(Element element, int tests, int failures, int skipped) {
    assertEquals(Integer.toString(tests), element.getAttribute("tests"));
    assertEquals(Integer.toString(failures), element.getAttribute("failures"));
    assertEquals("0", element.getAttribute("errors"));
    assertEquals(Integer.toString(skipped), element.getAttribute("skipped"));
  }

  private static List<Element> elements(NodeList nodes) {
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }
}
