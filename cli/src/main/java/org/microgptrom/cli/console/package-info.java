/** What a terminal is shown, the exit codes, and what Ctrl-C does. */
package org.microgptrom.cli.console;
