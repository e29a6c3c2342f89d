package org.microgptrom.simulate.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.testing.ExternalTool;

/** A stream's FIFO at full rate, which no processor of these tests asks for. */
class BusFifoTest {
  private static final String RIGHT = "5000 words, often full\n";

  @TempDir Path folder;

  private String played(String fifo) throws IOException, InterruptedException {
    Files.writeString(folder.resolve("microgpt_fifo.sv"), fifo);
    String ram = BusSystem.HDL.resolve("core/microgpt_ram.sv").toString();
    ExternalTool.named("iverilog")
        .runOk(
            folder,
            "-g2012",
            "-s",
            "fifo_bench",
            "-o",
            "bench",
            "microgpt_fifo.sv",
            ram,
            "bench.sv");
    return ExternalTool.named("vvp").runOk(folder, "-n", "bench");
  }

  @Test
  void wordsComeOutAsTheyWentIn() throws IOException, InterruptedException {
    try (InputStream in = BusFifoTest.class.getResourceAsStream("fifo_bench.sv")) {
      Files.write(folder.resolve("bench.sv"), in.readAllBytes());
    }
    String fifo = Files.readString(BusSystem.HDL.resolve("bus/microgpt_fifo.sv"));
    assertEquals(RIGHT, played(fifo));
    Map<String, String> faults = new LinkedHashMap<>();
    faults.put("count_q != (Bits + 1)'(pop)", "count_q != '0");
    faults.put("ready_o = !count_q[Bits]", "ready_o = count_q < (Bits + 1)'(Depth - 1)");
    faults.put(".raddr_i(head)", ".raddr_i(head_q)");
    faults.put("push = valid_i && ready_o", "push = valid_i");
    faults.put("- (Bits + 1)'(pop);", "- (Bits + 1)'(ready_i);");
    for (var fault : faults.entrySet()) {
      assertTrue(fifo.contains(fault.getKey()), fault::toString);
      assertNotEquals(
          RIGHT, played(fifo.replace(fault.getKey(), fault.getValue())), fault::toString);
    }
    assertEquals(5, faults.size());
  }
}
