package org.microgptrom.board.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.microgptrom.board.clock.ClockKind;
import org.microgptrom.model.io.InputException;

/** The boards that are known. */
class BoardCatalogTest {
  private final BoardCatalog catalog = BoardCatalog.get();

  @Test
  void allBoardsAreThere() {
    assertEquals(
        List.of(
            "icebreaker",
            "upduino",
            "ulx3s-12f",
            "ulx3s-25f",
            "ulx3s-45f",
            "ulx3s-85f",
            "orangecrab-25f",
            "orangecrab-85f",
            "colorlight-i5",
            "tang-nano-9k",
            "tang-nano-20k",
            "de10-nano",
            "de1-soc",
            "arty-a7-35t",
            "arty-a7-100t"),
        catalog.names());
  }

  /** Without its FPGA's row, a board could not tell that a model does not fit. */
  @Test
  void theFpgaOfEveryBoardIsKnown() {
    assertEquals(
        "ice40-up5k ice40-up5k ecp5-25f ecp5-25f ecp5-45f ecp5-85f ecp5-25f ecp5-85f ecp5-25f"
            + " gw1nr-9 gw2a-18 5cseba6 5csema5 xc7a35t xc7a100t",
        catalog.boards().stream()
            .map(board -> board.fpga().orElseThrow().name())
            .collect(Collectors.joining(" ")));
  }

  @Test
  void everyClockCanBeMade() {
    for (Board board : catalog.boards()) {
      Board.Model model = board.model();
      assertEquals(
          model.mhz(), model.pll().clock(model.inputMhz(), model.mhz()).mhz(), board.name());
    }
  }

  @Test
  void aPinIsNamedOnceAndHasOneUse() {
    Pin clock = new Pin(Signal.CLOCK, "1", "", "", false);
    Pin rx = new Pin(Signal.RX, "2", "", "", false);
    Pin tx = new Pin(Signal.TX, "3", "", "", false);
    model(List.of(clock, rx, tx));
    assertRefused(List.of(clock, rx));
    assertRefused(List.of(clock, rx, tx, new Pin(Signal.BUSY, "3", "", "", false)));
    assertRefused(List.of(clock, rx, tx, new Pin(Signal.TX, "4", "", "", false)));
    assertThrows(
        IllegalArgumentException.class, () -> new Pin(Signal.RX, "2", "", "", true), "no LED");
  }

  private static void assertRefused(List<Pin> pins) {
    assertThrows(IllegalArgumentException.class, () -> model(pins));
  }

  private static Board.Model model(List<Pin> pins) {
    return new Board.Model(
        "t",
        List.of(new Board.Chip("n", "", "p", "")),
        Toolchain.ICE40,
        "",
        "",
        12,
        ClockKind.ICE40_PAD,
        21,
        pins,
        List.of("s"),
        "");
  }

  @Test
  void anUnknownNameGetsTheNearest() {
    assertEquals("icebreaker", catalog.named("iCEBreaker").name());
    InputException e = assertThrows(InputException.class, () -> catalog.named("icebraker"));
    assertTrue(e.getMessage().contains("icebreaker"), e::toString);
  }

  /** Each board has the places of its vendor's file; the values were read there a second time. */
  @Test
  void placesAreThoseOfTheVendors() {
    assertEquals("35 6 9 37 11 27", places("icebreaker"));
    assertEquals("20 15 14 39 41 40 16", places("upduino"));
    assertEquals("G2 M1 L4 B2 C2 C1 L2", places("ulx3s-85f"));
    assertEquals("A9 N17 M18 M3 K4 J3", places("orangecrab-25f"));
    assertEquals("P3 H18 J17 U16", places("colorlight-i5"));
    assertEquals("52 18 17 10 11 13", places("tang-nano-9k"));
    assertEquals("4 70 69 15 16 17", places("tang-nano-20k"));
    assertEquals("V11 AG13 AF13 W15 AA24 V16", places("de10-nano"));
    assertEquals("AF14 Y17 AC18 V16 W16 V17", places("de1-soc"));
    assertEquals("E3 A9 D10 H5 J5 T9", places("arty-a7-35t"));
  }

  private String places(String name) {
    return catalog.named(name).pins().stream().map(Pin::pin).collect(Collectors.joining(" "));
  }
}
