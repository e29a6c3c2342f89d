package org.microgptrom.model.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonTest {
  /** One component of each kind that artifacts use. */
  record Sample(String text, int count, long largeCount, double value, List<Part> parts) {}

  record Part(int size, String name) {
    Part {
      if (size < 1) {
        throw new IllegalArgumentException("size must be positive, not " + size);
      }
    }
  }

  private static final String GOOD =
      "{\"text\":\"é\",\"count\":1,\"large_count\":9007199254740993,\"value\":0.1,"
          + "\"parts\":[{\"size\":1,\"name\":\"a\"},{\"size\":2,\"name\":\"b\"}]}";

  private static final Sample SAMPLE =
      new Sample("é", 1, 9007199254740993L, 0.1, List.of(new Part(1, "a"), new Part(2, "b")));

  @Test
  void writesKeysInOrderWithFixedLineEnds() {
    assertEquals(GOOD, Json.line(SAMPLE));
    assertEquals(
        """
        {
          "text": "é",
          "count": 1,
          "large_count": 9007199254740993,
          "value": 0.1,
          "parts": [ {
            "size": 1,
            "name": "a"
          }, {
            "size": 2,
            "name": "b"
          } ]
        }
        """,
        new String(Json.pretty(SAMPLE), StandardCharsets.UTF_8));
  }

  @Test
  void readsWhatItWrites() {
    assertEquals(SAMPLE, Json.parse("x", Json.pretty(SAMPLE), Sample.class));
    assertEquals(SAMPLE, parse(GOOD));
  }

  @Test
  void writesTheSameUnderAnyLocale() {
    Locale before = Locale.getDefault();
    try {
      for (String tag : List.of("ar-EG-u-nu-arab", "de-DE", "tr-TR", "hi-IN-u-nu-deva")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        assertEquals(GOOD, Json.line(SAMPLE), tag);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  /** Text to replace in the good document, its replacement, and the error that must follow. */
  private record Defect(String good, String bad, String error) {}

  @Test
  void readingIsStrict() {
    List<Defect> defects =
        List.of(
            new Defect(
                "{\"text\"",
                "{\"more\":1,\"text\"",
                "key more: is unknown, known are count, large_count, parts, text, value"),
            new Defect("\"count\":1,", "", "key count is missing"),
            new Defect("\"text\":\"é\",", "", "key text is missing"),
            new Defect("\"count\":1,", "\"count\":1,\"count\":1,", "Duplicate field 'count'"),
            new Defect("]}", "]} x", "x:1:123: Unrecognized token 'x'"),
            new Defect("]}", "]}{}", "goes on after its value"),
            new Defect("]}", "]", "x:1:"),
            new Defect(
                "\"count\":1",
                "\"count\":\"1\"",
                "x:1:22: key count: a whole number below 2^31 expected, found the text \"1\""),
            new Defect("[{", "[1,{", "key parts[0]: an object expected, found the number 1"),
            new Defect("\"é\"", "{}", "key text: a text expected, found an object"),
            new Defect("\"é\"", "\"\n\"", "x:1:10: "),
            new Defect("\"count\":1", "\"count\":1.5", "key count: "),
            new Defect("\"count\":1", "\"count\":1.0", "key count: "),
            new Defect("\"count\":1", "\"count\":2147483648", "key count: "),
            new Defect("\"count\":1", "\"count\":true", "key count: "),
            new Defect("\"count\":1", "\"count\":null", "key count: "),
            new Defect("\"count\":1", "\"count\":\"\"", "key count: "),
            new Defect("\"count\":1", "\"count\":NaN", "x:1:"),
            new Defect("9007199254740993", "9223372036854775808", "key large_count: "),
            new Defect("9007199254740993", "1e3", "key large_count: "),
            new Defect("0.1", "NaN", "x:1:"),
            new Defect("0.1", "Infinity", "x:1:"),
            new Defect("0.1", "\"0.1\"", "key value: "),
            new Defect("0.1", "null", "key value: "),
            new Defect("\"é\"", "1", "key text: "),
            new Defect("\"é\"", "1.5", "key text: "),
            new Defect("\"é\"", "false", "key text: "),
            new Defect("\"é\"", "null", "key text: "),
            new Defect("\"é\"", "[]", "key text: "),
            new Defect("\"size\":2", "\"size\":0", "key parts[1]: size must be positive, not 0"),
            new Defect("\"size\":2", "\"size\":\"2\"", "key parts[1].size: "),
            new Defect("{\"size\":1,\"name\":\"a\"}", "null", "key parts[0]: "),
            new Defect("{\"size\":1,\"name\":\"a\"}", "\"\"", "key parts[0]: "),
            new Defect("[{", "{", "x:1:"),
            new Defect("\"text\"", "text", "x:1:"),
            new Defect("\"text\"", "'text'", "x:1:"),
            new Defect("]}", "],}", "x:1:"),
            new Defect("{\"text\"", "/**/{\"text\"", "x:1:"),
            new Defect(GOOD, "null", "x: holds null, a value expected"),
            new Defect(GOOD, "[]", "x:1:1: "),
            new Defect(GOOD, "", "x:1:"),
            new Defect(GOOD, "[".repeat(100_000), "x:1:"));
    int refused = 0;
    for (Defect defect : defects) {
      assertTrue(GOOD.contains(defect.good), defect.toString());
      String text = GOOD.replace(defect.good, defect.bad);
      InputException e = assertThrows(InputException.class, () -> parse(text), defect.toString());
      assertTrue(e.getMessage().startsWith("x:"), e.getMessage());
      assertTrue(e.getMessage().contains(defect.error), defect + " gave " + e.getMessage());

      assertFalse(
          e.getMessage()
              .matches(
                  "(?s).*(Feature|Config|Constrai|Exception|Token\\.|START_|END_|VALUE_|`|class|creator"
                      + "|deseriali|constru|microgptrom|java|jackson|ource:).*"),
          e.getMessage());
      refused++;
    }
    assertEquals(42, refused);
  }

  @Test
  void errorsNameLineAndColumn() {
    String text = "{\n  \"name\": \"a\",\n  \"size\": \"1\"\n}\n";
    InputException e =
        assertThrows(
            InputException.class,
            () -> Json.parse("part.json", text.getBytes(StandardCharsets.UTF_8), Part.class));
    assertTrue(e.getMessage().startsWith("part.json:3:11: key size: "), e.getMessage());
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    byte[] latin = GOOD.getBytes(StandardCharsets.ISO_8859_1);
    assertThrows(InputException.class, () -> Json.parse("x", latin, Sample.class));
  }

  @Test
  void reportsFilesThatCannotBeRead(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a.json");
    assertEquals(
        file + ": no such file",
        assertThrows(InputException.class, () -> Json.read(file, Sample.class)).getMessage());
    assertThrows(InputException.class, () -> Json.read(folder, Sample.class));
    Files.write(file, Json.pretty(SAMPLE));
    assertEquals(SAMPLE, Json.read(file, Sample.class));
  }

  /** The shortest decimals that read back; older Java versions print some of these longer. */
  @Test
  void decimalsAreTheShortest() {
    List<String> decimals =
        List.of(
            "2.0E23",
            "1.0E23",
            "2.2E-322",
            "4.9E-324",
            "8.41E21",
            "0.002",
            "0.001",
            "9.999E-4",
            "1.0E7",
            "9999999.0",
            "0.30000000000000004",
            "-0.0",
            "1.7976931348623157E308",
            "2.2250738585072014E-308");
    for (String decimal : decimals) {
      assertEquals(decimal, Json.line(Double.parseDouble(decimal)));
    }
    assertEquals(14, decimals.size());
    assertEquals("3.4028235E38", Json.line(Float.MAX_VALUE));
  }

  @Test
  void neverWritesWhatIsNotJson() {
    for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Map<String, Double> map = Map.of("loss", value);
      assertThrows(IllegalStateException.class, () -> Json.line(map));
      assertThrows(IllegalStateException.class, () -> Json.pretty(map));
      assertThrows(IllegalStateException.class, () -> Json.line((float) value));
      Sample sample = new Sample("", 1, 1, value, List.of());
      assertThrows(IllegalStateException.class, () -> Json.line(sample));
    }
  }

  @Test
  void treesAreStrictToo() {
    byte[] twice = "{\"a\":1,\"a\":2}".getBytes(StandardCharsets.UTF_8);
    assertThrows(InputException.class, () -> Json.parse("x", twice, JsonNode.class));
  }

  private static Sample parse(String text) {
    return Json.parse("x", text.getBytes(StandardCharsets.UTF_8), Sample.class);
  }
}
