package org.microgptrom.verify.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.Shown;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.fixed.Generation;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.rom.Vectors;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.verify.Evidence;
import org.microgptrom.verify.Verifier;
import org.microgptrom.verify.report.VerificationReport;
import org.microgptrom.verify.rtl.RtlOptions;

/** Recorded steps of a bundle's circuit: the right ones pass, each wrong number is found. */
class TraceTest {
  @TempDir Path folder;

  private Path bundle;
  private final List<Map<String, Object>> steps = new ArrayList<>();

  @BeforeEach
  void record() throws IOException {
    TestBundle source = new TestBundle(RandomModels.shape(3), RandomModels.Weights.MODERATE, 4, 3);
    bundle = BundleFiles.write(folder.resolve("bundle"), source.files());
    for (Vectors.TeacherForced forced : source.teacherForced) {
      for (int position = 0; position < forced.tokens().size(); position++) {
        List<Integer> logits = forced.logits().get(position);
        int top = logits.stream().max(Integer::compare).orElseThrow();
        steps.add(
            new LinkedHashMap<>(
                Map.of(
                    "pos",
                    position,
                    "token_in",
                    forced.tokens().get(position),
                    "next_token",
                    logits.indexOf(top),
                    "argmax_token",
                    logits.indexOf(top),
                    "top_logit",
                    top,
                    "logits",
                    logits)));
      }
    }
    for (Vectors.Sampled sampled : source.sampled) {
      long state = sampled.seed();
      for (Generation generation : sampled.sequences()) {
        int token = source.config().bos();
        for (int position = 0; position < generation.tokens().size(); position++) {
          Map<String, Object> step = new LinkedHashMap<>();
          step.put("pos", position);
          step.put("token_in", token);
          step.put("scale", sampled.scale());
          step.put("rng_state_in", state);
          token = generation.tokens().get(position);
          state = generation.states().get(position);
          step.put("next_token", token);
          step.put("rng_state_out", state);
          steps.add(step);
        }
      }
    }
  }

  @Test
  void theRightStepsPass() throws IOException {
    VerificationReport report = verify();
    assertTrue(report.passed(), () -> report.difference().message());
    long numbers = steps.stream().mapToLong(TraceTest::outputs).sum();
    assertTrue(numbers > 500, () -> numbers + " numbers");
    assertEquals(
        numbers,
        report.checks().stream()
            .filter(check -> check.suite().equals(VerificationReport.TRACE))
            .findFirst()
            .orElseThrow()
            .compared());
  }

  @Test
  void everyWrongNumberIsTheFirstDifference() throws IOException {
    int found = 0;
    for (String field :
        List.of("next_token", "argmax_token", "top_logit", "rng_state_out", "logits")) {
      int at = 0;
      while (!steps.get(at).containsKey(field)) {
        at++;
      }
      Object right = steps.get(at).get(field);
      long actual;
      String name = field;
      if (right instanceof List<?> logits) {
        List<Object> wrong = new ArrayList<>(logits);
        actual = ((Integer) wrong.get(1)) + 1L;
        wrong.set(1, actual);
        steps.get(at).put(field, wrong);
        name = "logits[1]";
      } else {
        actual = ((Number) right).longValue() + 1;
        steps.get(at).put(field, actual);
      }
      VerificationReport report = verify();
      assertFalse(report.passed(), field);
      assertEquals(
          String.format(
              "%s:%d: step %d: %s %d, %d expected",
              folder.resolve("trace.jsonl"), at + 1, at + 1, name, actual, actual - 1),
          report.difference().message());
      assertEquals(Long.toString(actual), Shown.of(report.difference()).actual());
      steps.get(at).put(field, right);
      found++;
    }
    assertEquals(5, found);
  }

  @Test
  void malformedTracesAreRefusedWithTheLine() throws IOException {
    Map<String, String> defects = new LinkedHashMap<>();
    defects.put("", "holds nothing to compare");
    defects.put("\n", ":1: is empty");
    defects.put("{\"pos\":0,\"token_in\":0}\n", "holds nothing to compare");
    defects.put("[]\n", ":1: is no JSON object");
    defects.put("{\"pos\":0\n", ":1, column:1:");
    defects.put("{\"pos\":0} x\n", ":1, column:1:");
    defects.put("{\"pos\":0,\"pos\":0}\n", "Duplicate field 'pos'");
    defects.put("{\"token_in\":0,\"next_token\":1}\n", ":1: has no field pos");
    defects.put("{\"pos\":0,\"next_token\":1}\n", ":1: has no field token_in");
    defects.put("{\"pos\":-1,\"token_in\":0,\"next_token\":1}\n", "pos must be in 0..");
    defects.put("{\"pos\":99999,\"token_in\":0,\"next_token\":1}\n", "pos must be in 0..");
    defects.put("{\"pos\":1,\"token_in\":0,\"next_token\":1}\n", ":1: pos is 1, 0 or 0 expected");
    defects.put("{\"pos\":0,\"token_in\":513,\"next_token\":1}\n", "token_in must be in 0..");
    defects.put("{\"pos\":0.5,\"token_in\":0}\n", "pos: must be an integer");
    defects.put("{\"pos\":\"0\",\"token_in\":0}\n", "pos: must be an integer");
    defects.put("{\"pos\":[0,1],\"token_in\":0}\n", "not 2 numbers");
    defects.put("{\"pos\":0,\"token_in\":0,\"logits\":[1]}\n", ":1: logits must have");
    defects.put("{\"pos\":0,\"token_in\":0,\"logits\":[null]}\n", "logits: must be an integer");
    defects.put("{\"pos\":0,\"token_in\":0,\"logit\":1}\n", ":1: no step has a field logit");
    defects.put("{\"pos\":0,\"token_in\":0,\"scale\":65536}\n", "scale must be in 0..65535");
    defects.put(
        "{\"pos\":0,\"token_in\":0,\"scale\":1,\"next_token\":0}\n", "has no field rng_state_in");
    defects.put(
        "{\"pos\":0,\"token_in\":0,\"scale\":1,\"rng_state_in\":0,\"next_token\":0}\n",
        "rng_state_in must not be 0");
    defects.put(
        "{\"pos\":0,\"token_in\":0,\"next_token\":99999999999999999999}\n", "must be an integer");
    defects.put("{\"pos\":" + " ".repeat(1 << 20) + "0}\n", ":1: is longer than 1048576 bytes");
    int refused = 0;
    for (Map.Entry<String, String> defect : defects.entrySet()) {
      Path trace = Files.writeString(folder.resolve("bad.jsonl"), defect.getKey());
      InputException e = assertThrows(InputException.class, () -> verify(trace), defect::getValue);
      assertTrue(
          e.getMessage().startsWith(trace.toString()) && e.getMessage().contains(defect.getValue()),
          () -> defect.getValue() + " in " + e.getMessage());
      refused++;
    }
    assertEquals(24, refused);
    assertThrows(InputException.class, () -> verify(folder.resolve("none")));
    assertThrows(InputException.class, () -> verify(folder));
  }

  private static long outputs(Map<String, Object> step) {
    long numbers = 0;
    for (Map.Entry<String, Object> field : step.entrySet()) {
      if (!List.of("pos", "token_in", "scale", "rng_state_in").contains(field.getKey())) {
        numbers += field.getValue() instanceof List<?> list ? list.size() : 1;
      }
    }
    return numbers;
  }

  private VerificationReport verify() throws IOException {
    StringBuilder lines = new StringBuilder();
    steps.forEach(step -> lines.append(Json.line(step)).append('\n'));
    return verify(Files.writeString(folder.resolve("trace.jsonl"), lines));
  }

  private VerificationReport verify(Path trace) {
    try (Bundle opened = Bundle.open(bundle)) {
      return Verifier.verify(
          opened, RtlOptions.NONE, Evidence.NONE, Optional.of(trace), (step, done, total) -> {});
    }
  }
}
