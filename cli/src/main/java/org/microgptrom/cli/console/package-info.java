/** The output on a terminal, the exit codes, and the handling of Ctrl-C. */
package org.microgptrom.cli.console;
