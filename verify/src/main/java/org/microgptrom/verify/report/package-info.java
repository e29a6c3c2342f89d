/** The outcome of a verification as a value, as JSON, as JUnit XML and in plain words. */
package org.microgptrom.verify.report;
