/** Runs the tasks of jobs on a cluster of Apache Spark. */
package org.microgptrom.spark;
