package org.microgptrom.rtl.synth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.microgptrom.model.io.InputException;

class DeviceTest {
  @Test
  void everyDeviceIsFoundByItsName() {
    for (Device device : Device.values()) {
      assertEquals(device, Device.named(device.id()));
      assertTrue(Device.ids().contains(device.id()));
    }
    assertEquals(5, Device.values().length);
    assertEquals(Device.ICE40_UP5K, Device.named("ICE40-UP5K"));
  }

  @ParameterizedTest
  @CsvSource({
    "ecp5-84f, ecp5-85f",
    "ecp5_45f, ecp5-45f",
    "up5k, ice40-up5k",
    "ice40hx8k, ice40-hx8k",
    "ecp5-25, ecp5-25f"
  })
  void theNearestNameIsSuggested(String wrong, String meant) {
    String message = assertThrows(InputException.class, () -> Device.named(wrong)).getMessage();
    assertTrue(message.contains("did you mean " + meant + "?"), message);
  }

  @Test
  void optionsHaveRanges() {
    for (double mhz : new double[] {0, -1, 1001, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new SynthesisOptions(Device.ECP5_25F, 1, 1, 1, mhz));
    }
    int last = Integer.MAX_VALUE;
    int[][] wrong = {{0, 1, 1}, {1, 0, 1}, {1, 1, 0}, {2, last, 1}, {last, 2, 1}};
    for (int[] seeds : wrong) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new SynthesisOptions(Device.ECP5_25F, seeds[0], seeds[1], seeds[2], 50));
    }
    assertEquals(last, new SynthesisOptions(Device.ECP5_25F, 1, last, 1, 50).seeds());
    assertEquals(1, new SynthesisOptions(Device.ECP5_25F, last, 1, 1, 50).seeds());
  }

  @Test
  void asManyRunsAsProcessorsAndHalfOfTheMemoryHold() {
    long gibibyte = 1L << 30;
    assertEquals(2, SynthesisOptions.threadsFor(Device.ECP5_85F, 2, 64 * gibibyte));
    assertEquals(4, SynthesisOptions.threadsFor(Device.ECP5_85F, 16, 16 * gibibyte));
    assertEquals(16, SynthesisOptions.threadsFor(Device.ICE40_UP5K, 32, 16 * gibibyte));
    assertEquals(1, SynthesisOptions.threadsFor(Device.ECP5_85F, 8, gibibyte));
    assertTrue(SynthesisOptions.threadsFor(Device.ICE40_UP5K) >= 1);
  }
}
