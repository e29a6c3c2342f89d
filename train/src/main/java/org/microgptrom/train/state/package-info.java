/**
 * The state that a training has reached, the folder of the training, and the file from which it
 * goes on.
 */
package org.microgptrom.train.state;
