package org.microgptrom.rtl.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Yaml;

class FpgaCatalogTest {
  private final FpgaCatalog catalog = FpgaCatalog.get();

  @Test
  void everyDeviceIsWhole() {
    assertEquals(40, catalog.devices().size());
    for (Fpga fpga : catalog.devices()) {
      assertEquals(fpga, catalog.named(fpga.name()));
      assertFalse(fpga.source().isBlank(), fpga.name());
      assertTrue(catalog.mhz(fpga) > 0, fpga.name());
      assertEquals(
          fpga.external().memory().isEmpty(),
          fpga.external().gigabytesPerSecond() == 0,
          fpga.name());
    }
    assertTrue(catalog.isMeasured(catalog.named("ECP5-85F")));
    assertFalse(catalog.isMeasured(catalog.named("ecp5-45f")));
  }

  /** 16-bit words, from the vendors' numbers of blocks by hand. */
  @ParameterizedTest
  @CsvSource({
    "ice40-up5k, 7680, 7680",
    "ecp5-85f, 212992, 212992",
    "lifcl-40, 151552, 151552",
    "5csema5, 203264, 203264",
    "5cseba6, 283136, 283136",
    "agi040, 20385792, 20385792",
    "xc7z020, 286720, 286720",
    "xcvu9p, 4423680, 20152320",
    "xcvu13p, 5505024, 26476544",
    "mpf300, 0, 974848"
  })
  void wordsAreThoseOfTheBlocks(String name, long rom, long all) {
    assertEquals(List.of(rom, all), List.of(words(name, true), words(name, false)));
  }

  private long words(String name, boolean initialisedOnly) {
    return catalog.named(name).words(initialisedOnly);
  }

  @Test
  void theNearestNameIsSuggested() {
    String message =
        assertThrows(InputException.class, () -> catalog.named("xc7a10t")).getMessage();
    assertTrue(message.contains("did you mean xc7a100t?"), message);
  }

  @Test
  void namesMustAgree() {
    Fpga fpga = catalog.named("ecp5-25f");
    Map<String, Fpga.Family> families = catalog.families();
    assertThrows(
        IllegalArgumentException.class,
        () -> new FpgaCatalog(families, Map.of(), List.of(fpga, fpga)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new FpgaCatalog(families, Map.of("ecp5-26f", 1.0), List.of(fpga)));
    assertThrows(
        IllegalArgumentException.class, () -> new FpgaCatalog(Map.of(), Map.of(), List.of(fpga)));
  }

  /** Rows that a reader of the file must not take. */
  @ParameterizedTest
  @CsvSource({
    "'{lut_inputs: 4, lut_ram: true, multiplier_bits: 18}', assumed_mhz",
    "'{lut_inputs: 4, lut_ram: true, multiplier_bits: 18, assumed_mhz: 1, assumed_mhz: 2}', assumed_mhz",
    "'{lut_inputs: 4, lut_ram: true, multiplier_bits: 18, assumed_mhz: 1, mhz: 2}', mhz",
    "'{lut_inputs: 4.5, lut_ram: true, multiplier_bits: 18, assumed_mhz: 1}', lut_inputs",
    "'{lut_inputs: [', 1:"
  })
  void theFileIsReadStrictly(String text, String named) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    String message =
        assertThrows(InputException.class, () -> Yaml.parse("row.yaml", utf8, Fpga.Family.class))
            .getMessage();
    assertTrue(message.startsWith("row.yaml:") && message.contains(named), message);
  }
}
