package org.microgptrom.model.attestation;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.LowerCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.rom.Geometry;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryFormat;

/**
 * The content of a bundle's {@code provenance.json}: an in-toto Statement v1 whose subject is the
 * manifest, and hence every file that it lists, and whose predicate is a SLSA Provenance v1. The
 * statement holds neither host nor time, so that equal inputs give equal bytes.
 *
 * @param type {@link #TYPE}
 * @param subject the manifest alone
 * @param predicateType {@link #PREDICATE_TYPE}
 * @see <a href="https://github.com/in-toto/attestation/tree/main/spec/v1">in-toto attestation</a>
 * @see <a href="https://slsa.dev/spec/v1.0/provenance">SLSA provenance</a>
 */
@JsonNaming(LowerCamelCaseStrategy.class)
public record Statement(
    @JsonProperty("_type") String type,
    List<Resource> subject,
    String predicateType,
    Predicate predicate) {
  /** The statement's path in the bundle. */
  public static final String FILE = "provenance.json";

  /** The size of a statement at most, in bytes, more than ten times our largest one. */
  public static final int LARGEST = 1 << 16;

  private static final String TYPE = "https://in-toto.io/Statement/v1";
  private static final String PREDICATE_TYPE = "https://slsa.dev/provenance/v1";
  private static final String BUILDER = "pkg:maven/org.microgptrom/microgpt-rom";
  private static final String BUILD_TYPE = BUILDER + "#pack/v1";

  /** A file or other content; in-toto calls it a ResourceDescriptor. */
  public record Resource(String name, Digest digest) {
    static Resource of(String name, String sha256) {
      return new Resource(name, new Digest(sha256));
    }
  }

  /** A digest in lower-case hexadecimal. */
  public record Digest(String sha256) {}

  /** The way in which the subject was made. */
  @JsonNaming(LowerCamelCaseStrategy.class)
  public record Predicate(BuildDefinition buildDefinition, RunDetails runDetails) {}

  /**
   * Everything that decides what {@code pack} writes.
   *
   * @param resolvedDependencies one for each {@link Material}, in their order
   */
  @JsonNaming(LowerCamelCaseStrategy.class)
  public record BuildDefinition(
      String buildType, Parameters externalParameters, List<Resource> resolvedDependencies) {}

  /** The options of {@code pack}. */
  @JsonNaming(LowerCamelCaseStrategy.class)
  public record Parameters(
      int lanes,
      int streams,
      int units,
      boolean precompute,
      int vectorTokens,
      List<MemoryFormat> memoryFormats,
      Geometry geometry,
      int placeholderSeed) {}

  /** The program that packed the bundle. */
  public record RunDetails(Builder builder) {}

  /** This tool and its version. */
  public record Builder(String id, Map<String, String> version) {}

  /**
   * The statement on a bundle.
   *
   * @param manifestSha256 digest of the bundle's {@code manifest.json}
   * @param vectorTokens the work that was spent on golden vectors, which no manifest records
   * @param quantizedSha256 digest of the packed model, {@link Material#QUANTIZED}
   */
  public static Statement of(
      Manifest manifest, String manifestSha256, int vectorTokens, String quantizedSha256) {
    Quantized.Lineage lineage = manifest.lineage();
    Provenance training = lineage.training();
    String origin = training.wasImported() ? "imported/" : "corpus/";
    return new Statement(
        TYPE,
        List.of(Resource.of(Manifest.FILE, manifestSha256)),
        PREDICATE_TYPE,
        new Predicate(
            new BuildDefinition(
                BUILD_TYPE,
                new Parameters(
                    manifest.memoryMap().lanes(),
                    manifest.streams(),
                    manifest.units(),
                    manifest.variant().precomputed(),
                    vectorTokens,
                    manifest.memoryFormats(),
                    manifest.geometry(),
                    manifest.placeholderSeed()),
                List.of(
                    Resource.of(origin + training.corpus().name(), training.corpus().sha256()),
                    Resource.of("checkpoint/model.safetensors", lineage.checkpointSha256()),
                    Resource.of("quantized/config.json", quantizedSha256))),
            new RunDetails(new Builder(BUILDER, Map.of("microgpt-rom", manifest.tool())))));
  }

  /** The material of this kind that the bundle is said to be made from. */
  public Resource dependency(Material material) {
    int index = List.of(Material.values()).indexOf(material);
    return predicate.buildDefinition.resolvedDependencies.get(index);
  }

  /**
   * Whether this is a statement on the bundle with this manifest: everything that both statement
   * and manifest state is the same.
   */
  public boolean describes(Manifest manifest, String manifestSha256) {
    return predicate.buildDefinition.resolvedDependencies.size() == Material.values().length
        && equals(
            of(
                manifest,
                manifestSha256,
                predicate.buildDefinition.externalParameters.vectorTokens,
                dependency(Material.QUANTIZED).digest.sha256));
  }
}
