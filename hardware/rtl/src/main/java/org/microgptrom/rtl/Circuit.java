package org.microgptrom.rtl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The hand-written sources of the circuit, the same for all models. */
public final class Circuit {
  /** The folder of all sources in a bundle, with a slash at the end. */
  public static final String FOLDER = "rtl/";

  /** The bundle path of the generated parameters, which are compiled before all sources. */
  public static final String PARAMETERS = FOLDER + "microgpt_params.sv";

  /** File lists of what is synthesized and of what simulations add to it. */
  private static final List<String> CORE = listed("microgpt_core.f");

  private static final List<String> SIMULATION = listed("microgpt_sim.f");

  /** Paths in the folder of sources, by file name, in the order of names. */
  private static final Map<String, String> SOURCES = byName();

  private Circuit() {}

  /** The names of the hand-written files in the order in which they are compiled: sorted. */
  public static List<String> sources() {
    return List.copyOf(SOURCES.keySet());
  }

  /** The bundle paths of all files that are compiled, in that order: the parameters come first. */
  public static List<String> paths() {
    return Stream.concat(Stream.of(PARAMETERS), sources().stream().map(FOLDER::concat)).toList();
  }

  /** The bundle paths of the hand-written files that only simulations compile. */
  public static List<String> simulationPaths() {
    return SIMULATION.stream().map(path -> FOLDER + name(path)).toList();
  }

  /** As {@link #paths}, without what only simulations compile. */
  public static List<String> synthesisPaths() {
    List<String> simulation = simulationPaths();
    return paths().stream().filter(path -> !simulation.contains(path)).toList();
  }

  /**
   * The content of a hand-written file, UTF-8.
   *
   * @param name one of {@link #sources}
   */
  public static byte[] source(String name) {
    if (!SOURCES.containsKey(name)) {
      throw new IllegalArgumentException("no source of the circuit has the name " + name);
    }
    return read(SOURCES.get(name));
  }

  private static Map<String, String> byName() {
    Map<String, String> paths = new TreeMap<>();
    Stream.concat(CORE.stream(), SIMULATION.stream()).forEach(path -> paths.put(name(path), path));
    return paths;
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static List<String> listed(String list) {
    return new String(read(list), StandardCharsets.UTF_8).lines().toList();
  }

  private static byte[] read(String path) {
    try (InputStream in = Circuit.class.getResourceAsStream("hdl/" + path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
