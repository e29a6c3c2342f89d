package org.microgptrom.bundle;

import java.util.LinkedHashMap;
import java.util.Map;
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
    Map<String, int[]> tables = new LinkedHashMap<>();
    map.tensors(Layout.TABLE, contents.images())
        .forEach((name, words) -> tables.put(name, Words.toUnsigned(words)));
    return new QuantizedModel(
        manifest.config(),
        manifest.vocabulary(),
        manifest.formats(),
        Tables.named(tables),
        map.tensors(layout, contents.images()));
  }
}
