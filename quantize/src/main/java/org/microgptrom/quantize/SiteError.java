package org.microgptrom.quantize;

import org.microgptrom.model.fixed.QFormat;

/**
 * The errors of the fixed-point values of one site against the float reference.
 *
 * @param site {@link org.microgptrom.model.Site#in}
 * @param format of the site's words
 * @param largest the largest magnitude in the float reference
 * @param maxError the largest absolute difference
 * @param rmsError root mean square of the difference
 * @param saturations number of values that the site clamped
 */
public record SiteError(
    String site,
    QFormat format,
    double largest,
    double maxError,
    double rmsError,
    long saturations) {}
