package io.apg.mesh.registry.plan;

import io.apg.mesh.registry.Problem;
import io.apg.mesh.registry.Problem.Code;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with a request. Not thread-safe. */
final class Problems {
  private static final int MAX_VALUE = 200;

  private final List<Problem> found = new ArrayList<>();

  void add(Code code, int change, String field, String message, String value, String hint) {
    String shown = value.length() <= MAX_VALUE ? value : value.substring(0, MAX_VALUE) + "...";
    found.add(new Problem(code, change, field, message, shown, hint));
  }

  /** Fields of the object of one change. */
  Fields fields(int change) {
    return new Fields(this, change, "");
  }

  /** Whether a change was refused for more than its values. */
  boolean refused(int change) {
    return found.stream().anyMatch(p -> p.change() == change && p.code() != Code.INVALID);
  }

  /** In the order of the changes. */
  List<Problem> all() {
    return found.stream().sorted(Comparator.comparingInt(Problem::change)).toList();
  }

  boolean isEmpty() {
    return found.isEmpty();
  }
}
