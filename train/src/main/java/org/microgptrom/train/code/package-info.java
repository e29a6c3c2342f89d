/**
 * Training with codes: which weights the parameters of an optimizer stand for when every weight is
 * the value of a code, and where the gradient goes.
 */
package org.microgptrom.train.code;
