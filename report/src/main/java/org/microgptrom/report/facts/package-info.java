/**
 * What the report shows, as records: computed from the artifacts of all stages, written as JSON,
 * and drawn by {@code org.microgptrom.report.page}.
 */
package org.microgptrom.report.facts;
