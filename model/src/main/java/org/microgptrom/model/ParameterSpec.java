package org.microgptrom.model;

import java.util.List;
import java.util.Locale;

/**
 * The name and shape of one parameter matrix. Rows are outputs (or tokens, or positions), columns
 * are inputs; values are stored row-major.
 *
 * @param name microgpt.py's {@code state_dict} key, {@code layer0.attn_wq} say
 */
public record ParameterSpec(String name, int rows, int columns) {
  /** Token embeddings, (V, D). */
  public static final String WTE = "wte";

  /** Position embeddings, (T, D). */
  public static final String WPE = "wpe";

  /** Output projection, (V, D), not tied to {@link #WTE}. */
  public static final String LM_HEAD = "lm_head";

  /** The matrices of one layer, in {@code state_dict} order. */
  public enum Role {
    /** Query projection, (D, D). */
    ATTN_WQ,
    /** Key projection, (D, D). */
    ATTN_WK,
    /** Value projection, (D, D). */
    ATTN_WV,
    /** Attention output projection, (D, D). */
    ATTN_WO,
    /** First MLP matrix, (F, D). */
    MLP_FC1,
    /** Second MLP matrix, (D, F). */
    MLP_FC2;

    /** The parameter's name in one layer. */
    public String inLayer(int layer) {
      return "layer" + layer + "." + name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether a token picks one of the parameter's rows, and nothing is multiplied by the matrix. */
  public boolean isEmbedding() {
    return isEmbedding(name);
  }

  /** As {@link #isEmbedding()}, of the parameter of this name. */
  public static boolean isEmbedding(String name) {
    return name.equals(WTE) || name.equals(WPE);
  }

  /** The place of the value with this number, row-major, in words. */
  public String place(int index) {
    return "tensor " + name + " row " + index / columns + " column " + index % columns;
  }

  /** The number of values. */
  public int size() {
    return Math.multiplyExact(rows, columns);
  }

  /** The shape (rows, columns). */
  public List<Integer> shape() {
    return List.of(rows, columns);
  }
}
