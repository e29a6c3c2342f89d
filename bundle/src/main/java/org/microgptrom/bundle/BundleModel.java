package org.microgptrom.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Tables;
import org.microgptrom.model.fixed.Words;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryMap;

/** The model that a bundle's ROM words make. */
public final class BundleModel {
  private BundleModel() {}

  /**
   * Rebuilds the model of a bundle, a folder or an archive, from its tensor images.
   *
   * @throws InputException if there is no bundle, or an image is not the one its manifest records
   */
  public static QuantizedModel read(Path path) {
    try (Bundle bundle = Bundle.open(path)) {
      RomContents contents = new RomContents(bundle);
      for (MemoryMap.Image image : bundle.manifest().memoryMap().images()) {
        if (contents.image(image.name()).filter(contents::isRight).isEmpty()) {
          throw new InputException(
              path, "image " + image.name() + " is damaged in every format", "verify it");
        }
      }
      return rebuild(bundle.manifest(), Layout.TENSOR, contents);
    } catch (IOException e) {
      throw new InputException(path, "cannot be read: " + e.getMessage(), "", e);
    } catch (IllegalArgumentException e) {
      throw new InputException(path, "no model has these parts: " + e.getMessage(), "", e);
    }
  }

  /**
   * The model of one layout's images and the tables.
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
