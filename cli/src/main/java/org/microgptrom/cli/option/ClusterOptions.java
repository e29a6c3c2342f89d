package org.microgptrom.cli.option;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.Interruption;
import org.microgptrom.model.cluster.Cluster;
import org.microgptrom.model.cluster.ClusterSettings;
import org.microgptrom.model.io.InputException;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The options that name a cluster. */
public final class ClusterOptions {
  /** The option that asks for one. */
  public static final String OPTION = "--spark";

  private static final String PROPERTY = "--spark-conf";

  @Option(
      names = OPTION,
      paramLabel = "MASTER",
      description =
          "Run the parts of the work on a cluster of Apache Spark: spark://HOST:PORT,"
              + " local-cluster[N,CORES,MB], yarn, k8s://URL. See docs/sweep.md.")
  private @Nullable String master;

  @Option(
      names = PROPERTY,
      paramLabel = "KEY=VALUE",
      description = "A property of Spark, such as spark.executor.memory=4g. Repeatable.")
  private Map<String, String> properties = new LinkedHashMap<>();

  /** Whether a command line asks for a cluster. */
  public static boolean isAsked(CommandLine.ParseResult parsed) {
    return parsed.asCommandLineList().stream()
        .map(CommandLine::getParseResult)
        .anyMatch(of -> of.hasMatchedOption(OPTION));
  }

  /** Requires that no cluster was named. */
  public void requireNone(String problem, String advice) {
    if (master != null) {
      throw new InputException(OPTION, problem, advice);
    }
  }

  /** A cluster for as long as it is needed; empty for this machine. */
  public record Opened(Optional<Cluster> cluster) implements AutoCloseable {
    @Override
    public void close() {
      cluster.ifPresent(Cluster::close);
    }
  }

  /**
   * Opens the cluster that was named.
   *
   * @param name of the work, as the cluster shows it
   * @throws InputException if it does not answer
   */
  public Opened open(String name, Console console) {
    if (master == null) {
      if (!properties.isEmpty()) {
        throw new InputException(PROPERTY, "is for a cluster, and none is named", "add " + OPTION);
      }
      return new Opened(Optional.empty());
    }
    Cluster.Provider provider =
        Cluster.provider()
            .orElseThrow(() -> new IllegalStateException("no Spark on the class path"));
    Interruption.silenceOthers();
    console.progress("connecting to " + master);
    return new Opened(
        Optional.of(
            provider.open(
                new ClusterSettings(
                    OPTION, master, "microgpt-rom " + name, properties, console::progress))));
  }
}
