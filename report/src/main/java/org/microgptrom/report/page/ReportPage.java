package org.microgptrom.report.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.nio.file.Path;
import org.microgptrom.model.io.VisibleText;
import org.microgptrom.report.facts.ReportFacts;

/** Renders a report. Equal facts give equal text. */
public final class ReportPage {
  private static final String PACKAGE = ReportPage.class.getPackageName();

  private ReportPage() {}

  /** The report as one HTML page that needs neither another file nor the network. */
  public static String html(ReportFacts facts) {
    return render(ContentType.Html, ".html", "page.jte", facts);
  }

  /** A summary in Markdown, for the pages of CI systems. */
  public static String markdown(ReportFacts facts) {
    return VisibleText.lines(render(ContentType.Plain, ".markdown", "summary.jte", facts))
        .replaceAll("\n+(#+ )", "\n\n$1")
        .replaceAll("\n{3,}", "\n\n")
        .strip()
        .concat("\n");
  }

  private static String render(
      ContentType type, String templates, String template, ReportFacts facts) {
    TemplateEngine engine =
        TemplateEngine.createPrecompiled(
            (Path) null, type, ReportPage.class.getClassLoader(), PACKAGE + templates);
    StringOutput output = new StringOutput();
    engine.render(template, new Page(facts), output);
    return output.toString();
  }
}
