/** Groups of options that commands share, the ranges of numbers, and the paths that are written. */
package org.microgptrom.cli.option;
