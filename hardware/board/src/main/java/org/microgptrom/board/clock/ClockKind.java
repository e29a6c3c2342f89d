package org.microgptrom.board.clock;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.microgptrom.board.clock.PllRanges.Dividers;
import org.microgptrom.board.clock.PllRanges.Range;
import org.microgptrom.model.io.InputException;

/** The PLLs of FPGAs. Their ranges are those of the vendors' documents. */
public enum ClockKind {
  /** iCE40's PLL, fed by the pad of its bank; Lattice FPGA-TN-02052. */
  @JsonProperty("ice40-pad")
  ICE40_PAD(Limits.ICE40) {
    @Override
    String instance(Dividers dividers, String inputMhz, String outputMhz) {
      return ice40("SB_PLL40_PAD", "PACKAGEPIN", dividers);
    }
  },
  /** iCE40's PLL, fed by any pin; Lattice FPGA-TN-02052. */
  @JsonProperty("ice40-core")
  ICE40_CORE(Limits.ICE40) {
    @Override
    String instance(Dividers dividers, String inputMhz, String outputMhz) {
      return ice40("SB_PLL40_CORE", "REFERENCECLK", dividers);
    }
  },
  /** ECP5's PLL; Lattice FPGA-TN-02200, before TN1263, and the data sheet FPGA-DS-02012. */
  @JsonProperty("ecp5")
  ECP5(
      new PllRanges(
          new Range(10, 400),
          new Range(400, 800),
          new Range(3.125, 400),
          128,
          80,
          PllRanges.upTo(128),
          true)) {
    @Override
    String instance(Dividers dividers, String inputMhz, String outputMhz) {
      return lines(
          "(* FREQUENCY_PIN_CLKI = \"" + inputMhz + "\" *)",
          "(* FREQUENCY_PIN_CLKOP = \"" + outputMhz + "\" *)",
          "(* ICP_CURRENT = \"12\" *) (* LPF_RESISTOR = \"8\" *)",
          "(* MFG_ENABLE_FILTEROPAMP = \"1\" *) (* MFG_GMCREF_SEL = \"2\" *)",
          "EHXPLLL #(",
          "  .PLLRST_ENA(\"DISABLED\"), .INTFB_WAKE(\"DISABLED\"), .STDBY_ENABLE(\"DISABLED\"),",
          "  .DPHASE_SOURCE(\"DISABLED\"), .OUTDIVIDER_MUXA(\"DIVA\"), .OUTDIVIDER_MUXB(\"DIVB\"),",
          "  .OUTDIVIDER_MUXC(\"DIVC\"), .OUTDIVIDER_MUXD(\"DIVD\"),",
          "  .CLKI_DIV(" + dividers.reference() + "), .CLKFB_DIV(" + dividers.feedback() + "),",
          "  .CLKOP_ENABLE(\"ENABLED\"), .CLKOP_DIV(" + dividers.output() + "),",
          "  .CLKOP_CPHASE(" + (dividers.output() - 1) + "), .CLKOP_FPHASE(0),",
          "  .FEEDBK_PATH(\"CLKOP\")",
          ") u_pll (",
          "  .RST(1'b0), .STDBY(1'b0), .CLKI(clk_i), .CLKOP(clk), .CLKFB(clk), .CLKINTFB(),",
          "  .PHASESEL0(1'b0), .PHASESEL1(1'b0), .PHASEDIR(1'b1), .PHASESTEP(1'b1),",
          "  .PHASELOADREG(1'b1), .PLLWAKESYNC(1'b0), .ENCLKOP(1'b0), .LOCK(locked)",
          ");");
    }
  },
  /** Gowin's rPLL in the GW1NR-9C, speed grade C6/I5; Gowin UG286 and DS117. */
  @JsonProperty("gowin-gw1nr-9c")
  GOWIN_GW1NR_9C(Limits.gowin(1200, 600)) {
    @Override
    String instance(Dividers dividers, String inputMhz, String outputMhz) {
      return gowin("GW1NR-9C", dividers, inputMhz);
    }
  },
  /** Gowin's rPLL in the GW2AR-18C, in the range that all its speed grades share; Gowin DS226. */
  @JsonProperty("gowin-gw2ar-18c")
  GOWIN_GW2AR_18C(Limits.gowin(1000, 500)) {
    @Override
    String instance(Dividers dividers, String inputMhz, String outputMhz) {
      return gowin("GW2AR-18C", dividers, inputMhz);
    }
  },
  /** Cyclone V's fractional PLL in integer mode, all speed grades; Intel CV-51002. */
  @JsonProperty("cyclone-v")
  CYCLONE_V(
      new PllRanges(
          new Range(5, 325),
          new Range(600, 1300),
          new Range(1, 460),
          10,
          512,
          PllRanges.upTo(512),
          false)) {
    @Override
    String instance(Dividers dividers, String inputMhz, String outputMhz) {
      return lines(
          "altera_pll #(",
          "  .fractional_vco_multiplier(\"false\"),",
          "  .reference_clock_frequency(\"" + inputMhz + " MHz\"),",
          "  .operation_mode(\"direct\"),",
          "  .number_of_clocks(1),",
          "  .output_clock_frequency0(\"" + outputMhz + " MHz\"),",
          "  .phase_shift0(\"0 ps\"),",
          "  .duty_cycle0(50),",
          "  .pll_type(\"General\"),",
          "  .pll_subtype(\"General\")",
          ") u_pll (",
          "  .rst(1'b0), .refclk(clk_i), .outclk(clk), .locked(locked), .fboutclk(), .fbclk(1'b0)",
          ");");
    }
  },
  /** The MMCM of 7 series, speed grade -1; AMD UG472 and DS181. */
  @JsonProperty("series-7")
  SERIES_7(
      new PllRanges(
          new Range(10, 450),
          new Range(600, 1200),
          new Range(4.69, 800),
          106,
          64,
          PllRanges.upTo(128),
          false)) {
    @Override
    String instance(Dividers dividers, String inputMhz, String outputMhz) {
      double periodNs = 1000 / Double.parseDouble(inputMhz);
      return lines(
          "logic fed_back, made;",
          "MMCME2_BASE #(",
          String.format(Locale.ROOT, "  .CLKIN1_PERIOD(%.3f),", periodNs),
          "  .DIVCLK_DIVIDE(" + dividers.reference() + "),",
          "  .CLKFBOUT_MULT_F(" + dividers.feedback() + ".000),",
          "  .CLKOUT0_DIVIDE_F(" + dividers.output() + ".000)",
          ") u_pll (",
          "  .CLKIN1(clk_i), .CLKFBIN(fed_back), .CLKFBOUT(fed_back), .CLKOUT0(made),",
          "  .LOCKED(locked), .PWRDWN(1'b0), .RST(1'b0)",
          ");",
          "BUFG u_buffer (.I(made), .O(clk));");
    }
  };

  /** An output that is farther away from what was asked for is refused. */
  private static final double TOLERANCE = 0.01;

  @SuppressWarnings("ImmutableEnumChecker") // nobody changes the dividers
  private final PllRanges ranges;

  ClockKind(PllRanges ranges) {
    this.ranges = ranges;
  }

  /** SystemVerilog that instantiates the PLL between {@code clk_i} and {@code clk}. */
  abstract String instance(Dividers dividers, String inputMhz, String outputMhz);

  /** Ranges that several have. */
  private static final class Limits {
    private static final PllRanges ICE40 =
        new PllRanges(
            new Range(10, 133),
            new Range(533, 1066),
            new Range(16, 275),
            16,
            128,
            List.of(2, 4, 8, 16, 32, 64),
            false);

    private static PllRanges gowin(double vcoMhz, double outputMhz) {
      return new PllRanges(
          new Range(3, 400),
          new Range(400, vcoMhz),
          new Range(3.125, outputMhz),
          64,
          64,
          List.of(2, 4, 8, 16, 32, 48, 64, 80, 96, 112, 128),
          true);
    }
  }

  /**
   * The clock that is nearest to a frequency. That of the oscillator itself needs no PLL.
   *
   * @param inputMhz frequency of the oscillator
   * @throws InputException if none is within one in a hundred
   */
  public Clock clock(double inputMhz, double wantedMhz) {
    if (wantedMhz == inputMhz) {
      return new Clock(
          Math.round(inputMhz * 1e6), lines("assign clk = clk_i;", "assign locked = 1'b1;"));
    }
    Dividers found =
        ranges
            .nearest(inputMhz, wantedMhz)
            .orElseThrow(() -> impossible(inputMhz, wantedMhz, other(inputMhz, wantedMhz)));
    Clock clock =
        new Clock(
            found.hertz(), instance(found, megahertz(inputMhz), megahertz(found.hertz() / 1e6)));
    if (Math.abs(clock.mhz() - wantedMhz) > TOLERANCE * wantedMhz) {
      throw impossible(inputMhz, wantedMhz, "the nearest is --mhz " + megahertz(clock.mhz()));
    }
    return clock;
  }

  /** What to choose in the place of a frequency that is far from all that can be made. */
  private String other(double inputMhz, double wantedMhz) {
    return IntStream.of(-1, 1, -2, 2, -3, 3, -4, 4, -5, 5)
        .mapToObj(tenths -> ranges.nearest(inputMhz, wantedMhz * (1 + tenths / 10.0)))
        .flatMap(Optional::stream)
        .map(Dividers::hertz)
        .min(Comparator.comparingDouble(hertz -> Math.abs(hertz / 1e6 - wantedMhz)))
        .map(hertz -> "the nearest is --mhz " + megahertz(hertz / 1e6))
        .orElse(
            "its PLL makes "
                + megahertz(ranges.output().from())
                + " to "
                + megahertz(ranges.output().to())
                + " MHz");
  }

  private static InputException impossible(double inputMhz, double wantedMhz, String advice) {
    return new InputException(
        "--mhz",
        "the FPGA can't make "
            + megahertz(wantedMhz)
            + " MHz of the board's "
            + megahertz(inputMhz)
            + " MHz",
        advice);
  }

  /** A frequency without zeros that say nothing: {@code 12}, {@code 13.5}. */
  private static String megahertz(double mhz) {
    BigDecimal shortest = BigDecimal.valueOf(mhz).stripTrailingZeros();
    return shortest.toPlainString();
  }

  private static String ice40(String module, String input, Dividers dividers) {
    double detectedMhz = dividers.vcoMhz() / dividers.feedback();
    return lines(
        module + " #(",
        "  .FEEDBACK_PATH(\"SIMPLE\"),",
        "  .DIVR(4'd" + (dividers.reference() - 1) + "),",
        "  .DIVF(7'd" + (dividers.feedback() - 1) + "),",
        "  .DIVQ(3'd" + Integer.numberOfTrailingZeros(dividers.output()) + "),",
        "  .FILTER_RANGE(3'd" + filterRange(detectedMhz) + ")",
        ") u_pll (",
        "  ." + input + "(clk_i), .PLLOUTGLOBAL(clk), .LOCK(locked), .RESETB(1'b1), .BYPASS(1'b0)",
        ");");
  }

  /** The filter for a frequency at the phase detector, as Lattice's PLL wizard chooses it. */
  private static int filterRange(double detectedMhz) {
    double[] limits = {17, 26, 44, 66, 101};
    int range = 1;
    while (range <= limits.length && detectedMhz >= limits[range - 1]) {
      range++;
    }
    return range;
  }

  private static String gowin(String device, Dividers dividers, String inputMhz) {
    return lines(
        "rPLL #(",
        "  .DEVICE(\"" + device + "\"),",
        "  .FCLKIN(\"" + inputMhz + "\"),",
        "  .IDIV_SEL(" + (dividers.reference() - 1) + "),",
        "  .FBDIV_SEL(" + (dividers.feedback() - 1) + "),",
        "  .ODIV_SEL(" + dividers.output() + ")",
        ") u_pll (",
        "  .CLKIN(clk_i), .CLKFB(1'b0), .RESET(1'b0), .RESET_P(1'b0), .FBDSEL(6'd0), .IDSEL(6'd0),",
        "  .ODSEL(6'd0), .PSDA(4'd0), .DUTYDA(4'd0), .FDLY(4'd0), .CLKOUT(clk), .LOCK(locked),",
        "  .CLKOUTP(), .CLKOUTD(), .CLKOUTD3()",
        ");");
  }

  private static String lines(String... lines) {
    return String.join("\n", lines) + "\n";
  }
}
