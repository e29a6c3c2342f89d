package org.microgptrom.train.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.util.Platform;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;

/** The engine's jar from a server that sends what it should, and from others. */
class EngineJarTest {
  private static final byte[] CONTENT =
      "a library, as it were".repeat(9000).getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  /** The digest that is expected is the one of the jar that the build has from Maven. */
  @Test
  void theBuildsOwnJarIsTheExpectedOne() {
    Platform here = Platform.fromSystem("pytorch");
    Path included = TorchEngineTest.included();
    EngineJar jar =
        EngineJar.of(included.getParent(), here.getVersion(), here.getClassifier()).orElseThrow();
    assertEquals(included, jar.file());
    jar.requireExpected();
    String path = jar.source("https://repo1.maven.org/maven2").getPath();
    assertTrue(included.toUri().getPath().endsWith(path.substring("/maven2".length())), path);
  }

  @Test
  void allPlatformsThatTheReadmeNamesHaveOne() {
    List<String> found = new ArrayList<>();
    for (String os : List.of("linux", "osx", "win")) {
      for (String processor : List.of("x86_64", "aarch64", "riscv64")) {
        String classifier = os + "-" + processor;
        EngineJar.of(folder, "2.7.1", classifier).ifPresent(jar -> found.add(classifier));
      }
    }
    assertEquals(List.of("linux-x86_64", "linux-aarch64", "osx-aarch64", "win-x86_64"), found);
    assertTrue(EngineJar.of(folder, "2.7.2", "linux-x86_64").isEmpty());
  }

  @Test
  void whatIsFetchedArrivesWholeAndIsTold() throws IOException {
    EngineJar jar = jar(Digests.sha256(CONTENT));
    List<Long> told = new ArrayList<>();
    fetch(
        jar,
        200,
        (step, done, total) -> {
          assertEquals(CONTENT.length, total);
          told.add(done);
        });
    assertArrayEquals(CONTENT, Files.readAllBytes(jar.file()));
    assertEquals(CONTENT.length, told.get(told.size() - 1));
    assertTrue(jar.isPresent());
    jar.requireExpected();
  }

  @Test
  void anotherContentIsRefusedAndLeavesNothing() throws IOException {
    String expected = "0".repeat(64);
    EngineJar jar = jar(expected);
    InputException e =
        assertThrows(InputException.class, () -> fetch(jar, 200, (step, done, total) -> {}));
    assertTrue(e.getMessage().contains(Digests.sha256(CONTENT) + ", " + expected), e.getMessage());
    assertFalse(jar.isPresent());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void aServerThatHasItNotIsNamed() {
    EngineJar jar = jar("0".repeat(64));
    InputException e =
        assertThrows(InputException.class, () -> fetch(jar, 404, (step, done, total) -> {}));
    assertTrue(e.getMessage().contains("/ai/djl/pytorch/pytorch-native-cpu/1.2.3/"));
    assertTrue(e.getMessage().contains("the server answered 404, 200 expected"), e.getMessage());
    assertTrue(e.getMessage().contains("--engine vector"), e.getMessage());
  }

  private EngineJar jar(String sha256) {
    return new EngineJar(folder.resolve("pytorch-native-cpu-1.2.3-linux-x86_64.jar"), sha256);
  }

  private static void fetch(EngineJar jar, int status, org.microgptrom.model.io.Progress progress)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/maven2",
        exchange -> {
          exchange.sendResponseHeaders(status, CONTENT.length);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(CONTENT);
          }
        });
    server.start();
    try {
      jar.fetch("http://localhost:" + server.getAddress().getPort() + "/maven2", progress);
    } finally {
      server.stop(0);
    }
  }
}
