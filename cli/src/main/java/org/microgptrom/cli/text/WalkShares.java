package org.microgptrom.cli.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.microgptrom.model.walk.AttentionRow;
import org.microgptrom.model.walk.Candidate;
import org.microgptrom.model.walk.Token;
import org.microgptrom.model.walk.TokenWalk;
import org.microgptrom.model.walk.WalkStep;

/**
 * The tables of a walk with shares of a whole: the positions that are attended to, and the symbols
 * that may come next.
 */
final class WalkShares {
  private static final int BAR_COLUMNS = 16;

  private final TokenWalk walk;
  private final boolean all;

  /** The tables of a walk; {@code all} asks for all rows, not some of them. */
  WalkShares(TokenWalk walk, boolean all) {
    this.walk = walk;
    this.all = all;
  }

  /** The weights of attention, one row per head and position. */
  String attention(WalkStep step) {
    List<String> header =
        new ArrayList<>(List.of("head", "position", "symbol", "score", "weight", "share"));
    if (step.floats() != null) {
      header.add("float");
    }
    header.add("");
    List<List<String>> rows = new ArrayList<>();
    int positions = walk.position() + 1;
    for (AttentionRow head : step.attention()) {
      IntStream.range(0, positions)
          .boxed()
          .sorted(Comparator.comparingInt((Integer t) -> -head.weights().get(t)))
          .limit(all ? positions : WalkText.BRIEF)
          .sorted()
          .forEach(t -> rows.add(attention(head, t)));
    }
    return TableText.of(header, rows)
        + WalkText.rest(rows.size(), positions * step.attention().size(), "weights");
  }

  private List<String> attention(AttentionRow head, int t) {
    List<String> row =
        new ArrayList<>(
            List.of(
                Integer.toString(head.head()),
                Integer.toString(t),
                WalkText.symbol(walk.tokens().get(t)),
                Long.toString(head.scores().get(t)),
                Integer.toString(head.weights().get(t)),
                TableText.figure(head.shares().get(t))));
    if (head.floatShares() != null) {
      row.add(TableText.figure(head.floatShares().get(t)));
    }
    row.add(bar(head.shares().get(t)));
    return row;
  }

  /** The symbols that may come next. */
  List<String> prediction() {
    boolean floats = walk.next().get(0).floatLogit() != null;
    List<String> header = new ArrayList<>(List.of("next", "token", "logit", "real"));
    header.addAll(floats ? List.of("float", "probability", "float") : List.of("probability"));
    header.add("");
    List<List<String>> rows =
        walk.next().stream()
            .limit(all ? walk.next().size() : WalkText.BRIEF)
            .map(WalkShares::prediction)
            .toList();
    List<String> lines = new ArrayList<>();
    lines.add("next symbol, probabilities at temperature 1");
    lines.add(
        TableText.of(header, rows) + WalkText.rest(rows.size(), walk.next().size(), "symbols"));
    Token first = walk.next().get(0).token();
    lines.add("greedy takes " + WalkText.symbol(first) + ", token " + first.id());
    if (walk.position() + 1 < walk.tokens().size()) {
      lines.add(actual(walk.tokens().get(walk.position() + 1)));
    }
    return lines;
  }

  /** The line that tells how probable the text's own next symbol is. */
  private String actual(Token next) {
    List<Token> ranked = walk.next().stream().map(Candidate::token).toList();
    int rank = ranked.indexOf(next);
    return "the text goes on with "
        + WalkText.symbol(next)
        + ", number "
        + (rank + 1)
        + " of these: "
        + TableText.percent(walk.next().get(rank).probability());
  }

  private static List<String> prediction(Candidate candidate) {
    List<String> row =
        new ArrayList<>(
            List.of(
                WalkText.symbol(candidate.token()),
                Integer.toString(candidate.token().id()),
                Integer.toString(candidate.logit()),
                TableText.figure(candidate.real())));
    if (candidate.floatLogit() != null) {
      row.add(TableText.figure(candidate.floatLogit()));
    }
    row.add(TableText.percent(candidate.probability()));
    if (candidate.floatProbability() != null) {
      row.add(TableText.percent(candidate.floatProbability()));
    }
    row.add(bar(candidate.probability()));
    return row;
  }

  private static String bar(double share) {
    return "#".repeat((int) Math.round(BAR_COLUMNS * share));
  }
}
