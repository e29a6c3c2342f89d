/** Groups of options that commands share, their ranges, and which paths are written. */
package org.microgptrom.cli.option;
