package org.microgptrom.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Option;

/** The rules of {@code docs/architecture.md}, held against all compiled classes. */
class ArchitectureTest {
  private static final String ROOT = "org.microgptrom.";

  /** The modules by the name of their package, and which others each may import. */
  private static final Map<String, List<String>> MODULES =
      Map.ofEntries(
          Map.entry("model", List.of()),
          Map.entry("datasets", List.of("model")),
          Map.entry("train", List.of("model")),
          Map.entry("exchange", List.of("model")),
          Map.entry("quantize", List.of("model")),
          Map.entry("rtl", List.of("model")),
          Map.entry("pack", List.of("model", "rtl")),
          Map.entry("bundle", List.of("model", "rtl")),
          Map.entry("simulate", List.of("model", "rtl", "bundle")),
          Map.entry("verify", List.of("model", "rtl", "bundle", "simulate")),
          Map.entry("talos", List.of("model", "bundle", "verify")),
          Map.entry("board", List.of("model", "rtl", "bundle", "simulate", "verify")),
          Map.entry("report", List.of("model", "rtl", "bundle", "simulate", "quantize", "verify")),
          Map.entry("sweep", List.of("model", "rtl", "datasets", "train", "quantize")),
          Map.entry(
              "cli",
              List.of(
                  "model",
                  "rtl",
                  "bundle",
                  "simulate",
                  "datasets",
                  "train",
                  "exchange",
                  "quantize",
                  "pack",
                  "verify",
                  "talos",
                  "board",
                  "report",
                  "sweep")));

  /** Modules that have no folder of their own at the top. */
  private static final List<String> HARDWARE = List.of("rtl", "simulate", "talos", "board");

  /** The longest that a hand-written source of a program may be. */
  private static final int LINES = 450;

  /** What half of them may not exceed. */
  private static final int MEDIAN = 90;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("org.microgptrom");

  @Test
  void allClassesOfAllModulesAreSeen() throws IOException {
    long compiled = 0;
    for (String module : MODULES.keySet()) {
      try (Stream<Path> files = Files.walk(folder(module).resolve("target/classes"))) {
        long classFiles = files.filter(file -> file.toString().endsWith(".class")).count();
        long seen = CLASSES.stream().filter(c -> isIn(c, module)).count();
        assertEquals(classFiles, seen, module);
        assertTrue(seen >= 8, () -> module + " has " + seen + " classes");
        compiled += classFiles;
      }
    }
    assertEquals(compiled, CLASSES.size());
    assertTrue(compiled > 800, "only " + compiled + " classes");
  }

  private static boolean isIn(JavaClass type, String module) {
    return (type.getPackageName() + ".").startsWith(ROOT + module + ".");
  }

  private static Path folder(String module) {
    Path top = Path.of("..");
    return HARDWARE.contains(module)
        ? top.resolve("hardware").resolve(module)
        : top.resolve(module);
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void modulesImportOnlyWhatTheyMay() {
    for (String module : MODULES.keySet()) {
      String[] others =
          MODULES.keySet().stream()
              .filter(other -> !other.equals(module) && !MODULES.get(module).contains(other))
              .map(other -> ROOT + other + "..")
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(ROOT + module + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(others)
          .allowEmptyShould(others.length == 0)
          .check(CLASSES);
    }
  }

  /** Thus no writer of memory files is on the class path of a reader. */
  @Test
  void classPathsAreThoseOfTheImports() throws IOException {
    Pattern dependency =
        Pattern.compile(
            "<artifactId>microgpt-rom-([a-z]+)</artifactId>\\s*"
                + "<version>\\$\\{project.version}</version>\\s*</dependency>");
    for (String module : MODULES.keySet()) {
      String pom = Files.readString(folder(module).resolve("pom.xml"));
      Set<String> named =
          dependency.matcher(pom).results().map(m -> m.group(1)).collect(Collectors.toSet());
      assertEquals(Set.copyOf(MODULES.get(module)), named, module);
    }
  }

  @Test
  void filesAreShort() throws IOException {
    List<Integer> lengths = new ArrayList<>();
    for (String module : MODULES.keySet()) {
      try (Stream<Path> tree = Files.walk(folder(module).resolve("src/main/java"))) {
        for (Path file : tree.filter(path -> path.toString().endsWith(".java")).toList()) {
          int length = Files.readAllLines(file).size();
          assertTrue(length <= LINES, () -> file + " has " + length + " lines");
          lengths.add(length);
        }
      }
    }
    assertTrue(lengths.size() > 450, "only " + lengths.size() + " files");
    int median = lengths.stream().sorted().toList().get(lengths.size() / 2);
    assertTrue(median <= MEDIAN, "the median is " + median + " lines");
  }

  @Test
  void modelKnowsOnlyItselfJsonAndPythonsGenerator() {
    classes()
        .that()
        .resideInAPackage(ROOT + "model..")
        .should()
        .onlyDependOnClassesThat(
            resideInAPackage(ROOT + "model..")
                .or(resideInAPackage("java.."))
                .or(resideInAPackage("jdk.incubator.vector"))
                .or(resideInAPackage("com.fasterxml.jackson.."))
                .or(resideInAPackage("org.apache.commons.rng.."))
                .or(resideInAPackage("org.jspecify.annotations")))
        .check(CLASSES);
  }

  @Test
  void modelPackagesImportOneWay() {
    List<String> inwards = List.of("model.walk", "model.rom", "model.fixed", "model", "model.io");
    for (int i = 0; i < inwards.size(); i++) {
      for (String outer : inwards.subList(0, i)) {
        noClasses()
            .that()
            .resideInAPackage(ROOT + inwards.get(i))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + outer)
            .check(CLASSES);
      }
    }
  }

  @Test
  void librariesStayWhereTheyBelong() {
    onlyIn("train.torch", "ai.djl..");
    onlyIn("model", "org.apache.commons.rng..");
    onlyIn(List.of("train.vector.kernel", "model.fixed.vector"), "jdk.incubator..");
    onlyIn("report", "gg.jte..");
    onlyIn("cli", "picocli..");
    onlyIn("cli.console", "me.tongfei..");
    onlyIn("cli.text", "com.github.freva..");
  }

  private static void onlyIn(String module, String library) {
    onlyIn(List.of(module), library);
  }

  private static void onlyIn(List<String> modules, String library) {
    String[] packages = modules.stream().map(module -> ROOT + module + "..").toArray(String[]::new);
    noClasses()
        .that(resideOutsideOfPackages(packages))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CLASSES);
    for (String each : packages) {
      assertTrue(
          CLASSES.that(resideInAPackage(each)).stream()
              .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
              .map(dependency -> dependency.getTargetClass())
              .anyMatch((JavaClass target) -> resideInAPackage(library).test(target)),
          () -> library + " is not used in " + each + ": the rule checks nothing");
    }
  }

  @Test
  void optionsAreNamedByWhatTheyAre() {
    classes()
        .that(resideInAPackage(ROOT + "cli..").and(haveOptions()))
        .should(matchByPackage(Map.of("command", "Command", "stage", "Stage", "option", "Options")))
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> haveOptions() {
    return DescribedPredicate.describe(
        "have options",
        type ->
            type.isTopLevelClass()
                && type.getFields().stream()
                    .anyMatch(field -> field.isAnnotatedWith(Option.class)));
  }

  private static ArchCondition<JavaClass> matchByPackage(Map<String, String> suffixes) {
    return ArchCondition.from(
        DescribedPredicate.describe(
            "have the suffix of their package, " + suffixes,
            type -> {
              String name = type.getPackageName();
              String suffix = suffixes.get(name.substring(name.lastIndexOf('.') + 1));
              return suffix != null && type.getSimpleName().endsWith(suffix);
            }));
  }

  @Test
  void onlyCliPrintsAndExits() {
    noClasses()
        .that(resideOutsideOfPackage(ROOT + "cli.."))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace", PrintStream.class)
        .check(CLASSES);
  }

  @Test
  void nothingCallsNativeCodeItself() {
    noClasses()
        .should()
        .callMethod(System.class, "load", String.class)
        .orShould()
        .callMethod(System.class, "loadLibrary", String.class)
        .check(CLASSES);
  }
}
