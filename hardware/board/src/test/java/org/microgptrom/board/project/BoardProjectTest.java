package org.microgptrom.board.project;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.microgptrom.board.catalog.Board;
import org.microgptrom.board.catalog.BoardCatalog;
import org.microgptrom.board.catalog.Toolchain;
import org.microgptrom.board.clock.Clock;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels;

/** Projects for all boards, written and read by Yosys. */
class BoardProjectTest {
  /** The port that a line of a constraint file is about, in each of the four syntaxes. */
  private static final Pattern CONSTRAINED =
      Pattern.compile(
          "set_io (?:-pullup yes )?(\\w+) |LOCATE COMP \"(\\w+)\"|IO_LOC \"(\\w+)\""
              + "|PACKAGE_PIN .*\\[get_ports (\\w+)]|set_location_assignment \\S+ -to (\\w+)");

  /** The command of Yosys for a board's FPGA, up to the check of the hierarchy. */
  private static String begin(Toolchain tool) {
    return switch (tool) {
      case ICE40 -> "synth_ice40 -run begin:flatten";
      case ECP5 -> "synth_ecp5 -run begin:coarse";
      case GOWIN -> "synth_gowin -run begin:flatten";
      case QUARTUS -> "synth_intel_alm -run begin:coarse";
      case VIVADO -> "synth_xilinx -run begin:prepare";
    };
  }

  @TempDir Path folder;
  private TestProjects projects;

  @BeforeEach
  void write() {
    projects = new TestProjects(folder.resolve("bundle"));
  }

  @Test
  @Tag("slow")
  void yosysElaboratesTheTopOfEachBoard() throws Exception {
    ExternalTool yosys = ExternalTool.named("yosys");
    int elaborated = 0;
    for (Board board : BoardCatalog.get().boards()) {
      boolean first = elaborated == 0; // the others differ in nothing without a PLL
      for (boolean pll : first ? List.of(false, true) : List.of(true)) {
        double mhz = board.model().inputMhz() * (pll ? 2 : 1);
        BoardProject project = projects.of(new BoardOptions(board, mhz, 1_000_000, 1));
        Path work = folder.resolve(board.name() + pll);
        project.writeTo(work);
        String script =
            "read_verilog -sv -defer "
                + String.join(" ", project.description().sources())
                + "; "
                + begin(board.tool())
                + " -top microgpt_top; hierarchy -check -top microgpt_top;"
                + " tee -o ports.txt select -list microgpt_top/x:*";
        yosys.runOk(work, "-q", "-p", script);
        Set<String> ports =
            Files.readAllLines(work.resolve("ports.txt")).stream()
                .map(line -> line.substring(line.lastIndexOf('/') + 1))
                .filter(line -> !line.isBlank())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(ports, constrained(project), board.name());
        assertEquals(board.pins().size(), ports.size(), board.name());
        elaborated++;
      }
    }
    assertEquals(1 + 15, elaborated);
  }

  private static Set<String> constrained(BoardProject project) {
    Set<String> ports = new TreeSet<>();
    for (String file : project.description().constraints()) {
      CONSTRAINED
          .matcher(TestProjects.text(project, file))
          .results()
          .forEach(
              line -> {
                for (int group = 1; group <= line.groupCount(); group++) {
                  if (line.group(group) != null) {
                    assertTrue(ports.add(line.group(group)), "twice: " + line.group());
                  }
                }
              });
    }
    return ports;
  }

  @Test
  void theSameInputGivesTheSameBytes() throws IOException {
    for (Board board : BoardCatalog.get().boards()) {
      projects.of(board.name()).writeTo(Files.createDirectory(folder.resolve("a")));
      projects.of(board.name()).writeTo(Files.createDirectory(folder.resolve("b")));
      List<Path> files;
      try (var tree = Files.walk(folder.resolve("a"))) {
        files = tree.filter(Files::isRegularFile).toList();
      }
      assertTrue(files.size() > 40, "files " + files.size());
      for (Path file : files) {
        Path other = folder.resolve("b").resolve(folder.resolve("a").relativize(file));
        assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(other), file::toString);
      }
      Files.move(folder.resolve("a"), folder.resolve(board.name() + "-a"));
      Files.move(folder.resolve("b"), folder.resolve(board.name() + "-b"));
    }
  }

  @Test
  void theProjectHoldsWhatItNames() throws IOException {
    BoardProject project = projects.of("icebreaker");
    project.writeTo(folder.resolve("project"));
    BoardDescription read = BoardDescription.read(folder.resolve("project"));
    assertEquals(project.description(), read);
    List<String> named = new ArrayList<>(read.sources());
    named.addAll(read.images());
    named.addAll(read.constraints());
    assertTrue(project.files().keySet().containsAll(named));
    assertTrue(Files.isExecutable(folder.resolve("project/build.sh")));
    assertEquals("rtl/microgpt_params.sv", read.sources().get(0));
    assertEquals("rtl/microgpt_top.sv", read.sources().get(read.sources().size() - 1));
    assertTrue(read.sources().stream().noneMatch(source -> source.contains("bench")));
    String script = TestProjects.text(project, "build.sh");
    assertTrue(script.contains("nextpnr-ice40 --up5k --package sg48 --seed 1 --freq 21 "), script);
  }

  @Test
  void theDescriptionOfAnotherVersionIsRefused() throws IOException {
    projects.of("icebreaker").writeTo(folder.resolve("project"));
    Path file = folder.resolve("project/board.json");
    String newer = Files.readString(file).replace("\"version\": 1,", "\"version\": 2,");
    Files.writeString(file, newer);
    assertThrows(InputException.class, () -> BoardDescription.read(folder.resolve("project")));
  }

  @Test
  void aDamagedDescriptionIsRefused() throws IOException {
    projects.of("icebreaker").writeTo(folder.resolve("project"));
    Path file = folder.resolve("project/board.json");
    String right = Files.readString(file);
    int cases = 0;
    for (String line : List.of("board", "top", "manifest_sha256", "sources", "images")) {
      Files.writeString(file, right.replaceAll("(?m)^  \"" + line + "\":.*\n", ""));
      refused("a key is missing");
      cases++;
    }
    for (String number : List.of("clock_mhz", "baud", "seed")) {
      for (String value : List.of("0", "-5", "1" + "0".repeat(400))) {
        Files.writeString(
            file,
            right.replaceFirst("\"" + number + "\": [0-9.]+", "\"" + number + "\": " + value));
        refused("board.json");
        cases++;
      }
    }
    assertEquals(5 + 3 * 3, cases);
  }

  private void refused(String what) {
    InputException error =
        assertThrows(InputException.class, () -> BoardDescription.read(folder.resolve("project")));
    assertTrue(error.getMessage().contains(what), error.getMessage());
  }

  @Test
  void aChangedFileOfTheBundleIsRefused() throws IOException {
    Path image = folder.resolve("bundle/rom/readmemh/exp2.mem");
    byte[] content = Files.readAllBytes(image);
    content[0] ^= 1;
    Files.write(image, content);
    InputException e = assertThrows(InputException.class, () -> projects.of("ulx3s-25f"));
    assertTrue(e.getMessage().contains("is not the file that manifest.json lists"), e::toString);
  }

  @Test
  void baudRatesThatTheClockCannotMakeAreRefused() {
    Board board = BoardCatalog.get().named("icebreaker");
    String fast = refusal(new BoardOptions(board, 24, 3_400_000, 1));
    assertTrue(fast.contains("fewer than 8 cycles"), fast);
    String off = refusal(new BoardOptions(board, 24, 2_300_000, 1)); // 10.43 cycles: 4.3 %
    assertTrue(off.contains("off by 4.3 %") && off.contains("2400000"), off);
    assertEquals(
        208, // 115,385: off by 0.16 %
        SerialRate.of(board.model().pll().clock(12, 24), 115_200).divider());
    assertEquals(
        3_000_000, projects.of(new BoardOptions(board, 24, 3_000_000, 1)).description().baud());
  }

  private String refusal(BoardOptions options) {
    return assertThrows(InputException.class, () -> projects.of(options)).getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "16, false, fewer lanes: --lanes 1",
    "1, true, without --precompute: --lanes 1",
  })
  void aModelThatTheBoardDoesNotHoldIsRefused(int lanes, boolean precomputed, String advice) {
    ModelConfig config = new ModelConfig(1, 16, 4, 16, 64, 27);
    Path wide = folder.resolve("wide");
    Variant variant = new Variant(1, 1, precomputed);
    BundleFiles.write(
        wide, new TestBundle(config, RandomModels.Weights.MODERATE, lanes, variant, 3).files());
    Board board = BoardCatalog.get().named("icebreaker");
    InputException e =
        assertThrows(
            InputException.class,
            () -> {
              try (var bundle = Bundle.open(wide)) {
                BoardProject.of(bundle, new BoardOptions(board, 24, 1_000_000, 1));
              }
            });
    assertTrue(e.getMessage().contains("does not fit on the board icebreaker"), e::toString);
    assertTrue(e.getMessage().contains(advice), e::toString);
  }

  @Test
  void bytesOfTheMemoryAreWhereTheCircuitReadsThem() {
    BoardProject project = projects.of("icebreaker");
    List<Integer> bytes =
        TestProjects.text(project, BoardMemory.PATH)
            .lines()
            .map(line -> Integer.parseInt(line, 16))
            .toList();
    // Requests have 9 + 2 * 9 + 5 = 32 bytes: halves of 32, the description at 64, texts at 128.
    assertEquals(256, bytes.size());
    assertEquals(List.of(0x40, 0x6f, 0x40, 0x01), bytes.subList(64, 68), "21,000,000");
    assertEquals(List.of(0x40, 0x42, 0x0f, 0x00), bytes.subList(68, 72), "1,000,000");
    StringBuilder digest = new StringBuilder();
    bytes.subList(72, 104).forEach(b -> digest.append(String.format("%02x", b)));
    assertEquals(project.description().manifestSha256(), digest.toString());
    byte[] texts = "abcdefghi\0\0".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < texts.length; i++) {
      assertEquals(texts[i], bytes.get(128 + i).byteValue());
    }
    assertTrue(bytes.subList(0, 64).stream().allMatch(b -> b == 0));
  }

  /** Symbols of 1 to 4 bytes; a text that fills its place has no zero behind. */
  @Test
  void textsOfSeveralBytesHavePlacesOfAPowerOfTwo() {
    Manifest m =
        new TestBundle(TestProjects.CONFIG, RandomModels.Weights.MODERATE, 1, 3).manifest();
    List<String> symbols =
        List.of("a", "b", "c", "d", "e", "f", "\u00e9", "\u6f22", "\ud83d\ude00");
    Manifest manifest =
        new Manifest(
            m.format(),
            m.version(),
            m.tool(),
            m.config(),
            m.parameters(),
            Vocabulary.ofSymbols(symbols),
            m.arithmetic(),
            m.formats(),
            m.memoryMap(),
            m.streams(),
            m.units(),
            m.imageSha256(),
            m.romSha256(),
            m.memoryFormats(),
            m.geometry(),
            m.banks(),
            m.placeholderSeed(),
            m.files(),
            m.lineage());
    Clock clock = new Clock(24_000_000, "");
    BoardMemory memory =
        new BoardMemory(manifest, "00".repeat(32), clock, SerialRate.of(clock, 1_000_000));
    assertEquals(2, memory.strideBits());
    String[] lines = memory.text().split("\n", -1);
    for (int token = 0; token < symbols.size(); token++) {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      for (int at = 0; at < 4 && !lines[128 + 4 * token + at].equals("00"); at++) {
        text.write(Integer.parseInt(lines[128 + 4 * token + at], 16));
      }
      assertEquals(symbols.get(token), text.toString(StandardCharsets.UTF_8));
    }
    assertEquals("00", lines[128 + 4 * symbols.size()], "BOS");
  }
}
