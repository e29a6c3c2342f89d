package org.microgptrom.bundle.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The place of a number in a sequence.
 *
 * @param layout the ROM layout that the model was rebuilt from
 * @param quantity what is compared, {@code logit} say
 * @param sequence the number of the sequence, from 0, within the line of a golden vector or the
 *     chunk of a campaign
 * @param position within the sequence, from 0
 * @param token the symbol that a logit belongs to; null for other quantities
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Step(
    String layout, String quantity, int sequence, int position, @Nullable Integer token) {
  String inWords() {
    return "sequence "
        + sequence
        + ", position "
        + position
        + (token == null ? "" : ", token " + token)
        + ", model from "
        + layout
        + " images: "
        + quantity;
  }
}
