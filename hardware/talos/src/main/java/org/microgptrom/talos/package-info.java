/**
 * TALOS-V2, another project's circuit for MicroGPT in fixed point with 12 fraction bits: its ROM
 * folder and its arithmetic, defined by {@code docs/talos-v2.md}.
 */
package org.microgptrom.talos;
