/**
 * Loops of one sequence's fixed-point arithmetic, on arrays alone, in the Vector API. This package
 * needs the module {@code jdk.incubator.vector} at run time.
 */
@org.jspecify.annotations.NullMarked
package org.microgptrom.model.fixed.vector;
