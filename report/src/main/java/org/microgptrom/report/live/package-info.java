/**
 * What a page needs to run a model in the reader's browser; {@code report.page} puts it there. The
 * arithmetic itself is {@code simulator.js}.
 */
package org.microgptrom.report.live;
