/** What a model says of single texts: how probable each is, and which label follows it. */
package org.microgptrom.quantize.answer;
