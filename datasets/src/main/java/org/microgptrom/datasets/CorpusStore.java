package org.microgptrom.datasets;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.microgptrom.datasets.DocumentParser.Limits;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.CacheFolder;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;

/**
 * Hands out named corpora: built-in ones from the program, others from a cache folder, which is
 * filled from the network when it must be. Every use checks the digest of the file.
 */
public final class CorpusStore {
  /** Whether the network may be used. */
  public enum Network {
    /** A corpus that is not in the cache is fetched. */
    ALLOWED,
    /** A corpus that is not in the cache is an error. */
    FORBIDDEN
  }

  private final Path cache;
  private final Network network;
  private final Download download;

  /**
   * A store with this cache.
   *
   * @param cache folder for fetched files, which is made when the first file is fetched
   * @param network whether the network may be used
   */
  public CorpusStore(Path cache, Network network) {
    this(cache, network, Download.DEFAULT);
  }

  CorpusStore(Path cache, Network network, Download download) {
    this.cache = cache;
    this.network = network;
    this.download = download;
  }

  /** The folder for fetched files unless the user names another, {@link CacheFolder}. */
  public static Path defaultFolder(Map<String, String> environment, Path home) {
    return CacheFolder.of(environment, home);
  }

  /**
   * The documents of a corpus, fetched if need be.
   *
   * @throws InputException as {@link #fetch}
   */
  public Corpus load(NamedCorpus corpus) {
    byte[] text =
        corpus.builtIn() ? resource(corpus.name() + ".txt") : fetched(corpus, Progress.NONE);
    return parse(corpus.name(), text);
  }

  /**
   * The pairs that models of a built-in corpus are judged by: lines of a right word, a tab and a
   * misspelt one. No right word is in the corpus.
   *
   * @param corpus one whose task is {@link NamedCorpus.Task#PAIRS}
   */
  public Corpus pairs(NamedCorpus corpus) {
    String name = corpus.name() + "-pairs";
    return parse(name, resource(name + ".tsv"));
  }

  private static Corpus parse(String name, byte[] text) {
    try {
      return new Corpus(
          name,
          DocumentParser.parse("corpus " + name, new ByteArrayInputStream(text), Limits.DEFAULT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes sure that a corpus that is not built in lies in the cache, and returns its file.
   *
   * @throws InputException if it is not there and can't be fetched, or the network is forbidden
   */
  public Path fetch(NamedCorpus corpus) {
    return fetch(corpus, Progress.NONE);
  }

  /**
   * Makes sure that a corpus that is not built in lies in the cache, tells {@code progress} of the
   * bytes that have arrived, and returns the file.
   */
  public Path fetch(NamedCorpus corpus, Progress progress) {
    if (corpus.builtIn()) {
      throw new InputException("corpus " + corpus.name(), "is built in, nothing to fetch", "");
    }
    fetched(corpus, progress);
    return file(corpus);
  }

  /**
   * Whether {@link #load} needs no network: the corpus is built in, or lies undamaged in the cache.
   */
  public boolean isPresent(NamedCorpus corpus) {
    return corpus.builtIn() || cached(corpus).isPresent();
  }

  private byte[] fetched(NamedCorpus corpus, Progress progress) {
    Optional<byte[]> cached = cached(corpus);
    if (cached.isPresent()) {
      return cached.get();
    }
    Path file = file(corpus);
    if (network == Network.FORBIDDEN) {
      throw new InputException(
          file,
          Files.exists(file)
              ? "the cached corpus is damaged, SHA-256 " + corpus.sha256() + " expected"
              : "corpus " + corpus.name() + " is not in the cache",
          "offline it can't be fetched: pass --data FILE with a local copy, or fetch it on a machine"
              + " with a network and copy the file here");
    }
    byte[] text = download.fetch(corpus, progress);
    AtomicOutput.file(file, partial -> Files.write(partial, text));
    return text;
  }

  /** The cached file's content; empty if there is none or it is not what the catalogue says. */
  private Optional<byte[]> cached(NamedCorpus corpus) {
    Path file = file(corpus);
    try {
      if (!Files.isRegularFile(file) || Files.size(file) != corpus.bytes()) {
        return Optional.empty();
      }
      byte[] text = Files.readAllBytes(file);
      return Digests.sha256(text).equals(corpus.sha256()) ? Optional.of(text) : Optional.empty();
    } catch (IOException e) {
      throw new InputException(file, "the cached corpus cannot be read: " + e.getMessage(), "", e);
    }
  }

  private Path file(NamedCorpus corpus) {
    return cache.resolve(corpus.name() + ".txt");
  }

  private static byte[] resource(String file) {
    try (InputStream in = CorpusStore.class.getResourceAsStream(file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
