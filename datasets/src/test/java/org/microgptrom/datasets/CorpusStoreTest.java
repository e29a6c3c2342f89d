package org.microgptrom.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;

class CorpusStoreTest {
  private static final byte[] TEXT = "anna\nbob\n".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private final AtomicInteger requests = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private NamedCorpus corpus;
  private Path file;
  private HttpHandler answer = exchange -> send(exchange, 200, TEXT.length, TEXT);

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          try (exchange) {
            answer.handle(exchange);
          }
        });
    server.start();
    URI source =
        URI.create(
            "http://"
                + server.getAddress().getAddress().getHostAddress()
                + ":"
                + server.getAddress().getPort()
                + "/tiny.txt");
    corpus =
        new NamedCorpus(
            "tiny",
            "two names",
            2,
            "MIT",
            source,
            false,
            NamedCorpus.Task.LOSS,
            TEXT.length,
            Digests.sha256(TEXT));
    file = cache().resolve("tiny.txt");
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void aCorpusIsFetchedOnce() throws IOException {
    assertFalse(online().isPresent(corpus));
    Corpus expected = new Corpus("tiny", List.of("anna", "bob"));
    assertEquals(expected, online().load(corpus));
    assertEquals(expected, online().load(corpus));
    assertEquals(file, online().fetch(corpus));
    assertTrue(online().isPresent(corpus));
    assertEquals(expected, offline().load(corpus));
    assertEquals(1, requests.get());
    assertEquals(List.of(file), cached());
  }

  @Test
  void aDamagedFileIsFetchedAgain() throws IOException {
    online().fetch(corpus);
    int cases = 0;
    for (byte[] damaged :
        List.of(
            new byte[0], Arrays.copyOf(TEXT, 4), "anna\nbib\n".getBytes(StandardCharsets.UTF_8))) {
      Files.write(file, damaged);
      assertFalse(online().isPresent(corpus));
      InputException e = assertThrows(InputException.class, () -> offline().load(corpus));
      assertTrue(e.getMessage().startsWith(file + ": the cached corpus is damaged, SHA-256 "));
      assertEquals(List.of("anna", "bob"), online().load(corpus).documents());
      assertEquals(corpus.sha256(), Digests.sha256(file));
      cases++;
    }
    assertEquals(3, cases);
    assertEquals(4, requests.get());
  }

  @Test
  void offlineNothingIsFetched() throws IOException {
    InputException e = assertThrows(InputException.class, () -> offline().load(corpus));
    assertTrue(e.getMessage().startsWith(file + ": corpus tiny is not in the cache\n"));
    assertTrue(e.getMessage().contains("pass --data FILE with a local copy"));
    assertEquals(0, requests.get());
    assertEquals(List.of(), cached());
  }

  @Test
  void aRefusalOfTheServerIsReported() throws IOException {
    answer = exchange -> send(exchange, 404, TEXT.length, TEXT);
    refuses("the server answered 404, 200 expected");
  }

  @Test
  void aChangedFileIsRefused() throws IOException {
    byte[] changed = "anna\nbib\n".getBytes(StandardCharsets.UTF_8);
    answer = exchange -> send(exchange, 200, changed.length, changed);
    refuses("SHA-256 " + Digests.sha256(changed) + " received, " + corpus.sha256() + " expected");
  }

  @Test
  void aShortFileIsRefused() throws IOException {
    answer = exchange -> send(exchange, 200, 5, Arrays.copyOf(TEXT, 5));
    refuses("5 bytes received, 9 expected");
  }

  @Test
  void anAnswerCutShortIsRefused() throws IOException {
    answer = exchange -> send(exchange, 200, TEXT.length, Arrays.copyOf(TEXT, 5));
    refuses("");
  }

  @Test
  void anEndlessAnswerIsCut() throws IOException {
    answer =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream body = exchange.getResponseBody()) {
            while (true) {
              body.write(TEXT);
            }
          }
        };
    refuses("more than 9 bytes received, 9 expected");
  }

  @Test
  void anAnswerThatStallsIsGivenUp() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    answer =
        exchange -> {
          exchange.sendResponseHeaders(200, TEXT.length);
          exchange.getResponseBody().write(TEXT, 0, 5);
          exchange.getResponseBody().flush();
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    refuses(
        "no complete answer within 1 s",
        new Download(Duration.ofSeconds(9), Duration.ofSeconds(1)));
  }

  @Test
  void aServerThatIsNotThereIsReported() throws IOException {
    server.stop(0);
    refuses("ConnectException");
  }

  @Test
  void aNameWithoutAddressIsReported() {
    NamedCorpus nowhere =
        new NamedCorpus(
            "a",
            "a",
            1,
            "MIT",
            URI.create("http://a.invalid/"),
            false,
            NamedCorpus.Task.LOSS,
            1,
            "");
    InputException e = assertThrows(InputException.class, () -> online().load(nowhere));
    assertTrue(
        e.getMessage().startsWith("http://a.invalid/: corpus a cannot be fetched: "),
        e::getMessage);
  }

  @Test
  void theCacheFolderFollowsTheEnvironment() {
    Path home = folder.resolve("home");
    Path xdg = folder.resolve("xdg");
    Path usual = home.resolve(".cache/microgpt-rom");
    assertEquals(usual, CorpusStore.defaultFolder(Map.of(), home));
    assertEquals(usual, CorpusStore.defaultFolder(Map.of("XDG_CACHE_HOME", "relative"), home));
    Map<String, String> environment = Map.of("XDG_CACHE_HOME", xdg.toString());
    assertEquals(xdg.resolve("microgpt-rom"), CorpusStore.defaultFolder(environment, home));
    environment = Map.of("XDG_CACHE_HOME", xdg.toString(), "MICROGPT_ROM_CACHE", "own");
    assertEquals(Path.of("own"), CorpusStore.defaultFolder(environment, home));
  }

  private void refuses(String problem) throws IOException {
    refuses(problem, Download.DEFAULT);
  }

  private void refuses(String problem, Download download) throws IOException {
    CorpusStore store = new CorpusStore(cache(), CorpusStore.Network.ALLOWED, download);
    InputException e = assertThrows(InputException.class, () -> store.load(corpus));
    String start = corpus.source() + ": corpus tiny cannot be fetched: " + problem;
    assertTrue(e.getMessage().startsWith(start), e::getMessage);
    assertTrue(e.getMessage().contains("pass --data FILE with a local copy"), e::getMessage);
    assertEquals(List.of(), cached());
  }

  private CorpusStore online() {
    return new CorpusStore(cache(), CorpusStore.Network.ALLOWED);
  }

  private CorpusStore offline() {
    return new CorpusStore(cache(), CorpusStore.Network.FORBIDDEN);
  }

  private Path cache() {
    return folder.resolve("cache");
  }

  private List<Path> cached() throws IOException {
    if (!Files.exists(cache())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(cache())) {
      return files.toList();
    }
  }

  private static void send(HttpExchange exchange, int status, int announced, byte[] body)
      throws IOException {
    exchange.sendResponseHeaders(status, announced);
    exchange.getResponseBody().write(body);
  }
}
