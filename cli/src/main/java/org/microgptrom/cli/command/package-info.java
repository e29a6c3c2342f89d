/** The commands, one class each. */
package org.microgptrom.cli.command;
