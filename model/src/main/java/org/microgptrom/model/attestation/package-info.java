/**
 * Attestations of a bundle in the in-toto form: statements of what it was made from and how, and
 * signatures on them. {@code pack} writes them, {@code verify} checks them.
 */
package org.microgptrom.model.attestation;
