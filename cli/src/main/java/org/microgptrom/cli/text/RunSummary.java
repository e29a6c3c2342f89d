package org.microgptrom.cli.text;

import java.util.List;

/**
 * The content of {@code summary.json}: what a run made and measured.
 *
 * @param tool the version that ran
 * @param corpus its name
 * @param corpusSha256 digest of its documents
 * @param seed of the split, the training and the samples
 * @param parameters number of trained values
 * @param evaluatedOn {@code validation}, or {@code training} where nothing is held out
 * @param validationLossFloat mean cross-entropy of the float model, nats per token
 * @param validationLossFixed the same in fixed point
 * @param klNatsPerToken mean divergence of fixed from float
 * @param argmaxAgreement share of tokens where both prefer the same symbol
 * @param saturations clamps during the evaluation
 * @param manifestSha256 digest of the bundle's manifest, which holds those of all other files
 * @param romWordsChecked memory words that verify read and compared, in all files
 * @param logitsChecked logits that verify compared
 * @param mismatches how many of all comparisons failed
 * @param samples texts sampled from the verified bundle
 * @param seconds by stage
 */
public record RunSummary(
    String tool,
    String corpus,
    String corpusSha256,
    long seed,
    long parameters,
    String evaluatedOn,
    double validationLossFloat,
    double validationLossFixed,
    double klNatsPerToken,
    double argmaxAgreement,
    long saturations,
    String manifestSha256,
    long romWordsChecked,
    long logitsChecked,
    long mismatches,
    List<String> samples,
    Seconds seconds) {
  /** The file's name in the output folder. */
  public static final String FILE = "summary.json";

  /** Wall-clock times. */
  public record Seconds(double train, double quantize, double pack, double verify, double total) {}
}
