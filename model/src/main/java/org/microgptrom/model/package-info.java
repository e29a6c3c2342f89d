/**
 * What a MicroGPT is: its shape, vocabulary, named parameters, checkpoint, and the float reference
 * forward pass. The centre of the project: every stage reads and writes values of this package.
 */
package org.microgptrom.model;
