/**
 * The options of a training, and the batches, rates and initial weights that its recipe makes of
 * them.
 */
package org.microgptrom.train.recipe;
