/**
 * Judges how good a model is at a task, by logits of any origin: the loss of texts, the label at
 * the end of a text, a right word against a misspelt one.
 */
package org.microgptrom.quantize.evaluation;
