package org.microgptrom.report.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.nio.file.Path;
import java.util.Optional;
import org.microgptrom.model.io.VisibleText;
import org.microgptrom.report.facts.ReportFacts;
import org.microgptrom.report.live.LiveModel;

/** Renders reports and demos. Equal facts give equal text. */
public final class ReportPage {
  private static final String PACKAGE = ReportPage.class.getPackageName();

  private ReportPage() {}

  /**
   * The report as one HTML page that needs neither another file nor the network.
   *
   * @param live the model, which the page lets its reader run, if it is small
   */
  public static String html(ReportFacts facts, Optional<LiveModel> live) {
    return render(ContentType.Html, ".html", "page.jte", new Page(facts, live.orElse(null)));
  }

  /** A page that runs a model, which needs neither another file nor the network. */
  public static String demo(LiveModel live) {
    return render(ContentType.Html, ".html", "demo.jte", new LivePage(live));
  }

  /** The page of a sweep, which needs neither another file nor the network nor a script. */
  public static String sweep(SweepPage page) {
    return render(ContentType.Html, ".html", "sweep.jte", page);
  }

  /** A summary in Markdown, for the pages of CI systems. */
  public static String markdown(ReportFacts facts) {
    return VisibleText.lines(
            render(ContentType.Plain, ".markdown", "summary.jte", new Page(facts, null)))
        .replaceAll("\n+(#+ )", "\n\n$1")
        .replaceAll("\n{3,}", "\n\n")
        .strip()
        .concat("\n");
  }

  private static String render(ContentType type, String templates, String template, Object shown) {
    TemplateEngine engine =
        TemplateEngine.createPrecompiled(
            (Path) null, type, ReportPage.class.getClassLoader(), PACKAGE + templates);
    StringOutput output = new StringOutput();
    engine.render(template, shown, output);
    return output.toString();
  }
}
