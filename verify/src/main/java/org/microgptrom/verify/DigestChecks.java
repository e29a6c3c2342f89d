package org.microgptrom.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.InParallel;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.bundle.finding.FileFault;
import org.microgptrom.bundle.finding.TextDifference;
import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.io.Quoted;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.verify.report.VerificationReport;

/**
 * Checks that every file has the digest that SHA256SUMS and the manifest record, and that both name
 * every file.
 */
final class DigestChecks {
  private static final Pattern SUMS_LINE = Pattern.compile("([0-9a-f]{64})  (.+)");
  private static final int LONGEST_LINE = 1 << 10;

  private final Bundle bundle;
  private final Progress progress;
  private final Map<String, String> actual = new LinkedHashMap<>(); // path to digest

  DigestChecks(Bundle bundle, Progress progress) {
    this.bundle = bundle;
    this.progress = progress;
  }

  List<Check> run() throws IOException {
    hashFiles();
    return List.of(sums(), manifest());
  }

  private void hashFiles() throws IOException {
    for (String path : bundle.unlisted()) {
      actual.put(path, Digests.sha256(bundle.file(path)));
    }
    List<Manifest.FileEntry> files = bundle.manifest().files();
    long total = files.stream().mapToLong(Manifest.FileEntry::bytes).sum();
    AtomicLong done = new AtomicLong();
    List<String> digests =
        InParallel.map(
            files,
            file -> {
              String digest = Digests.sha256(bundle.file(file.path()));
              progress.at(VerificationReport.DIGESTS, done.addAndGet(file.bytes()), total);
              return digest;
            });
    for (int i = 0; i < digests.size(); i++) {
      actual.put(files.get(i).path(), digests.get(i));
    }
  }

  private Check manifest() {
    long mismatches = 0;
    Difference first = null;
    for (Manifest.FileEntry file : bundle.manifest().files()) {
      if (!digest(file.path()).equals(file.sha256())) {
        mismatches++;
        first = first == null ? changed(file.path(), file.sha256(), Manifest.FILE) : first;
      }
    }
    return check(Manifest.FILE, bundle.manifest().files().size(), mismatches, first);
  }

  private Check sums() throws IOException {
    String sums = Manifest.SUMS_FILE;
    Map<String, String> awaited = new LinkedHashMap<>(actual);
    long mismatches = 0;
    Difference first = null;
    try (InputStream in = Files.newInputStream(bundle.file(sums))) {
      CanonicalText text = new CanonicalText(sums, in);
      while (!text.atEnd()) {
        long number = text.line();
        String line = new String(text.readLine(LONGEST_LINE), StandardCharsets.UTF_8);
        Matcher matcher = SUMS_LINE.matcher(line);
        String digest = matcher.matches() ? awaited.remove(matcher.group(2)) : null;
        if (digest == null) {
          String problem = Quoted.of(line) + " is no digest of a file, or of one listed above";
          return broken(number, sums + ":" + number + ": " + problem);
        }
        if (!digest.equals(matcher.group(1))) {
          mismatches++;
          first = first == null ? changed(matcher.group(2), matcher.group(1), sums) : first;
        }
      }
      if (!awaited.isEmpty()) {
        return broken(text.line(), sums + " does not list " + awaited.keySet().iterator().next());
      }
    } catch (InputException e) {
      return broken(1, e.getMessage());
    }
    return check(sums, actual.size(), mismatches, first);
  }

  private Check broken(long line, String message) {
    return check(Manifest.SUMS_FILE, 0, 1, FileFault.inLine(Manifest.SUMS_FILE, line, message));
  }

  private Difference changed(String path, String expected, String recordedIn) {
    String of = "the file, recorded in " + recordedIn + ",";
    return TextDifference.ofDigest(path, of, expected, digest(path));
  }

  private String digest(String path) {
    return Objects.requireNonNull(actual.get(path), path);
  }

  private static Check check(
      String name, long compared, long mismatches, @Nullable Difference first) {
    return Check.of(VerificationReport.DIGESTS, name, compared, mismatches, first);
  }
}
