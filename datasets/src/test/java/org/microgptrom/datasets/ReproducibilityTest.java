package org.microgptrom.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.testing.ExternalTool;

/** The same corpus and split in virtual machines with other locales and character sets. */
class ReproducibilityTest {
  /** Writes what reading and splitting a file gives, then what a faulty file says. */
  public static void main(String[] arguments) throws Exception {
    Path corpus = Path.of(arguments[0]);
    Split split = Split.of(CorpusReader.read(corpus), 1_234_567);
    String order =
        String.join("\n", split.training()) + "\n\n" + String.join("\n", split.validation());
    String fault;
    try {
      fault = CorpusReader.read(Path.of(arguments[1])).toString();
    } catch (InputException e) {
      fault = e.getMessage();
    }
    Files.writeString(
        Path.of(arguments[2]),
        split.id() + "\n" + Digests.sha256(order.getBytes(StandardCharsets.UTF_8)) + "\n" + fault);
  }

  @Test
  void localeAndCharacterSetDoNotMatter(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("cities.txt"), "İstanbul\nsão paulo\n東京\n".repeat(1500));
    Files.write(folder.resolve("faulty.txt"), new byte[] {'a', '\n', (byte) 0xE9});
    List<List<String>> machines =
        List.of(
            List.of("-Dfile.encoding=UTF-8", "-Duser.language=en"),
            List.of(
                "-Dfile.encoding=ISO-8859-1", "-Duser.language=tr", "-Duser.timezone=Asia/Tokyo"),
            List.of("-Dfile.encoding=US-ASCII", "-Duser.language=ar", "-Duser.country=EG"),
            List.of("-Dfile.encoding=UTF-16", "-Duser.language=th", "-Duser.country=TH"));
    HashSet<String> results = new HashSet<>();
    for (List<String> options : machines) {
      List<String> command = new ArrayList<>(options);
      command.addAll(
          List.of(
              "-cp",
              System.getProperty("java.class.path"),
              ReproducibilityTest.class.getName(),
              "cities.txt",
              "faulty.txt",
              "result.txt"));
      ExternalTool.named("java").runOk(folder, command.toArray(String[]::new));
      results.add(Files.readString(folder.resolve("result.txt")));
      Files.delete(folder.resolve("result.txt"));
    }
    assertEquals(4, machines.size());
    assertEquals(1, results.size(), results::toString);
  }
}
