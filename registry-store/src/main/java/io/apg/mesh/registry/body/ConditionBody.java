package io.apg.mesh.registry.body;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.apg.mesh.registry.Condition;
import io.apg.mesh.registry.Condition.Op;
import org.jspecify.annotations.Nullable;

/** A {@link Condition} as stored: the comparison is the name of the field that is there. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ConditionBody(
    String name,
    @Nullable String exact,
    @Nullable String prefix,
    @Nullable String regex,
    @Nullable Boolean present,
    boolean invert) {
  static ConditionBody of(Condition condition) {
    Op op = condition.op();
    String value = condition.value();
    return new ConditionBody(
        condition.name(),
        op == Op.EXACT ? value : null,
        op == Op.PREFIX ? value : null,
        op == Op.REGEX ? value : null,
        op == Op.PRESENT ? true : null,
        condition.invert());
  }

  Condition toCondition() {
    if (exact != null) {
      return new Condition(name, Op.EXACT, exact, invert);
    }
    if (prefix != null) {
      return new Condition(name, Op.PREFIX, prefix, invert);
    }
    return regex != null
        ? new Condition(name, Op.REGEX, regex, invert)
        : new Condition(name, Op.PRESENT, "", invert);
  }
}
