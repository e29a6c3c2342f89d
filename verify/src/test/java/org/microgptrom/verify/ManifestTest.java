package org.microgptrom.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.testing.RandomModels;

/** Manifests that are none, or contradict themselves; SHA256SUMS always fits. */
class ManifestTest {
  @TempDir Path folder;
  private final Map<String, byte[]> files =
      new TestBundle(TestBundle.tiny(), RandomModels.Weights.MODERATE, 4, 5).files();
  private final String right = new String(files.get(Manifest.FILE), StandardCharsets.UTF_8);
  private final Map<String, String> cases = new LinkedHashMap<>(); // manifest to message

  @Test
  void whatIsNoManifestIsRefused() {
    cases.put("", "manifest.json");
    cases.put("null", "no key \"format\"");
    cases.put("[]", "no key \"format\"");
    cases.put("{}", "no key \"format\"");
    cases.put("corpus", "manifest.json:1:");
    cases.put(right + "{}", "manifest.json:");
    cases.put(right.substring(0, right.length() / 2), "manifest.json:");
    cases.put("[".repeat(100_000), "nesting depth");
    replace("microgpt-rom bundle", "microgpt-rom checkpoint", "is a microgpt-rom checkpoint");
    replace("\"version\": 6", "\"version\": 7", "update this one");
    replace("\"version\": 6", "\"version\": 5", "make it again");
    replace("\"version\": 6", "\"version\": 4294967302", "has version 4294967302");
    replace("\"version\": 6", "\"version\": \"6\"", "version");
    replace("\"arithmetic\": 2", "\"arithmetic\": NaN", "NaN");
    replace("\"arithmetic\": 2", "\"arithmetic\": 2.0", "arithmetic");
    replace("\"arithmetic\": 2", "\"arithmetic\": null", "arithmetic");
    replace("\"arithmetic\": 2,", "", "arithmetic");
    replace("\"arithmetic\": 2,", "\"arithmetic\": 2, \"arithmetic\": 2,", "Duplicate");
    replace("\"arithmetic\": 2,", "\"arithmetic\": 2, \"more\": 1,", "more");
    check(19);
  }

  @Test
  void whatDoesNotFollowFromTheShapeIsRefused() {
    replace("\"arithmetic\": 2", "\"arithmetic\": 1", "arithmetic: 1");
    replace("\"embd\": 2", "\"embd\": 3", "parameters");
    replace("\"embd\": 2", "\"embd\": 0", "embd must be in 1..8192");
    replace("\"hidden\": 3", "\"hidden\": 2147483648", "out of range");
    replace(
        "\"layers\": 1,\n    \"embd\": 2",
        "\"layers\": 64,\n    \"embd\": 8192",
        "at most 134217728");
    replace("\"vocab_size\": 3", "\"vocab_size\": 4", "parameters");
    replace("\"lanes\": 4", "\"lanes\": 3", "power of two");
    replace("\"lanes\": 4", "\"lanes\": -4", "power of two");
    replace("\"streams\": 1", "\"streams\": 9", "streams must be in 1..8, not 9");
    replace("\"units\": 1", "\"units\": 0", "units must be in 1..1, the number of streams, not 0");
    replace("\"units\": 1", "\"units\": 2", "units must be in 1..1, the number of streams, not 2");
    replace(
        "\"streams\": 1,\n  \"units\": 1",
        "\"streams\": 3,\n  \"units\": 2",
        "divide the 3 streams");
    replace("\"lanes\": 4", "\"lanes\": 8", "memory_map.images");
    replaceFirst("\"depth\": 6", "\"depth\": 2147483647", "memory_map.images[0]");
    replaceFirst("\"width\": 16", "\"width\": 32", "memory_map.images[0]");
    replaceFirst("\"layout\": \"tensor\"", "\"layout\": \"lanes\"", "memory_map.images[0]");
    replaceFirst("\"layout\": \"tensor\"", "\"layout\": \"spiral\"", "layout");
    replaceFirst("\"base\": 0", "\"base\": 1", "memory_map.regions[0]");
    replaceFirst("\"base\": 0", "\"base\": -1", "base not negative");
    replaceFirst("\"tile_rows\": 1", "\"tile_rows\": 0", "tile must be positive");
    replaceFirst("\"name\": \"wte\"", "\"name\": \"../wte\"", "memory_map.images[0]");
    replaceFirst("\"image_sha256\": {", "\"image_sha256\": { \"more\": \"\",", "image_sha256");
    replaceFirst("\"image_sha256\": {", "\"image_sha256\": { \"more\": null,", "image_sha256");
    replaceFirst("\"sha256\": \"", "\"sha256\": \"0", "64 hexadecimal digits");
    replaceFirst("\"readmemh\"", "\"mif\"", "memory_formats must be distinct");
    replaceFirst("\"readmemh\"", "\"mem\"", "memory_formats");
    replaceFirst("\"readmemh\"", "null", "memory_formats");
    check(27);
  }

  @Test
  void wrongListsOfFilesAreRefused() {
    replaceFirst("\"path\": \"rom/coe/", "\"path\": \"rom/coe/../coe/", "not ours");
    replaceFirst("\"path\": \"rom/coe/", "\"path\": \"/rom/coe/", "not ours");
    replaceFirst("rom/coe/layer0_attn_wk.coe", "rom/coe/layer0_attn_wo.coe", "listed above");
    replaceFirst("rom/coe/layer0_attn_wk.coe", "rom/coe/\\u001b[2J.coe", "\"rom/coe/\\u001b[2J");
    replaceFirst("\"bytes\": ", "\"bytes\": -", "bytes, 0..");
    replaceFirst("\"bytes\": ", "\"bytes\": 1000000", "bytes, 0..");
    replaceFirst("\"files\": [", "\"files\": [ null,", "files");
    cases.put(
        right.replaceFirst("(?s)\"files\": \\[.*?\\]", "\"files\": []"), "does not list [rom/");
    check(8);
  }

  private void replace(String from, String to, String message) {
    assertEquals(right.indexOf(from), right.lastIndexOf(from), () -> from + " is ambiguous");
    replaceFirst(from, to, message);
  }

  private void replaceFirst(String from, String to, String message) {
    int at = right.indexOf(from);
    assertTrue(at >= 0, () -> from + " is not in " + right);
    cases.put(right.substring(0, at) + to + right.substring(at + from.length()), message);
  }

  private void check(int count) {
    assertEquals(count, cases.size());
    assertTrue(Verdict.on(folder, BundleFiles.mended(files)).passed());
    cases.forEach(
        (manifest, message) -> {
          byte[] bytes = manifest.getBytes(StandardCharsets.UTF_8);
          Verdict verdict = Verdict.on(folder, BundleFiles.summed(bytes, without(files)));
          assertTrue(verdict.refused(), () -> message + " expected, " + verdict);
          assertTrue(verdict.refusal().contains(message), () -> message + ": " + verdict);
        });
  }

  private static Map<String, byte[]> without(Map<String, byte[]> files) {
    Map<String, byte[]> others = new LinkedHashMap<>(files);
    others.remove(Manifest.FILE);
    others.remove(Manifest.SUMS_FILE);
    return others;
  }
}
