/** Stages of the flow with their options, each run by a command of its own and by {@code run}. */
package org.microgptrom.cli.stage;
