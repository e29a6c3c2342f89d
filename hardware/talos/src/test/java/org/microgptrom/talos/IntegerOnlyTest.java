package org.microgptrom.talos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.fixed.FixedMath;
import org.microgptrom.model.fixed.Formats;
import org.microgptrom.model.fixed.Generation;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;
import org.microgptrom.model.fixed.Saturations;
import org.microgptrom.model.fixed.Tables;
import org.microgptrom.model.fixed.Words;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Region;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.rtl.Circuit;
import org.microgptrom.simulate.CircuitSimulation;
import org.microgptrom.verify.Verifier;

/** A verdict rests on integers alone: no bytecode on its way touches a float or a double. */
class IntegerOnlyTest {
  private static final Pattern INSTRUCTION =
      Pattern.compile(
          "^ *[0-9]+: ([fd](add|sub|mul|div|rem|neg|load|store|const|return|aload|astore|cmp)"
              + "|[fd]a(load|store)|[il]2[fd]|[fd]2[ilfd]|newarray +(float|double)"
              + "|ldc.*// *(float|double) )");
  private static final Pattern CALL = Pattern.compile("// (?:Interface)?Method .*:\\((.*)\\)(.*)$");

  @Test
  void nothingThatDecidesTouchesAFloatingPointNumber() throws Exception {
    assertTrue(floating(FloatModel.class.getName()) > 50, "the scan sees none anywhere");
    List<String> classes = new ArrayList<>();
    Stream.of(
            FixedMath.class,
            Formats.class,
            Generation.class,
            GoldenSimulator.class,
            QuantizedModel.class,
            Sampler.class,
            Saturations.class,
            Tables.class,
            Words.class,
            MemoryMap.class,
            Region.class,
            RomImage.class)
        .map(Class::getName)
        .forEach(classes::add);
    Stream.of(
            "CachedAttention",
            "FastSimulator",
            "LaneMatrix",
            "LaneModel",
            "Lanes",
            "LockstepModel",
            "LoopMatrix",
            "PrefillModel",
            "SoloMatrix",
            "SoloSimulator",
            "VectorAttention",
            "VectorMatrix",
            "vector.VectorKernels")
        .map(GoldenSimulator.class.getPackageName().concat(".")::concat)
        .forEach(classes::add);
    Stream.of("CircuitParameters", "Instruction", "PackageText", "Program", "Shifts", "Widths")
        .map(Circuit.class.getPackageName().concat(".")::concat)
        .forEach(classes::add);
    for (Class<?> member :
        List.of(Bundle.class, CircuitSimulation.class, Verifier.class, TalosVerifier.class)) {
      classes.addAll(classesBeside(member));
    }
    classes.removeAll(
        List.of(TalosImporter.class.getName(), TalosQuantizer.class.getName())); // make weights
    assertTrue(classes.size() > 200, () -> "only " + classes);
    for (String name : classes) {
      assertEquals(0, floating(name), name);
    }
  }

  /** All classes of the module that a class is in, a folder or a jar. */
  private static List<String> classesBeside(Class<?> member) throws Exception {
    Path code = Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isDirectory(code)) {
      return classesIn(code);
    }
    try (FileSystem jar = FileSystems.newFileSystem(code)) {
      return classesIn(jar.getPath("/"));
    }
  }

  private static List<String> classesIn(Path root) throws IOException {
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.map(path -> root.relativize(path).toString())
          .filter(path -> path.endsWith(".class") && !path.endsWith("package-info.class"))
          .map(path -> path.substring(0, path.length() - 6).replaceAll("[/\\\\]", "."))
          .sorted()
          .toList();
    }
  }

  private static long floating(String name) throws IOException {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    ToolProvider javap = ToolProvider.findFirst("javap").orElseThrow();
    String path = System.getProperty("java.class.path");
    assertEquals(0, javap.run(out, out, "-c", "-p", "-cp", path, name), text::toString);
    return text.toString().lines().filter(IntegerOnlyTest::isFloating).count();
  }

  private static boolean isFloating(String line) {
    Matcher call = CALL.matcher(line);
    if (call.find()) {
      String types = (call.group(1) + call.group(2)).replaceAll("L[^;]*;", "");
      return types.contains("F") || types.contains("D");
    }
    return INSTRUCTION.matcher(line).find();
  }
}
