package org.microgptrom.pack;

import org.microgptrom.model.rom.Manifest;

/**
 * A bundle that was written.
 *
 * @param manifest its manifest
 * @param files their number, manifest and sums included
 * @param words memory words in all images, each counted once and not per file format
 * @param bytes the files' sizes together, before an archive compresses them
 */
public record PackResult(Manifest manifest, int files, long words, long bytes) {}
