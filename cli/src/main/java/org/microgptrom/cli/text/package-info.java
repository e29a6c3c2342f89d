/** The output of commands: tables, sentences, and the facts of {@code --json}. */
package org.microgptrom.cli.text;
