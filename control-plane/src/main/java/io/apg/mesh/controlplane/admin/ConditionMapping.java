package io.apg.mesh.controlplane.admin;

import io.apg.mesh.registry.Condition;
import io.apg.mesh.registry.Condition.Op;
import io.apg.mesh.v1.MatchCondition;
import java.util.ArrayList;
import java.util.List;

/** Conditions on headers and query parameters as messages, and back. */
final class ConditionMapping {
  private ConditionMapping() {}

  static List<Condition> toConditions(
      String field, List<MatchCondition> conditions, Faults faults) {
    List<Condition> result = new ArrayList<>();
    for (MatchCondition condition : conditions) {
      result.add(toCondition(condition, faults.part(field, result.size())));
    }
    return result;
  }

  static MatchCondition toProto(Condition condition) {
    MatchCondition.Builder message =
        MatchCondition.newBuilder().setName(condition.name()).setInvert(condition.invert());
    switch (condition.op()) {
      case EXACT -> message.setExact(condition.value());
      case PREFIX -> message.setPrefix(condition.value());
      case REGEX -> message.setRegex(condition.value());
      case PRESENT -> message.setPresent(true);
    }
    return message.build();
  }

  /** What is at fault is replaced by something harmless, so that the rest is checked too. */
  private static Condition toCondition(MatchCondition condition, Faults faults) {
    String name = condition.getName();
    if (!condition.hasName()) {
      faults.missing("name");
      name = "unknown";
    }
    List<Condition> said = new ArrayList<>();
    boolean invert = condition.getInvert();
    if (condition.hasExact()) {
      said.add(new Condition(name, Op.EXACT, condition.getExact(), invert));
    }
    if (condition.hasPrefix()) {
      said.add(new Condition(name, Op.PREFIX, condition.getPrefix(), invert));
    }
    if (condition.hasRegex()) {
      said.add(new Condition(name, Op.REGEX, condition.getRegex(), invert));
    }
    if (condition.hasPresent()) {
      said.add(new Condition(name, Op.PRESENT, "", invert == condition.getPresent()));
    }
    if (said.size() != 1) {
      faults.invalid("", said.size() + " comparisons", "one of exact, prefix, regex and present");
      return new Condition(name, Op.PRESENT, "", false);
    }
    return said.get(0);
  }
}
