package org.microgptrom.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Points in a plane, drawn as SVG without a script: the horizontal axis in powers, the vertical one
 * even.
 *
 * @param title what the points are
 * @param xLabel what the horizontal axis measures
 * @param yLabel what the vertical axis measures
 * @param dots the points, in any order, at least one
 */
public record Scatter(String title, String xLabel, String yLabel, List<Dot> dots) {
  /** The size of the drawing. */
  public static final int WIDTH = 640;

  /** The size of the drawing. */
  public static final int HEIGHT = 360;

  private static final int LEFT = 64;
  private static final int RIGHT = 16;
  private static final int TOP = 12;
  private static final int BOTTOM = 52;

  /** The part of an axis that is left free beyond the outermost points. */
  private static final double MARGIN = 0.06;

  private static final int Y_STEPS = 5;

  /**
   * A point.
   *
   * @param x above 0
   * @param name shown where the pointer rests
   * @param onFront whether nothing is better
   */
  public record Dot(double x, double y, String name, boolean onFront) {}

  /**
   * A mark of an axis.
   *
   * @param at its place in the drawing
   */
  public record Tick(double at, String text) {}

  /** Copies the list. */
  public Scatter {
    dots = List.copyOf(dots);
    if (dots.isEmpty()) {
      throw new IllegalArgumentException(title + ": a point expected");
    }
    for (Dot dot : dots) {
      if (!(dot.x > 0) || !Double.isFinite(dot.x) || !Double.isFinite(dot.y)) {
        throw new IllegalArgumentException(title + ": no point can be at " + dot);
      }
    }
  }

  /** The points that nothing is better than, from left to right. */
  public List<Dot> front() {
    return dots.stream().filter(Dot::onFront).sorted((a, b) -> Double.compare(a.x, b.x)).toList();
  }

  /** The others. */
  public List<Dot> behind() {
    return dots.stream().filter(dot -> !dot.onFront).toList();
  }

  /** The front as a line, in the notation of SVG. */
  public String line() {
    return front().stream().map(dot -> left(dot) + "," + top(dot)).collect(Collectors.joining(" "));
  }

  /** The distance of a point from the left of the drawing. */
  public String left(Dot dot) {
    return text(left(Math.log10(dot.x)));
  }

  /** The distance of a point from the top of the drawing. */
  public String top(Dot dot) {
    return text(top(dot.y));
  }

  private double left(double log) {
    double low = lowest(dot -> Math.log10(dot.x));
    double high = highest(dot -> Math.log10(dot.x));
    return LEFT + (log - low) / (high - low) * (WIDTH - LEFT - RIGHT);
  }

  private double top(double y) {
    double low = lowest(Dot::y);
    double high = highest(Dot::y);
    return HEIGHT - BOTTOM - (y - low) / (high - low) * (HEIGHT - TOP - BOTTOM);
  }

  private double lowest(ToDoubleFunction<Dot> figure) {
    double low = dots.stream().mapToDouble(figure).min().orElseThrow();
    return low - margin(figure);
  }

  private double highest(ToDoubleFunction<Dot> figure) {
    double high = dots.stream().mapToDouble(figure).max().orElseThrow();
    return high + margin(figure);
  }

  private double margin(ToDoubleFunction<Dot> figure) {
    double low = dots.stream().mapToDouble(figure).min().orElseThrow();
    double high = dots.stream().mapToDouble(figure).max().orElseThrow();
    return high > low ? MARGIN * (high - low) : 0.1;
  }

  /** The marks of the horizontal axis: 1, 2 and 5 of each power of ten. */
  public List<Tick> xTicks() {
    double low = lowest(dot -> Math.log10(dot.x));
    double high = highest(dot -> Math.log10(dot.x));
    List<Tick> ticks = new ArrayList<>();
    for (int power = (int) Math.floor(low); power <= high; power++) {
      for (int digit : high - low > 2.5 ? new int[] {1} : new int[] {1, 2, 5}) {
        double value = digit * Math.pow(10, power);
        double log = Math.log10(value);
        if (log >= low && log <= high) {
          ticks.add(new Tick(left(log), String.format(Locale.ROOT, "%,.0f", value)));
        }
      }
    }
    return ticks;
  }

  /** The marks of the vertical axis. */
  public List<Tick> yTicks() {
    double low = lowest(Dot::y);
    double high = highest(Dot::y);
    double rough = (high - low) / Y_STEPS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = power * (rough / power > 5 ? 10 : rough / power > 2 ? 5 : 2);
    int digits = Math.max(0, (int) -Math.floor(Math.log10(step)));
    List<Tick> ticks = new ArrayList<>();
    for (double value = Math.ceil(low / step) * step; value <= high; value += step) {
      ticks.add(new Tick(top(value), String.format(Locale.ROOT, "%." + digits + "f", value)));
    }
    return ticks;
  }

  /** A place in the drawing as a text. */
  public static String text(double place) {
    return String.format(Locale.ROOT, "%.1f", place);
  }

  /** The drawing in words. */
  public String alt() {
    return title
        + ": "
        + dots.size()
        + (dots.size() == 1 ? " model, " : " models, ")
        + front().size()
        + " of which nothing is better than; "
        + xLabel
        + " across, "
        + yLabel
        + " upwards. The table below has the figures.";
  }
}
