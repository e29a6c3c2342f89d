package org.microgptrom.model.walk;

import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.ParameterSpec.Role;
import org.microgptrom.model.Site;

/**
 * The formula of a site in the terms of {@code docs/arithmetic.md}.
 *
 * @param text the formula in one line
 * @param matrix the tensor that the formula multiplies with; empty for none
 */
record Formula(String text, String matrix) {
  /**
   * The formula of a site.
   *
   * @param before the site that was computed before this one; of no meaning for the first
   */
  static Formula of(Site site, int layer, Site before) {
    return switch (site) {
      case EMBEDDING -> new Formula("e = wte[token] + wpe[position]", "");
      case NORM ->
          new Formula(
              before == Site.EMBEDDING
                  ? "x = norm(e) = e / sqrt(mean e^2 + 1e-5)"
                  : "n = norm(x) = x / sqrt(mean x^2 + 1e-5)",
              "");
      case RESIDUAL -> residual(before);
      case Q -> linear("q = linear(Wq, n), log2(e) / sqrt(hd) in Wq", Role.ATTN_WQ, layer);
      case K -> linear("k = linear(Wk, n)", Role.ATTN_WK, layer);
      case V -> linear("v = linear(Wv, n)", Role.ATTN_WV, layer);
      case ATTENTION ->
          new Formula("a = sum of w_t v_t / sum of w_t, w_t = 2^(s_t - max s), s_t = q k_t", "");
      case ATTENTION_PROJECTION -> linear("o = linear(Wo, a)", Role.ATTN_WO, layer);
      case HIDDEN -> linear("h = max(0, linear(W1, n))", Role.MLP_FC1, layer);
      case MLP_PROJECTION -> linear("o = linear(W2, h)", Role.MLP_FC2, layer);
      case LOGITS -> new Formula("logits = linear(lm_head, x)", ParameterSpec.LM_HEAD);
    };
  }

  private static Formula residual(Site before) {
    boolean first = before == Site.NORM;
    return new Formula(first ? "x = sat16(rs(x, fn - fx))" : "x = sat16(x + o)", "");
  }

  private static Formula linear(String text, Role role, int layer) {
    return new Formula(text, role.inLayer(layer));
  }
}
