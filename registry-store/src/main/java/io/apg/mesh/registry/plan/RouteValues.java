package io.apg.mesh.registry.plan;

import io.apg.mesh.registry.Condition;
import io.apg.mesh.registry.Condition.Op;
import io.apg.mesh.registry.Destination;
import io.apg.mesh.registry.MatchType;
import io.apg.mesh.registry.Route;
import io.apg.mesh.registry.RouteSpec;
import io.apg.mesh.registry.plan.NamedTargets.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns what a client says of a route into the route. */
final class RouteValues {
  private static final int MAX_MATCH = 4096;
  private static final int MAX_TIMEOUT_MS = 3_600_000;
  private static final int MAX_RETRIES = 10;
  private static final Pattern PATH = Pattern.compile("/[^\\s?#\\p{Cntrl}]*");

  private final Draft draft;
  private final Settings settings;

  RouteValues(Draft draft, Settings settings) {
    this.draft = draft;
    this.settings = settings;
  }

  Route route(Fields fields, RouteSpec spec, Target<Route> target, List<Destination> destinations) {
    Route existing = target.existing();
    MatchType type = Objects.requireNonNullElse(spec.matchType(), MatchType.PREFIX);
    return new Route(
        target.id(),
        target.name(),
        hosts(fields, spec.hosts()),
        type,
        matchValue(fields, type, spec.matchValue()),
        methods(fields, spec.methods()),
        conditions(fields, "headers", spec.headers()),
        conditions(fields, "query", spec.query()),
        destinations,
        optionalNumber(fields, "timeout_ms", spec.timeoutMs(), MAX_TIMEOUT_MS),
        optionalNumber(fields, "retry_attempts", spec.retryAttempts(), MAX_RETRIES),
        retryOn(fields, spec.retryOn()),
        fields.number("priority", spec.priority(), 0, 0, Integer.MAX_VALUE),
        Objects.requireNonNullElse(spec.enabled(), true),
        fields.labels(spec.labels()),
        existing == null ? draft.fresh : existing.stamps());
  }

  private static List<String> hosts(Fields fields, @Nullable List<String> said) {
    List<String> hosts = new ArrayList<>();
    for (String text : Objects.requireNonNullElse(said, List.<String>of())) {
      String host = Syntax.routeHost(text);
      if (host == null) {
        fields.invalid(
            "hosts/" + hosts.size(), text, "a host name or *.suffix, without scheme, port or path");
      }
      hosts.add(Objects.requireNonNullElse(host, text));
    }
    fields.distinct("hosts", hosts);
    return hosts;
  }

  private String matchValue(Fields fields, MatchType type, @Nullable String said) {
    if (said == null) {
      fields.missing("match_value");
      return "";
    }
    String value = fields.text("match_value", said, MAX_MATCH);
    if (type == MatchType.REGEX) {
      regex(fields, "match_value", said);
    } else if (!PATH.matcher(said).matches()) {
      fields.invalid("match_value", said, "a path that starts with /, without ?, # and blanks");
    }
    return value;
  }

  private static List<String> methods(Fields fields, @Nullable List<String> said) {
    List<String> methods = Objects.requireNonNullElse(said, List.of());
    for (int i = 0; i < methods.size(); i++) {
      if (!Syntax.METHOD.matcher(methods.get(i)).matches()) {
        fields.invalid("methods/" + i, methods.get(i), "an HTTP method in capitals, as GET");
      }
    }
    fields.distinct("methods", methods);
    return methods;
  }

  private List<Condition> conditions(Fields fields, String field, @Nullable List<Condition> said) {
    boolean header = field.equals("headers");
    List<Condition> conditions = new ArrayList<>();
    for (Condition condition : Objects.requireNonNullElse(said, List.<Condition>of())) {
      Fields part = fields.part(field, conditions.size());
      String name = condition.name();
      if (header && !Syntax.HEADER.matcher(name).matches()) {
        part.invalid("name", name, "the name of a header");
      } else if (name.isEmpty()) {
        part.invalid("name", name, "the name of a parameter");
      }
      value(part, condition.op(), condition.value());
      String lower = header ? name.toLowerCase(Locale.ROOT) : name;
      conditions.add(new Condition(lower, condition.op(), condition.value(), condition.invert()));
    }
    return conditions;
  }

  private void value(Fields fields, Op op, String value) {
    String field = Words.of(op);
    if (op == Op.REGEX) {
      regex(fields, field, value);
    } else if (op == Op.PREFIX && value.isEmpty()) {
      fields.invalid(field, value, "at least one character");
    } else if (op == Op.PRESENT && !value.isEmpty()) {
      fields.invalid(field, value, "no value");
    }
    fields.text(field, value, MAX_MATCH);
  }

  private void regex(Fields fields, String field, String regex) {
    if (regex.isEmpty()) {
      fields.invalid(field, regex, "a regular expression");
      return;
    }
    settings
        .regexCheck()
        .problem(regex)
        .ifPresent(problem -> fields.invalid(field, regex, "a valid RE2 regex", problem));
  }

  private static @Nullable Integer optionalNumber(
      Fields fields, String field, @Nullable Integer said, int max) {
    return said == null ? null : Integer.valueOf(fields.number(field, said, 0, 0, max));
  }

  private static List<String> retryOn(Fields fields, @Nullable List<String> said) {
    List<String> words = Objects.requireNonNullElse(said, List.of());
    for (int i = 0; i < words.size(); i++) {
      if (!Syntax.RETRY_ON.contains(words.get(i))) {
        String expected = "one of " + String.join(", ", Syntax.RETRY_ON);
        fields.invalid("retry_on/" + i, words.get(i), expected);
      }
    }
    fields.distinct("retry_on", words);
    return words;
  }
}
