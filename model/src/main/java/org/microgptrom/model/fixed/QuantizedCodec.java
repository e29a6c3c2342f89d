package org.microgptrom.model.fixed;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.microgptrom.model.Artifacts;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.TokenizerFile;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.code.Codebook;
import org.microgptrom.model.code.Coder;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.Safetensors;

/**
 * The {@code quantized/} folder: {@code model.safetensors} (I16 weights or U8 codes, U16 tables
 * named {@code table.exp2} and so on, I16 codebooks) and {@code config.json} (the {@link Header}).
 */
public final class QuantizedCodec {
  /** The value of {@code format} in a quantized model's header. */
  public static final String FORMAT = "microgpt-rom quantized model";

  /** The newest header this version writes and reads. */
  public static final int VERSION = 3;

  private static final String TABLE_PREFIX = "table.";

  private QuantizedCodec() {}

  /**
   * The content of {@code config.json}.
   *
   * @param documents {@link Quantized#documents}
   * @param tensorsSha256 digest of {@code model.safetensors}, which ties the two files together
   */
  public record Header(
      String format,
      int version,
      ModelConfig config,
      Vocabulary vocabulary,
      Formats formats,
      Quantized.Lineage lineage,
      List<String> documents,
      String tensorsSha256) {}

  /**
   * Writes the model's two files, and {@link TokenizerFile} where it has merges, into {@code
   * folder}, which exists; for use inside {@link AtomicOutput#folder}.
   */
  public static void writeInto(Path folder, Quantized quantized) throws IOException {
    Path file = folder.resolve(CheckpointCodec.TENSORS);
    Safetensors.write(file, Map.of(), tensors(quantized.model()));
    Files.write(folder.resolve(CheckpointCodec.CONFIG), header(quantized, Digests.sha256(file)));
    TokenizerFile.writeInto(folder, quantized.model().vocabulary());
  }

  /** The digest of the {@code config.json} that {@link #writeInto} writes. */
  public static String configSha256(Quantized quantized) {
    MessageDigest digest = Digests.sha256();
    try (WritableByteChannel channel =
        Channels.newChannel(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
      Safetensors.write(channel, Map.of(), tensors(quantized.model()));
    } catch (IOException e) {
      throw new AssertionError("nothing is written", e);
    }
    return Digests.sha256(header(quantized, Digests.hex(digest)));
  }

  private static List<Safetensors.Tensor> tensors(QuantizedModel model) {
    List<Safetensors.Tensor> tensors = new ArrayList<>();
    for (ParameterSpec spec : model.config().parameters()) {
      tensors.add(tensor(spec, model.coder(spec.name()), model.weights(spec.name())));
    }
    model
        .tables()
        .byName()
        .forEach(
            (name, entries) ->
                tensors.add(
                    Safetensors.Tensor.words(
                        TABLE_PREFIX + name,
                        Safetensors.DType.U16,
                        List.of(entries.length),
                        Words.ofUnsigned(entries))));
    model
        .codebooks()
        .forEach(
            (name, codebook) ->
                tensors.add(
                    Safetensors.Tensor.words(
                        TABLE_PREFIX + name,
                        Safetensors.DType.I16,
                        List.of(codebook.size()),
                        codebook.values())));
    return tensors;
  }

  private static Safetensors.Tensor tensor(ParameterSpec spec, Coder coder, short[] words) {
    return coder.isWord()
        ? Safetensors.Tensor.words(spec.name(), Safetensors.DType.I16, spec.shape(), words)
        : Safetensors.Tensor.codes(
            spec.name(), spec.shape(), words.length, i -> coder.code(words[i]));
  }

  private static byte[] header(Quantized quantized, String tensorsSha256) {
    QuantizedModel model = quantized.model();
    return Json.pretty(
        new Header(
            FORMAT,
            VERSION,
            model.config(),
            model.vocabulary(),
            model.formats(),
            quantized.lineage(),
            quantized.documents(),
            tensorsSha256));
  }

  /**
   * Reads and checks a quantized model folder.
   *
   * @throws InputException if a file is missing, damaged or does not fit the other
   */
  public static Quantized read(Path folder) {
    Path config = folder.resolve(CheckpointCodec.CONFIG);
    Header header =
        Artifacts.readHeader(folder, CheckpointCodec.CONFIG, FORMAT, VERSION, Header.class);
    Path file = folder.resolve(CheckpointCodec.TENSORS);
    Artifacts.requireDigest(file, header.tensorsSha256, config);
    Safetensors tensors = Safetensors.open(file);
    Tables expected = Tables.forConfig(header.config);
    List<String> names = new ArrayList<>();
    header.config.parameters().forEach(spec -> names.add(spec.name()));
    expected.byName().keySet().forEach(name -> names.add(TABLE_PREFIX + name));
    Map<String, Integer> widths = header.formats.codes().codebooks();
    widths.keySet().forEach(name -> names.add(TABLE_PREFIX + name));
    tensors.requireExactly(names);
    Map<String, int[]> tables = new LinkedHashMap<>();
    expected
        .byName()
        .forEach(
            (name, entries) ->
                tables.put(
                    name,
                    Words.toUnsigned(
                        tensors.words(
                            TABLE_PREFIX + name, Safetensors.DType.U16, List.of(entries.length)))));
    try {
      header.formats.requireFit(header.config);
      Map<String, Codebook> codebooks = codebooks(tensors, widths);
      Map<String, short[]> weights = new LinkedHashMap<>();
      for (ParameterSpec spec : header.config.parameters()) {
        Coder coder = Coder.of(header.formats.codes().of(spec.name()), codebooks);
        weights.put(spec.name(), words(tensors, spec, coder));
      }
      QuantizedModel model =
          new QuantizedModel(
              header.config,
              header.vocabulary,
              header.formats,
              Tables.named(tables),
              codebooks,
              weights);
      return new Quantized(model, header.lineage, header.documents);
    } catch (IllegalArgumentException e) {
      throw InputException.of(folder, e, "quantize the checkpoint again");
    }
  }

  private static Map<String, Codebook> codebooks(Safetensors tensors, Map<String, Integer> widths) {
    Map<String, Codebook> codebooks = new LinkedHashMap<>();
    widths.forEach(
        (name, bits) -> {
          String tensor = TABLE_PREFIX + name;
          short[] values = tensors.words(tensor, Safetensors.DType.I16, List.of(1 << bits));
          try {
            codebooks.put(name, new Codebook(values));
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("tensor " + tensor + ": " + e.getMessage(), e);
          }
        });
    return codebooks;
  }

  private static short[] words(Safetensors tensors, ParameterSpec spec, Coder coder) {
    if (coder.isWord()) {
      return tensors.words(spec.name(), Safetensors.DType.I16, spec.shape());
    }
    short[] codes = tensors.codes(spec.name(), spec.shape());
    for (int i = 0; i < codes.length; i++) {
      if (codes[i] >> coder.bits() != 0) {
        throw new IllegalArgumentException(
            spec.place(i) + ": code " + codes[i] + " does not fit " + coder.bits() + " bits");
      }
    }
    coder.decode(codes);
    return codes;
  }
}
