/** What a training is asked for, and what its recipe makes of that: batches, rates, weights. */
package org.microgptrom.train.recipe;
