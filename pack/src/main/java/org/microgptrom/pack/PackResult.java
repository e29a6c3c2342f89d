package org.microgptrom.pack;

import java.util.List;
import org.microgptrom.model.rom.Manifest;

/**
 * A bundle that was written.
 *
 * @param manifest of the bundle
 * @param files the paths of all files, the manifest first and SHA256SUMS second, as archives hold
 *     them
 * @param words number of memory words in all images, each counted once and not per file format
 * @param bytes the files' sizes together, before an archive compresses them
 */
public record PackResult(Manifest manifest, List<String> files, long words, long bytes) {}
