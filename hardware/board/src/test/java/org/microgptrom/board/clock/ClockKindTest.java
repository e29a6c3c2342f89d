package org.microgptrom.board.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.rtl.tools.HdlTool;

/** The dividers of PLLs, against the programs of Project IceStorm and Project Trellis. */
class ClockKindTest {
  private static final Pattern PARAMETER = Pattern.compile("\\.([A-Z][A-Z0-9_]*)\\(([^()]*)\\)");

  @TempDir Path folder;

  private static Map<String, Integer> numbers(Clock clock) {
    return PARAMETER
        .matcher(clock.source())
        .results()
        .filter(m -> m.group(2).matches("([0-9]+'d)?[0-9]+(\\.0+)?"))
        .collect(
            Collectors.toMap(
                m -> m.group(1),
                m -> (int) Double.parseDouble(m.group(2).replaceFirst("^[0-9]+'d", "")),
                (a, b) -> a));
  }

  @Test
  void iceStormMakesNoBetterClocks() throws Exception {
    ExternalTool icepll = ExternalTool.named("icepll");
    int compared = 0;
    for (int input : List.of(12, 16, 25, 48, 100)) {
      for (double wanted = 16; wanted <= 80; wanted += input == 12 ? 0.5 : 4) {
        Optional<Clock> clock = clock(ClockKind.ICE40_PAD, input, wanted);
        String told =
            icepll
                .run(folder, "-i", Integer.toString(input), "-o", Double.toString(wanted))
                .output();
        Matcher best = Pattern.compile("F_PLLOUT: +([0-9.]+) MHz \\(achieved\\)").matcher(told);
        if (wanted == input || clock.isEmpty() || !best.find()) {
          continue;
        }
        if (Double.parseDouble(best.group(1)) < 16) { // which the PLL does not do
          continue;
        }
        double error = Math.abs(clock.get().mhz() - wanted);
        assertEquals(Math.abs(Double.parseDouble(best.group(1)) - wanted), error, 0.001, told);
        Map<String, Integer> is = numbers(clock.get());
        double vco = input * (is.get("DIVF") + 1.0) / (is.get("DIVR") + 1);
        assertTrue(vco >= 533 && vco <= 1066, told);
        assertEquals(vco / (1 << is.get("DIVQ")), clock.get().mhz(), 1e-6);
        Matcher filter = Pattern.compile("FILTER_RANGE: ([0-9])").matcher(told);
        Matcher divider = Pattern.compile("DIVR: +([0-9]+) ").matcher(told);
        assertTrue(filter.find() && divider.find());
        if (Integer.parseInt(divider.group(1)) == is.get("DIVR")) {
          assertEquals(Integer.parseInt(filter.group(1)), is.get("FILTER_RANGE"), told);
        }
        compared++;
      }
    }
    assertTrue(compared > 100, "compared " + compared);
  }

  @Test
  void trellisMakesTheSameClocks() throws Exception {
    if (HdlTool.find("ecppll").isEmpty()) {
      return; // an extra, where it is there
    }
    ExternalTool tool = ExternalTool.named("ecppll");
    int compared = 0;
    for (int wanted = 50; wanted <= 200; wanted += 25) {
      String told = tool.runOk(folder, "-i", "25", "-o", Integer.toString(wanted), "-f", "pll.v");
      Map<String, Integer> is = numbers(ClockKind.ECP5.clock(25, wanted));
      assertEquals(number(told, "Refclk divisor"), is.get("CLKI_DIV"), told);
      assertEquals(number(told, "Feedback divisor"), is.get("CLKFB_DIV"), told);
      assertEquals(number(told, "clkout0 divisor"), is.get("CLKOP_DIV"), told);
      compared++;
    }
    assertEquals(7, compared);
  }

  private static int number(String told, String name) {
    Matcher line = Pattern.compile(name + ": ([0-9]+)").matcher(told);
    assertTrue(line.find(), told);
    return Integer.parseInt(line.group(1));
  }

  /** By trying all dividers in the ranges of Gowin's data sheets. */
  @Test
  void noDividersOfGowinComeNearer() {
    int compared = 0;
    for (double wanted = 5; wanted <= 120; wanted += 0.5) {
      double best = Double.MAX_VALUE;
      for (int id = 1; id <= 9; id++) { // 27 MHz / 9 is the least for the phase detector
        for (int fb = 1; fb <= 64; fb++) {
          for (int od : new int[] {2, 4, 8, 16, 32, 48, 64, 80, 96, 112, 128}) {
            double out = 27.0 * fb / id;
            boolean vco = out * od >= 400 && out * od <= 1200;
            best = vco ? Math.min(best, Math.abs(out - wanted)) : best;
          }
        }
      }
      Optional<Clock> clock = clock(ClockKind.GOWIN_GW1NR_9C, 27, wanted);
      if (clock.isPresent() && wanted != 27) {
        assertEquals(best, Math.abs(clock.get().mhz() - wanted), 1e-6, "for " + wanted);
        Map<String, Integer> is = numbers(clock.get());
        assertEquals(
            27.0 * (is.get("FBDIV_SEL") + 1) / (is.get("IDIV_SEL") + 1), clock.get().mhz(), 1e-6);
        compared++;
      } else if (wanted != 27) {
        assertTrue(best > 0.01 * wanted, "there is one for " + wanted);
      }
    }
    assertTrue(compared > 150, "compared " + compared);
  }

  @Test
  void vendorsOfOtherPllsGetFrequenciesInTheirRanges() {
    Map<String, Integer> mmcm = numbers(ClockKind.SERIES_7.clock(100, 50));
    double vco = 100.0 * mmcm.get("CLKFBOUT_MULT_F") / mmcm.get("DIVCLK_DIVIDE");
    assertTrue(vco >= 600 && vco <= 1200, "VCO " + vco);
    assertEquals(50, vco / mmcm.get("CLKOUT0_DIVIDE_F"));
    assertTrue(
        ClockKind.CYCLONE_V.clock(50, 75).source().contains("frequency0(\"75 MHz\")"),
        "Quartus finds the dividers itself");
  }

  @Test
  void theOscillatorsFrequencyNeedsNoPll() {
    for (ClockKind kind : ClockKind.values()) {
      Clock clock = kind.clock(12, 12);
      assertEquals(12_000_000, clock.hertz());
      assertEquals("assign clk = clk_i;\nassign locked = 1'b1;\n", clock.source());
    }
  }

  @Test
  void whatNoPllMakesIsRefusedWithTheNearest() {
    InputException none =
        assertThrows(InputException.class, () -> ClockKind.ICE40_PAD.clock(12, 4));
    assertTrue(
        none.getMessage().contains("can't make 4 MHz of the board's 12 MHz"), none::toString);
    assertTrue(none.getMessage().contains("its PLL makes 16 to 275 MHz"), none::toString);
    // 25 MHz divided by three is too slow for the phase detector: 12.5 x 3, as 12.5 x 2 is farther.
    InputException third =
        assertThrows(InputException.class, () -> ClockKind.ECP5.clock(25, 33.3333));
    assertTrue(third.getMessage().contains("the nearest is --mhz 37.5"), third::toString);
    InputException far = assertThrows(InputException.class, () -> ClockKind.ECP5.clock(48, 55));
    assertTrue(far.getMessage().contains("--mhz 60"), far::toString);
  }

  private static Optional<Clock> clock(ClockKind kind, double input, double wanted) {
    try {
      return Optional.of(kind.clock(input, wanted));
    } catch (InputException e) {
      return Optional.empty();
    }
  }
}
