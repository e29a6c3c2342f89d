package org.microgptrom.quantize;

import org.microgptrom.model.fixed.QFormat;

/**
 * How far the fixed-point values of one site are from the float reference.
 *
 * @param site {@link org.microgptrom.model.Site#in}
 * @param format of its words
 * @param largest largest magnitude in the float reference
 * @param maxError largest absolute difference
 * @param rmsError root mean square of the difference
 * @param saturations how often the site clamped
 */
public record SiteError(
    String site,
    QFormat format,
    double largest,
    double maxError,
    double rmsError,
    long saturations) {}
