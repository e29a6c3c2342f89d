/** Tests of training, against a plain-Java double-precision model and closed formulas. */
package org.microgptrom.train;
