package io.apg.mesh.benchmarks.run;

/**
 * What a result is held against.
 *
 * @param ratio at most this share of the baseline; NaN = any
 * @param most at most this much; NaN = any
 */
record Bar(double ratio, double most) {
  /** Nothing; the number is told for what it is. */
  static final Bar NONE = new Bar(Double.NaN, Double.NaN);

  static Bar ratio(double share) {
    return new Bar(share, Double.NaN);
  }

  static Bar most(double value) {
    return new Bar(Double.NaN, value);
  }

  /** Both. */
  Bar andMost(double value) {
    return new Bar(ratio, value);
  }

  boolean isMetBy(double ours, double baseline) {
    return (Double.isNaN(ratio) || ours <= ratio * baseline)
        && (Double.isNaN(most) || ours <= most);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (!Double.isNaN(ratio)) {
      text.append("<= ").append(Row.number(ratio)).append(" x");
    }
    if (!Double.isNaN(most)) {
      text.append(text.isEmpty() ? "<= " : ", <= ").append(Row.number(most));
    }
    return text.toString();
  }
}
