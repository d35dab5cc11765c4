package io.apg.mesh.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Leaves out of a failing list what it fails without (delta debugging). */
public final class Shrinker {
  private Shrinker() {}

  /** A part of {@code steps} that still fails, and would not without any one of its steps. */
  public static <T> List<T> shrink(List<T> steps, Predicate<List<T>> fails) {
    List<T> left = steps;
    int size = Math.max(1, left.size() / 2);
    while (true) {
      List<T> fewer = without(left, size, fails);
      if (size == 1 && fewer.size() == left.size()) {
        return left;
      }
      left = fewer;
      size = Math.max(1, Math.min(size / 2, left.size() / 2));
    }
  }

  /** Leaves out every run of {@code size} steps that is not needed. */
  private static <T> List<T> without(List<T> steps, int size, Predicate<List<T>> fails) {
    List<T> left = steps;
    for (int at = left.size() - size; at > -size; at -= size) {
      List<T> fewer = new ArrayList<>(left.subList(0, Math.max(0, at)));
      fewer.addAll(left.subList(Math.max(0, at) + Math.min(size, size + at), left.size()));
      if (fails.test(fewer)) {
        left = fewer;
      }
    }
    return left;
  }
}
