package org.microgptrom.board.project;

import java.util.List;
import java.util.Map;

/**
 * What the tools of a board need beside the sources.
 *
 * @param files contents by path; scripts and project files
 * @param constraints the paths of those with pins and clocks
 * @param commands that make the bitstream, in order
 */
record ToolFiles(Map<String, String> files, List<String> constraints, List<Command> commands) {}
