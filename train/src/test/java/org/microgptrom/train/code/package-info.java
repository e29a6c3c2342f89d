/** Tests of weights that are values of codes, against sums and searches written down plainly. */
package org.microgptrom.train.code;
