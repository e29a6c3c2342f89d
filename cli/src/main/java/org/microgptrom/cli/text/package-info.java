/** What commands tell: tables, sentences, and the facts of {@code --json}. */
package org.microgptrom.cli.text;
