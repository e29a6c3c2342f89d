package org.microgptrom.board.bitstream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.TemporaryFolder;
import org.microgptrom.rtl.synth.ToolFault;
import org.microgptrom.rtl.tools.HdlTool;

/** Reads the bitstreams of iCE40 and ECP5, as files for the device or as texts. */
public final class BitstreamFile {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final int HEAD_BYTES = 1 << 12;
  private static final String ADVICE = "iCE40: .bin or .asc; ECP5: .bit or .config";
  private static final String TEXT_MARK = ".";
  private static final String DEVICE = ".device ";
  private static final String COPY = "bitstream";
  private static final String TEXT = "bitstream.txt";

  /** The words that begin the bitstreams of the two families, after their comments. */
  private static final String ICE40_PREAMBLE = "~\u00aa\u0099~";

  private static final String ECP5_PREAMBLE = "\u00ff\u00ff\u00bd\u00b3";

  private BitstreamFile() {}

  /**
   * Reads a file; what it is follows from its content.
   *
   * @throws InputException if the file is no bitstream of these devices, is damaged, or the tool
   *     that takes it apart is not installed
   */
  public static BlockContents read(Path file) throws IOException {
    String head = head(file);
    if (head.startsWith(TEXT_MARK)) {
      return text(file, file.toString());
    }
    if (head.contains(ICE40_PREAMBLE)) {
      return unpack(file, HdlTool.require("iceunpack", "fpga-icestorm"));
    }
    if (head.contains(ECP5_PREAMBLE)) {
      return unpack(file, HdlTool.require("ecpunpack", "fpga-trellis"));
    }
    throw new InputException(file, "is no bitstream of an iCE40 or ECP5", ADVICE);
  }

  /** Whether a bitstream is a text. */
  static boolean isText(Path file) throws IOException {
    return head(file).startsWith(TEXT_MARK);
  }

  /**
   * Writes a bitstream.
   *
   * @param text whether as a text; else as icepack or ecppack makes it of that
   * @param options of icepack or ecppack
   */
  static void write(BlockContents contents, boolean text, List<String> options, Path file)
      throws IOException {
    if (text) {
      Files.write(file, contents.text(), StandardCharsets.ISO_8859_1);
      return;
    }
    HdlTool tool =
        contents instanceof IcestormText
            ? HdlTool.require("icepack", "fpga-icestorm")
            : HdlTool.require("ecppack", "fpga-trellis");
    try (TemporaryFolder work = new TemporaryFolder()) {
      Files.write(work.path().resolve(TEXT), contents.text(), StandardCharsets.ISO_8859_1);
      List<String> arguments = new ArrayList<>(options);
      arguments.addAll(List.of(TEXT, COPY)); // a tool of npm sees no other folder
      HdlTool.Result result = tool.run(work.path(), TIMEOUT, arguments);
      Path made = work.path().resolve(COPY);
      if (!result.succeeded() || !Files.exists(made)) {
        throw ToolFault.of(tool, "write the bitstream", result, result.output());
      }
      Files.copy(made, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw InputException.missing(file, "file", ADVICE);
    } catch (IOException e) {
      throw new InputException(file, "cannot be read: " + e.getMessage(), ADVICE, e);
    }
  }

  private static BlockContents unpack(Path file, HdlTool tool) throws IOException {
    try (TemporaryFolder work = new TemporaryFolder()) {
      Path text = work.path().resolve(TEXT);
      Files.copy(file, work.path().resolve(COPY)); // a tool of npm sees no other folder
      HdlTool.Result result = tool.run(work.path(), TIMEOUT, List.of(COPY, TEXT));
      if (!result.succeeded() || !Files.exists(text)) {
        String said = result.output().lines().filter(s -> !s.isBlank()).findFirst().orElse("");
        throw new InputException(
            file, tool.name() + " can't take it apart: " + said.strip(), "the file is damaged");
      }
      return text(text, file.toString());
    }
  }

  private static BlockContents text(Path text, String file) throws IOException {
    List<String> lines = Files.readAllLines(text, StandardCharsets.ISO_8859_1);
    String device =
        lines.stream()
            .filter(line -> line.startsWith(DEVICE))
            .map(line -> line.substring(DEVICE.length()).strip())
            .findFirst()
            .orElse("");
    if (device.startsWith("LFE5U")) {
      return new TrellisText(file, device, lines);
    }
    if (device.matches("[0-9a-z]+")) {
      return new IcestormText(file, device, lines);
    }
    throw new InputException(file, "names no iCE40 or ECP5 as its device", ADVICE);
  }
}
