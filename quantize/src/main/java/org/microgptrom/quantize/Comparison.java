package org.microgptrom.quantize;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.OptBoolean;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.Progress;

/**
 * A comparison of the float reference and the golden simulator on the same token sequences,
 * teacher-forced.
 *
 * @param sequences number of sequences
 * @param tokens number of predictions compared
 * @param bytes of UTF-8 that the predictions stand for, see {@link Vocabulary#bytes}; 0, and not in
 *     the file, where every symbol is one byte
 * @param lossFloat mean cross-entropy of the float reference, nats per token with the end token
 * @param lossFixed mean cross-entropy of the fixed-point model, nats per token with the end token
 * @param klNatsPerToken mean Kullback-Leibler divergence of fixed point from float, nats per token
 * @param maxLogitError largest absolute difference of a logit
 * @param argmaxAgreement share of tokens where float and fixed point prefer the same symbol, 0..1
 * @param saturations number of clamps at all sites
 * @param sites the errors of the sites, one entry per site that has values
 */
public record Comparison(
    int sequences,
    long tokens,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long bytes,
    double lossFloat,
    double lossFixed,
    double klNatsPerToken,
    double maxLogitError,
    double argmaxAgreement,
    long saturations,
    List<SiteError> sites) {
  /** Copies the list. */
  // Not in the compact form, so that the injected value is that of the parameter alone.
  public Comparison(
      int sequences,
      long tokens,
      @JacksonInject(value = Json.ABSENT_COUNT, useInput = OptBoolean.TRUE) long bytes,
      double lossFloat,
      double lossFixed,
      double klNatsPerToken,
      double maxLogitError,
      double argmaxAgreement,
      long saturations,
      List<SiteError> sites) {
    this.sequences = sequences;
    this.tokens = tokens;
    this.bytes = bytes;
    this.lossFloat = lossFloat;
    this.lossFixed = lossFixed;
    this.klNatsPerToken = klNatsPerToken;
    this.maxLogitError = maxLogitError;
    this.argmaxAgreement = argmaxAgreement;
    this.saturations = saturations;
    this.sites = List.copyOf(sites);
  }

  /** A loss of these predictions in nats per byte; empty where every symbol is one byte. */
  public Optional<Double> perByte(double natsPerToken) {
    return bytes == 0 ? Optional.empty() : Optional.of(natsPerToken * tokens / bytes);
  }

  /**
   * Compares over sequences as {@code Vocabulary.sequence} makes them. Groups of them run in
   * parallel; the results of sequences are added up in order, so the figures depend neither on the
   * groups nor on the number of processors.
   */
  static Comparison run(
      Checkpoint checkpoint, QuantizedModel model, List<int[]> sequences, Progress progress) {
    AtomicInteger done = new AtomicInteger();
    ComparedSequence total = new ComparedSequence(model);
    SequenceGroup.of(sequences).parallelStream()
        .map(
            group -> {
              List<ComparedSequence> compared = ComparedGroup.run(checkpoint, model, group);
              progress.at("evaluation", done.addAndGet(compared.size()), sequences.size());
              return compared;
            })
        .forEachOrdered(compared -> compared.forEach(total::add));
    return total.result(sequences);
  }
}
