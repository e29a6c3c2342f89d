/** What a training has reached, its folder, and the file that it goes on from. */
package org.microgptrom.train.state;
