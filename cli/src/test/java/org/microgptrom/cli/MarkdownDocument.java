package org.microgptrom.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * What the tests of the documentation need to know of a Markdown file.
 *
 * <p>A block {@code sh} holds commands that are run, a block {@code console} others. A comment on
 * the line before says {@code not run: REASON}, which every {@code console} needs, or {@code needs:
 * PROGRAM...}. A block {@code text} that follows is what the commands print: {@code text exact} to
 * the character, {@code text sampled} as many lines, else as {@link PrintedText} compares.
 *
 * @param anchors of its headings, as GitHub makes them
 * @param links to other files and to headings, as written
 * @param snippets code within sentences
 * @param indented code that is not fenced
 * @param prose numbers of the lines of paragraphs, which tables are, too, for this parser
 */
record MarkdownDocument(
    Path file,
    List<Commands> commands,
    Set<String> anchors,
    List<String> links,
    List<String> snippets,
    List<String> indented,
    List<Integer> prose) {
  private static final Pattern DIRECTIVE =
      Pattern.compile("<!--\\s*(not run|needs):\\s*(.*?)\\s*-->\\s*", Pattern.DOTALL);
  private static final Pattern HERE_DOCUMENT = Pattern.compile("<< *'?(\\w+)'?");

  /**
   * A block of commands.
   *
   * @param line of its first command in the document
   * @param notRun the reason why it can't be run here
   * @param tools programs that it needs; {@code python3-torch} is a Python with that module
   * @param outputs what it prints
   */
  record Commands(
      int line,
      String kind,
      String script,
      Optional<String> notRun,
      List<String> tools,
      List<Output> outputs) {
    /** Its commands, continued lines joined, without comments and here-documents. */
    List<String> lines() {
      List<String> lines = new ArrayList<>();
      String end = null;
      for (String line : script.replace("\\\n", " ").lines().toList()) {
        if (end != null) {
          end = line.equals(end) ? null : end;
        } else if (!line.isBlank() && !line.startsWith("#")) {
          lines.add(line);
          Matcher here = HERE_DOCUMENT.matcher(line);
          end = here.find() ? here.group(1) : null;
        }
      }
      return lines;
    }
  }

  /** A text that commands print; the kind is empty, {@code exact} or {@code sampled}. */
  record Output(String kind, String text) {}

  static MarkdownDocument read(Path file) throws IOException {
    MarkdownDocument document =
        new MarkdownDocument(
            file,
            new ArrayList<>(),
            new LinkedHashSet<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    Parser.builder()
        .includeSourceSpans(IncludeSourceSpans.BLOCKS)
        .build()
        .parse(Files.readString(file, StandardCharsets.UTF_8))
        .accept(document.new Collector());
    return document;
  }

  private final class Collector extends AbstractVisitor {
    private final IdGenerator ids = IdGenerator.builder().build();
    private String directive = "";
    private String argument = "";

    @Override
    public void visit(HtmlBlock block) {
      Matcher matcher = DIRECTIVE.matcher(block.getLiteral());
      boolean found = matcher.matches() && block.getNext() instanceof FencedCodeBlock;
      directive = found ? matcher.group(1) : "";
      argument = found ? matcher.group(2).replaceAll("\\s+", " ") : "";
    }

    @Override
    public void visit(FencedCodeBlock block) {
      String[] info = block.getInfo().strip().split(" ", 2);
      int line = block.getSourceSpans().get(0).getLineIndex() + 2;
      if (info[0].equals("sh") || info[0].equals("console")) {
        commands.add(
            new Commands(
                line,
                info[0],
                block.getLiteral(),
                directive.equals("not run") ? Optional.of(argument) : Optional.empty(),
                directive.equals("needs") ? List.of(argument.split("[, ]+")) : List.of(),
                new ArrayList<>()));
      } else if (info[0].equals("text") && !commands.isEmpty()) {
        String kind = info.length > 1 ? info[1] : "";
        commands.get(commands.size() - 1).outputs().add(new Output(kind, block.getLiteral()));
      }
      directive = "";
    }

    @Override
    public void visit(IndentedCodeBlock block) {
      indented.add(block.getLiteral());
    }

    @Override
    public void visit(Code code) {
      snippets.add(code.getLiteral());
    }

    @Override
    public void visit(Paragraph paragraph) {
      for (SourceSpan line : paragraph.getSourceSpans()) {
        prose.add(line.getLineIndex() + 1);
      }
      visitChildren(paragraph);
    }

    @Override
    public void visit(Link link) {
      links.add(link.getDestination());
      visitChildren(link);
    }

    @Override
    public void visit(Heading heading) {
      anchors.add(ids.generateId(text(heading)));
      visitChildren(heading);
    }
  }

  private static String text(Node parent) {
    StringBuilder text = new StringBuilder();
    parent.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text node) {
            text.append(node.getLiteral());
          }

          @Override
          public void visit(Code node) {
            text.append(node.getLiteral());
          }
        });
    return text.toString();
  }
}
