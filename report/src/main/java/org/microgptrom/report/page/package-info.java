/** The report as one HTML page and as Markdown, drawn from {@code org.microgptrom.report.facts}. */
package org.microgptrom.report.page;
