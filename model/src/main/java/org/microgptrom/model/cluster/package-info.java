/** What a cluster of machines is asked for, whatever software drives it. */
package org.microgptrom.model.cluster;
