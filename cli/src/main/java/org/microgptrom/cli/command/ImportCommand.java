package org.microgptrom.cli.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.option.Range;
import org.microgptrom.cli.option.Written;
import org.microgptrom.cli.text.CheckpointFacts;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.datasets.CorpusReader;
import org.microgptrom.exchange.CheckpointImporter;
import org.microgptrom.exchange.ForeignLogits;
import org.microgptrom.exchange.TensorMapping;
import org.microgptrom.exchange.TokenizerReader;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.talos.TalosImporter;
import org.microgptrom.talos.TalosModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Makes a checkpoint of a model that was trained elsewhere.",
    footer = {
      "",
      "The kind of file is told by its content: safetensors (F16, BF16, F32, F64), .npz, .npy (all",
      "values of microgpt.py's shape in one array, in the order of state_dict), a JSON state_dict, or",
      "the ROM folder of a TALOS-V2 board. Pickles are refused: they can run any program.",
      "",
      "Examples:",
      "  microgpt-rom import model.safetensors --vocabulary names.txt -o checkpoint",
      "  microgpt-rom import nano.safetensors --mapping nanogpt.json --heads 6 --vocabulary text.txt",
      "  microgpt-rom import model.safetensors --check logits.npz",
      "  microgpt-rom quantize checkpoint --data names.txt"
    })
public final class ImportCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "FILE", description = "The file or ROM folder to read.")
  private Path file;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      defaultValue = "checkpoint",
      description = "The checkpoint folder to write (default: ${DEFAULT-VALUE}).")
  @Written(replacesFolder = true)
  private Path output;

  @Option(
      names = "--heads",
      paramLabel = "H",
      description =
          "Attention heads (default: what the file says, or 4 in a model of microgpt.py's width).")
  @Range(from = "1", to = "8192")
  private @Nullable Integer heads;

  @Option(
      names = "--vocabulary",
      paramLabel = "SYMBOLS",
      description =
          "The symbols, or a file: text whose distinct characters they are, such as the corpus, a"
              + " JSON array of them, or a tokenizer.json. BOS is added as the last (default: what the file says, or a to"
              + " z).")
  private @Nullable String vocabulary;

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      description = "JSON that maps microgpt.py's tensor names to those of the file.")
  private @Nullable Path mapping;

  @Option(
      names = "--bos",
      paramLabel = "ROW",
      description =
          "The row of the file's embedding that stands for the begin and the end of a document, from"
              + " 0; the symbols are the other rows in their order (default: the last row).")
  @Range(from = "0", to = "4096")
  private @Nullable Integer bos;

  @Option(
      names = "--check",
      paramLabel = "LOGITS",
      description =
          "Compare with what the other program computes: an .npz or safetensors of token ids and"
              + " logits. A difference is exit code 1, and nothing is written.")
  private @Nullable Path check;

  @Mixin private JsonOptions json;

  @Override
  public Integer call() {
    Optional<ForeignLogits> logits = Optional.ofNullable(check).map(ForeignLogits::read);
    Checkpoint checkpoint = Files.isDirectory(file) ? talosRom() : tensors();
    if (logits.isPresent() && !agrees(logits.get(), checkpoint)) {
      return ExitCode.DIFFERENCE;
    }
    AtomicOutput.folder(
        output,
        CheckpointCodec.CONFIG,
        CheckpointCodec.FORMAT,
        partial -> CheckpointCodec.writeInto(partial, checkpoint));
    common
        .console()
        .progress(
            "import: "
                + TableText.count(checkpoint.config().parameterCount())
                + " parameters, "
                + checkpoint.config().heads()
                + " heads, symbols "
                + TableText.symbols(checkpoint.vocabulary())
                + " and BOS");
    json.write(Json.pretty(CheckpointFacts.of(checkpoint, output)));
    common.console().result("checkpoint " + output);
    return ExitCode.OK;
  }

  private Checkpoint tensors() {
    return CheckpointImporter.read(
        file,
        new CheckpointImporter.Options(
            Optional.ofNullable(heads),
            Optional.ofNullable(vocabulary).map(ImportCommand::vocabulary),
            Optional.ofNullable(mapping).map(TensorMapping::read),
            Optional.ofNullable(bos)));
  }

  /** Imports a TALOS-V2 ROM folder, whose shape is always the same. */
  private Checkpoint talosRom() {
    if (mapping != null) {
      throw new InputException("--mapping", "does not go with a ROM folder", "leave it out");
    }
    requireTalos("--heads", heads, TalosModel.CONFIG.heads());
    requireTalos("--bos", bos, TalosModel.CONFIG.bos());
    return TalosImporter.read(file, Optional.ofNullable(vocabulary).map(ImportCommand::vocabulary));
  }

  private static void requireTalos(String option, @Nullable Integer value, int right) {
    if (value != null && value != right) {
      throw new InputException(option, "must be " + right + " for TALOS-V2", "leave it out");
    }
  }

  private boolean agrees(ForeignLogits logits, Checkpoint checkpoint) {
    ForeignLogits.Verdict verdict =
        logits.compare(checkpoint, bos == null ? checkpoint.config().bos() : bos);
    common
        .console()
        .result(
            String.format(
                Locale.ROOT,
                "%,d logits compared, largest difference %s, up to %s counts as none: %s",
                verdict.count(),
                TableText.figure(verdict.largest()),
                TableText.figure(verdict.bound()),
                verdict.first().map(first -> "they differ\n  " + first).orElse("they agree")));
    return verdict.first().isEmpty();
  }

  private static Vocabulary vocabulary(String text) {
    if (!isFile(text)) {
      return CommonOptions.checked("--vocabulary", () -> Vocabulary.of(List.of(text)));
    }
    Path source = Path.of(text);
    String start = start(source);
    if (start.startsWith("[\"")) {
      return Json.read(source, Vocabulary.class);
    }
    if (start.startsWith("{")) {
      return TokenizerReader.read(source);
    }
    return CorpusReader.read(source).vocabulary();
  }

  private static boolean isFile(String text) {
    try {
      return Files.isRegularFile(Path.of(text));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** How a file begins, white space left out. */
  private static String start(Path source) {
    try (var in = Files.newInputStream(source)) {
      String start = new String(in.readNBytes(64), StandardCharsets.UTF_8);
      return start.replaceFirst("^\uFEFF", "").stripLeading();
    } catch (IOException e) {
      throw new InputException(source, "cannot be read: " + e.getMessage(), "", e);
    }
  }
}
