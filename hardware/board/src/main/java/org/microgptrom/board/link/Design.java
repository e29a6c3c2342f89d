package org.microgptrom.board.link;

import java.util.stream.IntStream;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.rtl.Schedule;

/**
 * What a board should hold, and how long it works on it at most.
 *
 * @param bundle what the user calls the bundle
 * @param manifestSha256 of the bundle's manifest, in hexadecimal digits
 * @param tokenCycles clock cycles of a token at the last position
 * @param testCycles clock cycles of the self-test of the ROMs
 */
public record Design(String bundle, String manifestSha256, long tokenCycles, long testCycles) {
  /** The design of a bundle. */
  public static Design of(Bundle bundle) {
    Manifest manifest = bundle.manifest();
    Schedule schedule = Schedule.of(manifest);
    long deepest =
        manifest.memoryMap().images().stream().mapToLong(MemoryMap.Image::depth).max().orElse(0);
    long longest =
        IntStream.range(0, manifest.config().context())
            .mapToLong(schedule::drawnCycles)
            .max()
            .orElseThrow();
    return new Design(
        bundle.path().toString(),
        bundle.manifestSha256(),
        longest + schedule.searchCycles() + Schedule.TURNAROUND,
        deepest);
  }
}
