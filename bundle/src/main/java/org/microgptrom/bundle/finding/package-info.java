/** What was compared, and the places where a bundle or its circuit is not as it should be. */
package org.microgptrom.bundle.finding;
