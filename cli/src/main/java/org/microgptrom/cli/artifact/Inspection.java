package org.microgptrom.cli.artifact;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.code.Code;
import org.microgptrom.model.code.Codebook;
import org.microgptrom.model.code.WeightBits;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Region;
import org.microgptrom.quantize.QuantizationReport;
import org.microgptrom.quantize.WeightOptions;
import org.microgptrom.rtl.CircuitParameters;
import org.microgptrom.talos.TalosModel;
import org.microgptrom.talos.TalosRom;

/**
 * The facts that {@code inspect} finds in an artifact; those that its kind does not have are null
 * and not written.
 *
 * @param kind {@code checkpoint}, {@code quantized}, {@code bundle} or {@code talos-v2}
 * @param parameters number of trained values
 * @param vocabulary the symbols without BOS; null where a TALOS-V2 ROM folder does not say
 * @param training where the model comes from; null where a TALOS-V2 ROM folder does not say
 * @param tensors the matrices of a checkpoint or of a TALOS-V2 ROM folder
 * @param codebooks the values of a checkpoint's codes of 4 bits and fewer, by name; null elsewhere
 *     and where there are none
 * @param report the quantization report of a quantized model
 * @param roms the memories of a bundle
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Inspection(
    String tool,
    String kind,
    ModelConfig config,
    long parameters,
    @Nullable Vocabulary vocabulary,
    @Nullable Provenance training,
    @Nullable List<Tensor> tensors,
    @Nullable Map<String, Codebook> codebooks,
    @Nullable QuantizationReport report,
    @Nullable Roms roms) {
  /**
   * One matrix of the model.
   *
   * @param file that holds the matrix in a TALOS-V2 ROM folder; null elsewhere
   * @param largest magnitude of a value
   * @param rms root mean square of the values
   * @param bits that a weight of a checkpoint will have in ROM; null elsewhere
   * @param codebook that holds the values of a checkpoint's codes; null for none
   * @param clamped number of values that the format could not hold; null where it is not known
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Tensor(
      String tensor,
      @Nullable String file,
      int rows,
      int columns,
      double largest,
      double rms,
      @Nullable Integer bits,
      @Nullable String codebook,
      @Nullable Integer clamped) {}

  /**
   * The memories of a bundle.
   *
   * @param lanes number of multipliers that one word of a lanes image feeds
   * @param streams number of sequences that the circuit computes
   * @param units number of matrix units that they share
   * @param formats of the bundle's memory files
   * @param images all memory images, each once
   * @param romBits the bits of lanes images and tables, which the circuit reads
   * @param regions where the lanes images hold each tensor
   */
  public record Roms(
      int lanes,
      int streams,
      int units,
      List<MemoryFormat> formats,
      List<MemoryMap.Image> images,
      long romBits,
      List<Region> regions) {}

  public static Inspection of(Checkpoint checkpoint) {
    ModelConfig config = checkpoint.config();
    List<Tensor> tensors = new ArrayList<>();
    WeightBits bits = WeightOptions.trained(checkpoint);
    for (ParameterSpec spec : config.parameters()) {
      float[] weights = checkpoint.weights(spec.name());
      double largest = 0;
      double squares = 0;
      for (float weight : weights) {
        largest = Math.max(largest, Math.abs(weight));
        squares += (double) weight * weight;
      }
      String codebook = bits.codebook(spec.name());
      tensors.add(
          new Tensor(
              spec.name(),
              null,
              spec.rows(),
              spec.columns(),
              largest,
              Math.sqrt(squares / spec.size()),
              bits.of(spec.name()),
              codebook.equals(Code.LINEAR) ? null : codebook,
              null));
    }
    return new Inspection(
        ToolVersion.current(),
        "checkpoint",
        config,
        config.parameterCount(),
        checkpoint.vocabulary(),
        checkpoint.provenance(),
        tensors,
        checkpoint.codes().codebooks().isEmpty() ? null : checkpoint.codes().codebooks(),
        null,
        null);
  }

  public static Inspection of(Quantized quantized, QuantizationReport report) {
    ModelConfig config = quantized.model().config();
    return new Inspection(
        ToolVersion.current(),
        "quantized",
        config,
        config.parameterCount(),
        quantized.model().vocabulary(),
        quantized.lineage().training(),
        null,
        null,
        report,
        null);
  }

  public static Inspection of(Manifest manifest) {
    MemoryMap map = manifest.memoryMap();
    List<MemoryMap.Image> lanes =
        map.images().stream().filter(image -> image.layout() == Layout.LANES).toList();
    Roms roms =
        new Roms(
            map.lanes(),
            manifest.streams(),
            manifest.units(),
            manifest.memoryFormats(),
            map.images(),
            CircuitParameters.images(map).stream()
                .map(map::image)
                .mapToLong(image -> (long) image.width() * image.depth())
                .sum(),
            lanes.stream().flatMap(image -> map.regionsOf(image.name()).stream()).toList());
    return new Inspection(
        ToolVersion.current(),
        "bundle",
        manifest.config(),
        manifest.parameters(),
        manifest.vocabulary(),
        manifest.lineage().training(),
        null,
        null,
        null,
        roms);
  }

  public static Inspection of(TalosRom rom) {
    List<Tensor> tensors = new ArrayList<>();
    for (ParameterSpec spec : TalosModel.CONFIG.parameters()) {
      double largest = 0;
      double squares = 0;
      for (short word : rom.model().weights(spec.name())) {
        double weight = TalosModel.FORMAT.real(word);
        largest = Math.max(largest, Math.abs(weight));
        squares += weight * weight;
      }
      Integer clamped =
          rom.manifest().map(m -> m.clamped().getOrDefault(spec.name(), 0)).orElse(null);
      tensors.add(tensor(spec, TalosRom.fileName(spec.name()), largest, squares, clamped));
    }
    return new Inspection(
        ToolVersion.current(),
        TargetDesign.TALOS_V2.toString(),
        TalosModel.CONFIG,
        TalosModel.CONFIG.parameterCount(),
        rom.manifest().map(m -> m.vocabulary()).orElse(null),
        rom.manifest().map(m -> m.training()).orElse(null),
        tensors,
        null,
        null,
        null);
  }

  private static Tensor tensor(
      ParameterSpec spec, String file, double largest, double squares, @Nullable Integer clamped) {
    return new Tensor(
        spec.name(),
        file,
        spec.rows(),
        spec.columns(),
        largest,
        Math.sqrt(squares / spec.size()),
        null,
        null,
        clamped);
  }
}
