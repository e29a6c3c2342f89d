/** Projects for boards: sources, constraints, scripts, and the bitstreams that open tools make. */
package org.microgptrom.board.project;
