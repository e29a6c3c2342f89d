/**
 * How good a model is at a task, whoever computes its logits: the loss of texts, the label at the
 * end of a text, a right word against a misspelt one.
 */
package org.microgptrom.quantize.evaluation;
