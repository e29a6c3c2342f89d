package org.microgptrom.bundle;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.microgptrom.model.code.Codebook;
import org.microgptrom.model.code.Coder;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Tables;
import org.microgptrom.model.fixed.Words;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryMap;

/** Rebuilds the model from a bundle's ROM words. */
public final class BundleModel {
  private BundleModel() {}

  /**
   * Rebuilds the model of a bundle from its tensor images.
   *
   * @throws InputException if an image is not the one its manifest records
   */
  public static QuantizedModel read(Bundle bundle) {
    return of(bundle, RomContents.read(bundle));
  }

  /** As {@link #read}, of images that were read. */
  public static QuantizedModel of(Bundle bundle, RomContents contents) {
    for (MemoryMap.Image image : bundle.manifest().memoryMap().images()) {
      if (contents.image(image.name()).filter(contents::isRight).isEmpty()) {
        throw new InputException(
            bundle.path(), "image " + image.name() + " is damaged in every format", "verify it");
      }
    }
    try {
      return rebuild(bundle.manifest(), Layout.TENSOR, contents);
    } catch (IllegalArgumentException e) {
      throw new InputException(bundle.path(), "no model has these parts: " + e.getMessage(), "", e);
    }
  }

  /**
   * Rebuilds the model from one layout's images and the tables.
   *
   * @throws IllegalArgumentException if these parts make no model
   */
  public static QuantizedModel rebuild(Manifest manifest, Layout layout, RomContents contents) {
    MemoryMap map = manifest.memoryMap();
    Codes codes = manifest.formats().codes();
    Map<String, short[]> words = map.tensors(Layout.TABLE, contents.images());
    Map<String, int[]> tables = new LinkedHashMap<>();
    Map<String, Codebook> codebooks = new LinkedHashMap<>();
    words.forEach((name, entries) -> tables.put(name, Words.toUnsigned(entries)));
    for (String name : codes.codebooks().keySet()) {
      codebooks.put(name, codebook(name, words));
      tables.remove(name);
    }
    Map<String, short[]> weights = map.tensors(layout, contents.images());
    weights.forEach((tensor, values) -> Coder.of(codes.of(tensor), codebooks).decode(values));
    return new QuantizedModel(
        manifest.config(),
        manifest.vocabulary(),
        manifest.formats(),
        Tables.named(tables),
        codebooks,
        weights);
  }

  private static Codebook codebook(String name, Map<String, short[]> words) {
    try {
      return new Codebook(Objects.requireNonNull(words.get(name), name));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("image " + name + ": " + e.getMessage(), e);
    }
  }
}
