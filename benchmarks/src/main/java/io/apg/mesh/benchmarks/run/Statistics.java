package io.apg.mesh.benchmarks.run;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Of measured values. */
final class Statistics {
  private Statistics() {}

  static <T> double median(List<T> all, ToDoubleFunction<T> value) {
    return quantile(all.stream().mapToDouble(value).boxed().toList(), 0.5);
  }

  /** The value below which that share of all lies; the mean of two where it falls between them. */
  static double quantile(List<Double> values, double share) {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = values.stream().sorted().toList();
    double at = share * (sorted.size() - 1);
    int below = (int) Math.floor(at);
    int above = (int) Math.ceil(at);
    return sorted.get(below) + (at - below) * (sorted.get(above) - sorted.get(below));
  }
}
