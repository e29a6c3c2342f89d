package org.microgptrom.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.microgptrom.model.cluster.Cluster;
import org.microgptrom.model.cluster.ClusterSettings;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.TemporaryFolder;

/** Opens clusters of Apache Spark. */
public final class SparkProvider implements Cluster.Provider {
  private static final Pattern STANDALONE = Pattern.compile("spark://(.+)");
  private static final Pattern PLACE = Pattern.compile("\\[?([^,\\[\\]]+)]?:([0-9]{1,5})");

  /** {@code local} runs tasks in the process that asks, which serves tests. */
  private static final Pattern KNOWN =
      Pattern.compile(
          "spark://.*|local-cluster\\[ *[1-9]\\d* *, *[1-9]\\d* *, *[1-9]\\d* *]|local(\\[.*])?"
              + "|yarn|k8s://.+");

  private static final String MASTERS =
      "known are spark://HOST:PORT, local-cluster[N,CORES,MB], each of them 1 or more, and, with the"
          + " jars of a whole distribution in SPARK_HOME, yarn and k8s://URL";

  private static final int ANSWER_MILLIS = 3000;

  /** What trials and comparisons of the executors need, before the user's own properties. */
  private static final Map<String, String> USUAL =
      Map.of(
          "spark.ui.enabled", "false",
          "spark.executor.extraJavaOptions", "--add-modules jdk.incubator.vector -XX:+UseSerialGC",
          "spark.rpc.message.maxSize", "512",
          "spark.driver.maxResultSize", "0");

  @Override
  public Cluster open(ClusterSettings settings) {
    String where = settings.option() + " " + settings.master();
    requireMaster(where, settings.master());
    SparkConf conf = new SparkConf().setMaster(settings.master()).setAppName(settings.name());
    USUAL.forEach(conf::set);
    settings.properties().forEach(conf::set);
    TemporaryFolder jars;
    try {
      jars = new TemporaryFolder();
      conf.setJars(ProjectJars.paths(jars.path()).toArray(String[]::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    JavaSparkContext context;
    try {
      context = new JavaSparkContext(conf);
    } catch (Exception e) { // Scala's methods do not tell which
      jars.close();
      throw refused(where, e);
    }
    SparkCluster cluster = new SparkCluster(where, context, jars, settings.notes());
    try {
      cluster.requireProcesses();
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  /**
   * Asks masters of a standalone cluster whether they are there, for which Spark takes a minute.
   */
  private static void requireMaster(String where, String master) {
    if (!KNOWN.matcher(master).matches()) {
      throw new InputException(where, "is no master of Spark", MASTERS);
    }
    Matcher standalone = STANDALONE.matcher(master);
    if (!standalone.matches()) {
      return;
    }
    String silent = "";
    Matcher place = PLACE.matcher(standalone.group(1));
    while (place.find()) {
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(place.group(1), Integer.parseInt(place.group(2))), ANSWER_MILLIS);
        return;
      } catch (UnknownHostException e) {
        silent = "no machine has the name " + place.group(1);
      } catch (IOException | IllegalArgumentException e) {
        silent = String.valueOf(e.getMessage());
      }
    }
    throw new InputException(
        where,
        silent.isEmpty()
            ? "is no address, spark://HOST:PORT expected"
            : "no master answers: " + silent,
        "docs/sweep.md tells how to start one; its log and page have its address");
  }

  private static InputException refused(String where, Exception e) {
    String message = String.valueOf(e.getMessage());
    boolean unknown = message.contains("Could not parse Master URL") || e instanceof SparkException;
    return new InputException(where, "Spark refuses: " + message, unknown ? MASTERS : "", e);
  }
}
