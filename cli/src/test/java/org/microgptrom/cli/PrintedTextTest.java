package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opentest4j.AssertionFailedError;

class PrintedTextTest {
  private static final String PRINTED =
      """
      train: corpus names, 5,164 documents
       figure     value
       loss       1.9782
       time       1 min 7 s, 0.3 s

      sampled from the verified ROMs: angeline, demila
      wte[0] = eb98 = -5224
      """;

  /** Rows: kind; what a document shows, lines separated by a bar. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; figure value|loss 2.01",
        "''; figure     value|loss       1.9782|time  59 s, 0.4 s|sampled from the verified ROMs: anna",
        "''; train: corpus names, 12 documents|...|wte[0] = 0177 = 375",
        "sampled; a|b|c|d|e|f|g"
      })
  void whatIsPrintedMayBeShown(String kind, String shown) {
    PrintedText.requireShown(kind, shown.replace('|', '\n'), PRINTED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; figure value|lost 1.9782",
        "''; figure value|time 1 min 7 s, 0.3 s",
        "''; loss 1.9782|figure value",
        "''; wte[0] = eb98 = -5224|...|loss 1.9782",
        "''; loss 1.9782 nats",
        "exact; loss 1.9782",
        "sampled; a|b",
        "sample; a"
      })
  void anythingElseMayNot(String kind, String shown) {
    assertThrows(
        AssertionFailedError.class,
        () -> PrintedText.requireShown(kind, shown.replace('|', '\n'), PRINTED));
  }

  @Test
  void exactIsExactButForTheProgressOfASlowMachine() {
    PrintedText.requireShown("exact", PRINTED, "  devices: 39 of 40, 97.5 %\n" + PRINTED);
    assertEquals(7, PRINTED.lines().count());
  }
}
