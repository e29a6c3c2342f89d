/** Corrects misspelt words: words of a dictionary that are near, in the order of their costs. */
package org.microgptrom.quantize.correction;
