/** Many trainings at a time: what a plan asks for, run, ranked and told. */
package org.microgptrom.sweep;
