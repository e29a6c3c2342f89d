/**
 * Attestations of a bundle in the in-toto form: what it was made from and how, and a signature on
 * that. {@code pack} writes them, {@code verify} checks them.
 */
package org.microgptrom.model.attestation;
