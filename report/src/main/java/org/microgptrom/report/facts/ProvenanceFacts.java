package org.microgptrom.report.facts;

import java.util.ArrayList;
import java.util.List;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.attestation.Material;
import org.microgptrom.model.attestation.Statement;
import org.microgptrom.model.rom.Manifest;

/**
 * The way from the corpus to the bundle.
 *
 * @param links of the way, in the order of the stages
 * @param signed whether the bundle holds a signature on its provenance; whose, {@code verify
 *     --public-key} tells
 */
public record ProvenanceFacts(List<Link> links, boolean signed) {
  /**
   * One artifact on the way.
   *
   * @param artifact what the artifact is
   * @param description where the artifact comes from
   * @param sha256 the digest that identifies the artifact
   */
  public record Link(String artifact, String description, String sha256) {}

  static ProvenanceFacts of(
      Manifest manifest, String manifestSha256, Statement statement, boolean signed) {
    Provenance training = manifest.lineage().training();
    Provenance.CorpusId corpus = training.corpus();
    List<Link> links = new ArrayList<>();
    if (training.wasImported()) {
      links.add(
          new Link("file", corpus.name() + ", imported by " + training.tool(), corpus.sha256()));
    } else {
      links.add(
          new Link(
              "corpus",
              corpus.name()
                  + ", "
                  + corpus.documents()
                  + " "
                  + corpus.parts()
                  + ", "
                  + corpus.heldOut()
                  + " held out with seed "
                  + corpus.splitSeed()
                  + (corpus.labels().isEmpty() ? "" : ", labels " + corpus.labelsText()),
              corpus.sha256()));
    }
    links.add(
        new Link(
            "checkpoint",
            training.wasImported()
                ? "the same weights in 32-bit floating point"
                : "trained by "
                    + training.tool()
                    + ", recipe "
                    + training.recipe()
                    + ", seed "
                    + training.seed()
                    + ", "
                    + training.steps()
                    + " steps",
            manifest.lineage().checkpointSha256()));
    links.add(
        new Link(
            "quantized model",
            "by "
                + manifest.lineage().quantizer()
                + ", ranges of "
                + manifest.lineage().calibrationDocuments()
                + " "
                + corpus.parts(),
            statement.dependency(Material.QUANTIZED).digest().sha256()));
    links.add(new Link("ROM words", "of all images, in any format", manifest.romSha256()));
    links.add(
        new Link(
            "bundle",
            "by "
                + manifest.tool()
                + ", "
                + (manifest.files().size() + 2)
                + " files, by its manifest",
            manifestSha256));
    return new ProvenanceFacts(links, signed);
  }
}
