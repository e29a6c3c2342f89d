/** The artifacts that a user names: what kind each is, and what it holds. */
package org.microgptrom.cli.artifact;
