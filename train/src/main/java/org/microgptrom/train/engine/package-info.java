/**
 * The interface between the loop of a training and an engine, and the parameters as engines keep
 * them.
 */
package org.microgptrom.train.engine;
