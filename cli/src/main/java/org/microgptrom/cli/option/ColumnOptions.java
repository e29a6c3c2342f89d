package org.microgptrom.cli.option;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.datasets.Columns;
import picocli.CommandLine.Option;

/** The options that name the columns of tables. */
public final class ColumnOptions {
  @Option(
      names = "--text-column",
      paramLabel = "NAME",
      description =
          "The column of a CSV or TSV file, or the key of JSON lines, with the texts; needed where"
              + " there is more than one besides that of the labels.")
  private @Nullable String text;

  @Option(
      names = "--label-column",
      paramLabel = "NAME",
      description =
          "The column or key with the label of each text, the name of a class. A symbol behind the"
              + " text stands for it; 'classify' and 'evaluate' know the names.")
  private @Nullable String label;

  /** The columns that the options name. */
  public Columns columns() {
    return new Columns(Optional.ofNullable(text), Optional.ofNullable(label));
  }

  /** The options as a shell takes them, each with a space before it. */
  String arguments() {
    return (text == null ? "" : " --text-column " + ShellText.quoted(text))
        + (label == null ? "" : " --label-column " + ShellText.quoted(label));
  }
}
