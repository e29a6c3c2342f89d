/**
 * Files between the stages: atomic output, JSON, safetensors, digests, and the one user-facing
 * error.
 */
package org.microgptrom.model.io;
