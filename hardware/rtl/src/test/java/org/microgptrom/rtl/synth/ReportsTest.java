package org.microgptrom.rtl.synth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.InputException;

/** Logs and reports that nextpnr-ice40 0.4 and nextpnr-ecp5 0.7 have written. */
class ReportsTest {
  @TempDir Path folder;

  @Test
  void usageIsReadFromTheTable() throws IOException {
    Map<String, RouterLog.Usage> ice40 = RouterLog.usage(StandIn.text("ice40_fits.log"));
    assertEquals(15, ice40.size());
    assertEquals(new RouterLog.Usage(149, 5280), ice40.get("ICESTORM_LC"));
    assertEquals(new RouterLog.Usage(4, 30), ice40.get("ICESTORM_RAM"));
    assertEquals(new RouterLog.Usage(1, 8), ice40.get("ICESTORM_DSP"));
    Map<String, RouterLog.Usage> ecp5 = RouterLog.usage(StandIn.text("ecp5_fits.log"));
    assertEquals(28, ecp5.size());
    assertEquals(new RouterLog.Usage(224, 83640), ecp5.get("TRELLIS_COMB"));
    assertEquals(new RouterLog.Usage(108, 83640), ecp5.get("TRELLIS_FF"));
    assertEquals(new RouterLog.Usage(1, 208), ecp5.get("DP16KD"));
    assertEquals(new RouterLog.Usage(1, 156), ecp5.get("MULT18X18D"));
    assertEquals(Map.of(), RouterLog.usage("ERROR: no such file\n"));
  }

  @Test
  void aTableOfATooLargeDesignTellsWhatIsMissing() throws IOException {
    String ice40 = StandIn.text("ice40_too_large.log");
    assertEquals(new RouterLog.Usage(40, 30), RouterLog.usage(ice40).get("ICESTORM_RAM"));
    assertTrue(RouterLog.error(ice40).startsWith("ERROR: Unable to place cell"), ice40);
    String ecp5 = StandIn.text("ecp5_too_large.log");
    assertEquals(new RouterLog.Usage(120, 56), RouterLog.usage(ecp5).get("DP16KD"));
    assertEquals(64, new Resource(Resource.BLOCK_RAMS, 120, 56).missing());
    assertEquals(0, new Resource(Resource.BLOCK_RAMS, 56, 56).missing());
  }

  @Test
  void theFrequencyAfterRoutingCounts() throws IOException {
    assertEquals(54.12, RouterLog.maxMhz(StandIn.text("ice40_fits.log")));
    assertEquals(58.69, RouterLog.maxMhz(StandIn.text("ecp5_fits.log")));
    assertEquals(0, RouterLog.maxMhz(StandIn.text("ice40_too_large.log")));
  }

  @Test
  void theReportAgreesWithTheLog() throws IOException {
    // Of the logs: "10.9 ns logic, 7.6 ns routing", "11.6 ns logic, 5.4 ns routing".
    Timing ice40 = report("ice40_route.json");
    assertEquals(54.12, ice40.maxMhz(), 0.005);
    assertEquals(10.9, ice40.logicNs(), 0.05);
    assertEquals(7.6, ice40.routingNs(), 0.05);
    assertEquals("core.start_SB_MAC16_B_DSP.O_1", ice40.from());
    assertEquals("core.start_SB_MAC16_B_O_SB_LUT4_I1_LC.I3", ice40.to());
    assertEquals(1000 / ice40.maxMhz(), ice40.logicNs() + ice40.routingNs(), 0.01);
    Timing ecp5 = report("ecp5_route.json");
    assertEquals(58.69, ecp5.maxMhz(), 0.005);
    assertEquals(11.6, ecp5.logicNs(), 0.05);
    assertEquals(5.4, ecp5.routingNs(), 0.05);
    assertEquals("core.weights.words.0.0.DOA15", ecp5.from());
    assertEquals("core.sum_TRELLIS_FF_Q.DI", ecp5.to());
    assertThrows(InputException.class, () -> read("{\"fmax\": {}}"));
  }

  @Test
  void ofSeveralClocksTheOneNearestToItsLimitCounts() throws IOException {
    Timing timing =
        read(
            "{\"critical_paths\": [], \"fmax\": {\"a\": {\"achieved\": 30, \"constraint\": 12},"
                + " \"b\": {\"achieved\": 45, \"constraint\": 50}}}");
    assertEquals(45, timing.maxMhz());
  }

  @Test
  void aClockThatIsTooSlowIsNoFaultOfTheRouters() {
    String slow = "ERROR: Max frequency for clock 'clk': 45.16 MHz (FAIL at 240.00 MHz)\n";
    assertTrue(RouterLog.failsTimingOnly("Info: routed\n" + slow));
    assertFalse(RouterLog.failsTimingOnly("Info: routed\n"));
    assertFalse(RouterLog.failsTimingOnly(slow + "ERROR: Routing design failed.\n"));
  }

  private Timing report(String name) throws IOException {
    return read(StandIn.text(name));
  }

  private Timing read(String text) throws IOException {
    Path file = folder.resolve("report.json");
    Files.writeString(file, text);
    return Timing.read(file);
  }
}
