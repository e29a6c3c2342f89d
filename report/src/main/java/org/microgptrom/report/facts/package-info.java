/**
 * The facts of a report as records, which are computed from the artifacts of all stages, written as
 * JSON, and drawn by {@code org.microgptrom.report.page}.
 */
package org.microgptrom.report.facts;
