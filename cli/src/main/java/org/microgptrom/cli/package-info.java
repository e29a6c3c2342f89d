/**
 * The command line: one class per command. It is the only module that sees all stages, and the only
 * one that prints, exits or draws progress.
 */
package org.microgptrom.cli;
