package org.microgptrom.simulate.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.testing.ExternalTool;

/**
 * The wrappers hold the rules of their buses, whatever the other side does and however long: a
 * proof by induction.
 */
class BusProofTest {
  private static final String AXI = "microgpt_axi4_lite";
  private static final String WISHBONE = "microgpt_wishbone";

  /** Rules that the proofs are about, at least, counted in one time step. */
  private static final int RULES = 10;

  /**
   * A proof.
   *
   * @param source the wrapper
   * @param master what Yosys is told of the other side
   * @param isPipelined the wrapper's parameter
   */
  private record Proof(String source, String master, boolean isPipelined) {
    String top() {
      return source.equals(AXI) ? "proof_axi" : "proof_wishbone";
    }
  }

  private static final List<Proof> PROOFS =
      List.of(
          new Proof(AXI, "", false),
          new Proof(WISHBONE, "", false),
          new Proof(WISHBONE, "-DPIPELINED", false),
          new Proof(WISHBONE, "-DPIPELINED", true));

  @TempDir Path folder;

  private ExternalTool yosys;

  @BeforeEach
  void prepare() throws IOException {
    yosys = ExternalTool.named("yosys");
    for (String file : List.of("any_registers.sv", "proof_axi.sv", "proof_wishbone.sv")) {
      try (InputStream in = BusProofTest.class.getResourceAsStream(file)) {
        Files.write(folder.resolve(file), in.readAllBytes());
      }
    }
    for (String source : List.of(AXI, WISHBONE)) {
      Files.copy(BusSystem.HDL.resolve("bus/" + source + ".sv"), folder.resolve(source + ".sv"));
    }
    Files.writeString(
        folder.resolve("params.sv"),
        "package microgpt_params;\n  localparam int Streams = 1, Units = 1;\nendpackage\n");
  }

  /** Whether Yosys proves all rules. */
  private boolean isProven(Proof proof) throws IOException, InterruptedException {
    String pipelined =
        proof.source().equals(WISHBONE)
            ? "chparam -set Pipelined " + (proof.isPipelined() ? 1 : 0) + " " + proof.top() + "; "
            : "";
    // Rules of a clock edge are about the cycle before it, as the others are: chformal -early.
    String script =
        "read_verilog -sv -formal %s params.sv any_registers.sv %s.sv %s.sv; "
                .formatted(proof.master(), proof.source(), proof.top())
            + pipelined
            + "prep -flatten -top %s; async2sync; chformal -cover -remove; ".formatted(proof.top())
            + "chformal -early; opt -full; "
            + "sat -tempinduct -prove-asserts -set-assumes -maxsteps 12 -verify";
    ExternalTool.Result result = yosys.run(folder, "-p", script);
    boolean isProven = result.output().contains("Induction step proven: SUCCESS!");
    assertEquals(isProven, result.exitCode() == 0, result::output);
    if (!isProven) {
      assertTrue(result.output().contains("proof did fail"), result::output);
    }
    int next = result.output().indexOf("Trying induction with length 2");
    long rules =
        Pattern.compile("Import proof for assert")
            .matcher(result.output())
            .region(0, next < 0 ? result.output().length() : next)
            .results()
            .count();
    assertTrue(rules >= RULES, () -> proof + " has " + rules + " rules");
    return isProven;
  }

  @Test
  void rulesAreProven() throws IOException, InterruptedException {
    int proven = 0;
    for (Proof proof : PROOFS) {
      assertTrue(isProven(proof), proof::toString);
      proven++;
    }
    assertEquals(4, proven);
  }

  /** A fault, and how many of the proofs must fail for it. */
  private record Fault(String source, String text, String replacement, int failures) {}

  private static final List<Fault> FAULTS =
      List.of(
          new Fault(AXI, "if (s_axi_bready) s_axi_bvalid", "s_axi_bvalid", 1),
          new Fault(AXI, "if (s_axi_rready) s_axi_rvalid", "s_axi_rvalid", 1),
          new Fault(AXI, "ar_q <= 1'b1;", "ar_q <= 1'b1; s_axi_rvalid <= 1'b1;", 1),
          new Fault(AXI, "aw_q && w_q &&", "aw_q &&", 1),
          new Fault(AXI, "aw_q && w_q &&", "w_q &&", 1),
          new Fault(AXI, " && (!s_axi_rvalid || s_axi_rready);", ";", 1),
          new Fault(AXI, "SlvErr = 2'b10", "SlvErr = 2'b01", 1),
          new Fault(AXI, "ar_q && !write", "ar_q && !aw_q", 1),
          new Fault(WISHBONE, "!fault_q && cyc_i", "!fault_q", 3),
          new Fault(WISHBONE, "answered_q && fault_q &&", "answered_q &&", 3),
          new Fault(WISHBONE, "(Pipelined || !answered_q)", "1'b1", 2),
          new Fault(WISHBONE, "(Pipelined || !answered_q)", "!answered_q", 1),
          new Fault(WISHBONE, "!Pipelined && cyc_i && !answered_q", "1'b0", 1));

  @Test
  void faultsAreNot() throws IOException, InterruptedException {
    for (Fault fault : FAULTS) {
      Path source = folder.resolve(fault.source() + ".sv");
      String right = Files.readString(source);
      assertTrue(right.contains(fault.text()), fault::toString);
      Files.writeString(source, right.replace(fault.text(), fault.replacement()));
      int failures = 0;
      for (Proof proof : PROOFS) {
        if (proof.source().equals(fault.source()) && !isProven(proof)) {
          failures++;
        }
      }
      assertEquals(fault.failures(), failures, fault::toString);
      Files.writeString(source, right);
    }
    assertEquals(13, FAULTS.size());
  }
}
