package org.microgptrom.datasets;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;

/**
 * Fetches a corpus file whose size and digest are known.
 *
 * @param connectTimeout the longest time until a connection stands
 * @param totalTimeout the longest time until the last byte has arrived
 */
record Download(Duration connectTimeout, Duration totalTimeout) {
  private static final int PIECE = 1 << 14;

  static final Download DEFAULT = new Download(Duration.ofSeconds(15), Duration.ofMinutes(2));

  /**
   * Fetches the bytes of the corpus file and tells {@code progress} of their arrival.
   *
   * @throws InputException if they can't be had in time or are not the expected ones
   */
  byte[] fetch(NamedCorpus corpus, Progress progress) {
    // A thread of its own, because the client's timeout ends with the header of the answer.
    ExecutorService thread = Executors.newSingleThreadExecutor(Download::daemon);
    Future<byte[]> answer = thread.submit(() -> receive(corpus, progress));
    try {
      return answer.get(totalTimeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw failure(corpus, "no complete answer within " + totalTimeout.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(corpus, "interrupted", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IOException) {
        String detail = cause.getMessage();
        throw failure(corpus, detail == null ? cause.getClass().getSimpleName() : detail, e);
      }
      throw new IllegalStateException(cause);
    } finally {
      thread.shutdownNow();
    }
  }

  private byte[] receive(NamedCorpus corpus, Progress progress)
      throws IOException, InterruptedException {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(connectTimeout)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    HttpResponse<InputStream> response =
        client.send(
            HttpRequest.newBuilder(corpus.source()).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw new IOException("the server answered " + response.statusCode() + ", 200 expected");
      }
      ByteArrayOutputStream received = new ByteArrayOutputStream(corpus.bytes());
      byte[] piece = new byte[PIECE];
      while (received.size() <= corpus.bytes()) { // one too many is enough to refuse
        int n = body.read(piece, 0, Math.min(piece.length, corpus.bytes() + 1 - received.size()));
        if (n < 0) {
          break;
        }
        received.write(piece, 0, n);
        progress.at("bytes", received.size(), corpus.bytes());
      }
      requireExpected(corpus, received.toByteArray());
      return received.toByteArray();
    }
  }

  private static void requireExpected(NamedCorpus corpus, byte[] body) throws IOException {
    if (body.length != corpus.bytes()) {
      throw new IOException(
          (body.length > corpus.bytes() ? "more than " + corpus.bytes() : body.length)
              + " bytes received, "
              + corpus.bytes()
              + " expected");
    }
    String actual = Digests.sha256(body);
    if (!actual.equals(corpus.sha256())) {
      throw new IOException("SHA-256 " + actual + " received, " + corpus.sha256() + " expected");
    }
  }

  private static InputException failure(NamedCorpus corpus, String problem, Throwable cause) {
    return new InputException(
        corpus.source(),
        "corpus " + corpus.name() + " cannot be fetched: " + problem,
        "try again, or pass --data FILE with a local copy; behind a proxy, set the system"
            + " properties https.proxyHost and https.proxyPort",
        cause);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "fetch-corpus");
    thread.setDaemon(true);
    return thread;
  }
}
