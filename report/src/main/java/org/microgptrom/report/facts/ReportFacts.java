package org.microgptrom.report.facts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.walk.AttentionMaps;
import org.microgptrom.model.walk.RomPlaces;
import org.microgptrom.model.walk.TokenWalk;
import org.microgptrom.quantize.QuantizationReport;
import org.microgptrom.verify.report.VerificationReport;

/**
 * The content of a report. A fact is null if it needs an artifact that was not at hand.
 *
 * @param format {@link #FORMAT}
 * @param version {@link #VERSION}
 * @param tool the version that made the report
 * @param title the corpus's name
 * @param config the model's shape
 * @param parameters number of trained values
 * @param symbols of the vocabulary, without BOS
 * @param training how the model was trained
 * @param metrics of each step; null without the checkpoint folder
 * @param samples texts drawn from the fixed-point model
 * @param tensors facts of the tensors in the order of the parameters
 * @param quantization the report of the quantization; null without the quantized model's folder
 * @param agreement of float and fixed point; null without checkpoint or documents
 * @param attention maps of the text
 * @param walk of the text's last token
 * @param rom the bundle's memories
 * @param verification what was compared
 * @param hardware the circuit's resources and speed
 * @param provenance the way from the corpus
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReportFacts(
    String format,
    int version,
    String tool,
    String title,
    ModelConfig config,
    long parameters,
    List<String> symbols,
    Provenance training,
    @Nullable List<TrainingPoint> metrics,
    List<String> samples,
    List<TensorFacts> tensors,
    @Nullable QuantizationReport quantization,
    @Nullable Agreement agreement,
    AttentionMaps attention,
    TokenWalk walk,
    RomFacts rom,
    VerificationReport verification,
    HardwareFacts hardware,
    ProvenanceFacts provenance) {
  /** The value of {@code format}. */
  public static final String FORMAT = "microgpt-rom report";

  /** The version of the keys. */
  public static final int VERSION = 1;

  /**
   * Computes all facts.
   *
   * @throws IllegalArgumentException if the text has unknown symbols or is longer than the context
   */
  public static ReportFacts of(ReportInput input) {
    Optional<Checkpoint> checkpoint = input.checkpoint();
    Optional<QuantizationReport> quantization = input.quantization();
    return new ReportFacts(
        FORMAT,
        VERSION,
        ToolVersion.current(),
        input.manifest().lineage().training().corpus().name(),
        input.manifest().config(),
        input.manifest().config().parameterCount(),
        input.model().vocabulary().symbols(),
        input.manifest().lineage().training(),
        input.metrics().isEmpty() ? null : input.metrics(),
        input.samples(),
        TensorFacts.of(
            input.model(), quantization.map(QuantizationReport::tensors).orElse(List.of())),
        quantization.orElse(null),
        checkpoint
            .filter(known -> !input.documents().isEmpty())
            .map(known -> Agreement.of(known, input.model(), input.documents()))
            .orElse(null),
        AttentionMaps.of(input.model(), checkpoint, input.text()),
        TokenWalk.of(input.model(), checkpoint, RomPlaces.of(input.manifest()), input.text()),
        RomFacts.of(input.manifest()),
        input.verification(),
        HardwareFacts.of(input.manifest(), input.synthesis()),
        ProvenanceFacts.of(
            input.manifest(), input.manifestSha256(), input.statement(), input.signed()));
  }
}
