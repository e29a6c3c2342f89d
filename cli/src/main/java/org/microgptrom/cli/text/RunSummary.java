package org.microgptrom.cli.text;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of {@code summary.json}: what a run made and measured.
 *
 * @param tool the version that ran
 * @param corpus the name of the corpus
 * @param corpusSha256 digest of the corpus's documents
 * @param seed of the split, the training and the samples
 * @param parameters number of trained values
 * @param weightBits of the weights in ROM, as a text for --weight-bits
 * @param romBits of all weights and codebooks, without padding
 * @param evaluatedOn {@code validation}, or {@code training} where nothing is held out
 * @param validationLossFloat mean cross-entropy of the float model, nats per token
 * @param validationLossFixed mean cross-entropy of the model in fixed point, nats per token
 * @param natsPerByteFloat the float loss by the bytes of the texts; null where every symbol is one
 *     byte
 * @param natsPerByteFixed the same in fixed point
 * @param klNatsPerToken mean divergence of fixed point from float, nats per token
 * @param argmaxAgreement share of tokens where fixed point and float prefer the same symbol
 * @param saturations number of clamps during the evaluation
 * @param manifestSha256 digest of the bundle's manifest, which holds the digests of all other files
 * @param romWordsChecked number of memory words that verify read and compared, in all files
 * @param logitsChecked number of logits that verify compared
 * @param mismatches how many of all comparisons failed
 * @param samples texts sampled from the verified bundle
 * @param samplesInCorpus how many of them stand in the part of the corpus that was trained on, to
 *     the letter
 * @param seconds by stage
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunSummary(
    String tool,
    String corpus,
    String corpusSha256,
    long seed,
    long parameters,
    String weightBits,
    long romBits,
    String evaluatedOn,
    double validationLossFloat,
    double validationLossFixed,
    @Nullable Double natsPerByteFloat,
    @Nullable Double natsPerByteFixed,
    double klNatsPerToken,
    double argmaxAgreement,
    long saturations,
    String manifestSha256,
    long romWordsChecked,
    long logitsChecked,
    long mismatches,
    List<String> samples,
    int samplesInCorpus,
    Seconds seconds) {
  /** The file's name in the output folder. */
  public static final String FILE = "summary.json";

  /** The wall-clock time of each stage in seconds. */
  public record Seconds(double train, double quantize, double pack, double verify, double total) {}
}
