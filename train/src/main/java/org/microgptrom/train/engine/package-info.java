/** What the loop of a training asks of an engine, and the parameters as engines keep them. */
package org.microgptrom.train.engine;
