package org.microgptrom.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of {@code docs/architecture.md}, held against all compiled classes. */
class ArchitectureTest {
  private static final String ROOT = "org.microgptrom.";

  private static final List<String> STAGES =
      List.of("datasets", "train", "exchange", "quantize", "pack", "verify");

  /** Stages whose results the report shows. */
  private static final List<String> SHOWN = List.of("quantize", "verify");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("org.microgptrom");

  @Test
  void allClassesOfAllModulesAreSeen() throws IOException {
    long compiled = 0;
    for (String module :
        Stream.concat(STAGES.stream(), Stream.of("model", "rtl", "report", "cli")).toList()) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "target", "classes"))) {
        long classFiles = files.filter(file -> file.toString().endsWith(".class")).count();
        long seen =
            CLASSES.stream()
                .filter(c -> (c.getPackageName() + ".").startsWith(ROOT + module + "."))
                .count();
        assertEquals(classFiles, seen, module);
        assertTrue(seen >= 8, () -> module + " has " + seen + " classes");
        compiled += classFiles;
      }
    }
    assertEquals(compiled, CLASSES.size());
    assertTrue(compiled > 120, "only " + compiled + " classes");
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void noStageImportsAnotherAndNothingImportsCli() {
    for (String stage : STAGES) {
      noClasses()
          .that(resideInAPackage(ROOT + "(*)..").and(resideOutsideOfPackage(ROOT + stage + "..")))
          .and(resideOutsideOfPackage(ROOT + "cli.."))
          .and(resideOutsideOfPackage(ROOT + (SHOWN.contains(stage) ? "report.." : "cli..")))
          .should()
          .dependOnClassesThat(resideInAPackage(ROOT + stage + ".."))
          .check(CLASSES);
    }
    noClasses()
        .that(resideOutsideOfPackage(ROOT + "cli.."))
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + "cli.."))
        .check(CLASSES);
    noClasses()
        .that(resideOutsideOfPackage(ROOT + "cli.."))
        .and(resideOutsideOfPackage(ROOT + "report.."))
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + "report.."))
        .check(CLASSES);
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
                .or(resideInAPackage("com.fasterxml.jackson.."))
                .or(resideInAPackage("org.apache.commons.rng..")))
        .check(CLASSES);
  }

  @Test
  void rtlKnowsOnlyModelAndServesPackVerifyAndCli() {
    classes()
        .that()
        .resideInAPackage(ROOT + "rtl..")
        .should()
        .onlyDependOnClassesThat(
            resideInAPackage(ROOT + "rtl..")
                .or(resideInAPackage(ROOT + "model.."))
                .or(resideInAPackage("java..")))
        .check(CLASSES);
    for (String other : List.of("model", "datasets", "train", "exchange", "quantize")) {
      noClasses()
          .that()
          .resideInAPackage(ROOT + other + "..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + "rtl..")
          .check(CLASSES);
    }
  }

  @Test
  void modelPackagesImportOneWay() {
    List<String> inwards =
        List.of("model.walk", "model.talos", "model.rom", "model.fixed", "model", "model.io");
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
    onlyIn("train", "ai.djl..");
    onlyIn("model", "org.apache.commons.rng..");
    onlyIn("train.vector", "jdk.incubator..");
    onlyIn("report", "gg.jte..");
    onlyIn("cli", "picocli..");
    onlyIn("cli", "me.tongfei..");
    onlyIn("cli", "com.github.freva..");
  }

  private static void onlyIn(String module, String library) {
    noClasses()
        .that(resideOutsideOfPackage(ROOT + module + ".."))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CLASSES);
    assertTrue(
        CLASSES.stream()
            .filter(c -> c.getPackageName().startsWith(ROOT + module))
            .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
            .map(dependency -> dependency.getTargetClass())
            .anyMatch((JavaClass target) -> resideInAPackage(library).test(target)),
        () -> library + " is not used at all: the rule checks nothing");
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
