package io.apg.mesh.benchmarks.run;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** One number of a case on both servers, and its bar. NaN = not measured. */
record Row(String name, String metric, String unit, double ours, double baseline, Bar bar) {
  /** The medians of what was measured in turn. */
  static <T> Row of(
      String name,
      String metric,
      String unit,
      Duel.Outcome<T> outcome,
      ToDoubleFunction<T> value,
      Bar bar) {
    return new Row(
        name,
        metric,
        unit,
        Statistics.median(outcome.ours(), value),
        Statistics.median(outcome.baseline(), value),
        bar);
  }

  double ratio() {
    return ours / baseline;
  }

  String verdict() {
    if (bar.equals(Bar.NONE)) {
      return "";
    }
    return bar.isMetBy(ours, baseline) ? "met" : "missed";
  }

  static String number(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    double size = Math.abs(value);
    String form =
        size == 0 || size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, form, value);
  }

  String markdown() {
    return "| "
        + String.join(
            " | ",
            name,
            metric + (unit.isEmpty() ? "" : ", " + unit),
            number(ours),
            number(baseline),
            number(ratio()),
            bar.toString(),
            verdict())
        + " |";
  }
}
