package io.apg.mesh.xds;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.apg.mesh.snapshot.Node;
import io.envoyproxy.envoy.type.matcher.v3.DoubleMatcher;
import io.envoyproxy.envoy.type.matcher.v3.NodeMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StructMatcher;
import io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Envoy's matchers of nodes, as predicates. A node matches when one of them does; one matches when
 * all that it says does. They see what is kept of a node's metadata.
 */
final class NodeMatchers {
  private static final int LONGEST_REGEX = 1_024;

  private NodeMatchers() {}

  /**
   * Whether a node matches one of these, or there are none.
   *
   * @throws IllegalArgumentException where one makes no sense
   */
  static Predicate<Node> anyOf(List<NodeMatcher> matchers) {
    List<Predicate<Node>> all = matchers.stream().map(NodeMatchers::of).toList();
    return node -> all.isEmpty() || all.stream().anyMatch(matcher -> matcher.test(node));
  }

  private static Predicate<Node> of(NodeMatcher matcher) {
    Predicate<Node> all = node -> true;
    if (matcher.hasNodeId()) {
      Predicate<String> id = string(matcher.getNodeId());
      all = all.and(node -> id.test(node.id()));
    }
    for (StructMatcher metadata : matcher.getNodeMetadatasList()) {
      Predicate<Struct> struct = struct(metadata);
      all = all.and(node -> struct.test(node.metadata()));
    }
    return all;
  }

  private static Predicate<String> string(StringMatcher matcher) {
    boolean loose = matcher.getIgnoreCase();
    return switch (matcher.getMatchPatternCase()) {
      case EXACT -> words(matcher.getExact(), loose, String::equals);
      case PREFIX -> words(matcher.getPrefix(), loose, String::startsWith);
      case SUFFIX -> words(matcher.getSuffix(), loose, String::endsWith);
      case CONTAINS -> words(matcher.getContains(), loose, String::contains);
      case SAFE_REGEX -> regex(matcher.getSafeRegex().getRegex());
      case CUSTOM, MATCHPATTERN_NOT_SET ->
          throw new IllegalArgumentException(
              "match_pattern: "
                  + matcher.getMatchPatternCase().name().toLowerCase(Locale.ROOT)
                  + " (expected: exact, prefix, suffix, contains or safe_regex)");
    };
  }

  private interface Comparison {
    boolean test(String text, String pattern);
  }

  private static Predicate<String> words(String pattern, boolean loose, Comparison comparison) {
    if (!loose) {
      return text -> comparison.test(text, pattern);
    }
    String lower = pattern.toLowerCase(Locale.ROOT);
    return text -> comparison.test(text.toLowerCase(Locale.ROOT), lower);
  }

  private static Predicate<String> regex(String regex) {
    if (regex.isEmpty() || regex.length() > LONGEST_REGEX) {
      throw new IllegalArgumentException(
          "safe_regex: " + regex.length() + " characters (expected: 1 to " + LONGEST_REGEX + ")");
    }
    try {
      Pattern pattern = Pattern.compile(regex);
      return pattern::matches;
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "safe_regex: " + regex + " (expected: an RE2 expression): " + e.getDescription(), e);
    }
  }

  private static Predicate<Struct> struct(StructMatcher matcher) {
    List<String> path =
        matcher.getPathList().stream().map(StructMatcher.PathSegment::getKey).toList();
    if (path.isEmpty() || path.contains("")) {
      throw new IllegalArgumentException("path: " + path + " (expected: keys, at least one)");
    }
    Predicate<Value> value = value(matcher.getValue());
    return struct -> value.test(find(struct, path));
  }

  /** The value at a path; one of no kind where there is none. */
  private static Value find(Struct struct, List<String> path) {
    Value found = Value.newBuilder().setStructValue(struct).build();
    for (String key : path) {
      found = found.getStructValue().getFieldsOrDefault(key, Value.getDefaultInstance());
    }
    return found;
  }

  private static Predicate<Value> value(ValueMatcher matcher) {
    return switch (matcher.getMatchPatternCase()) {
      case NULL_MATCH -> value -> value.hasNullValue();
      case DOUBLE_MATCH -> number(matcher.getDoubleMatch());
      case STRING_MATCH -> {
        Predicate<String> text = string(matcher.getStringMatch());
        yield value -> value.hasStringValue() && text.test(value.getStringValue());
      }
      case BOOL_MATCH ->
          value -> value.hasBoolValue() && value.getBoolValue() == matcher.getBoolMatch();
      case PRESENT_MATCH ->
          value ->
              switch (value.getKindCase()) {
                case STRUCT_VALUE, LIST_VALUE -> false;
                case KIND_NOT_SET -> !matcher.getPresentMatch();
                case NULL_VALUE, NUMBER_VALUE, STRING_VALUE, BOOL_VALUE ->
                    matcher.getPresentMatch();
              };
      case LIST_MATCH -> {
        Predicate<Value> one = value(matcher.getListMatch().getOneOf());
        yield value -> value.getListValue().getValuesList().stream().anyMatch(one);
      }
      case OR_MATCH -> {
        List<Predicate<Value>> any =
            matcher.getOrMatch().getValueMatchersList().stream().map(NodeMatchers::value).toList();
        yield value -> any.stream().anyMatch(one -> one.test(value));
      }
      case MATCHPATTERN_NOT_SET ->
          throw new IllegalArgumentException("value: empty (expected: a match pattern)");
    };
  }

  private static Predicate<Value> number(DoubleMatcher matcher) {
    return switch (matcher.getMatchPatternCase()) {
      case EXACT -> value -> value.hasNumberValue() && value.getNumberValue() == matcher.getExact();
      case RANGE ->
          value ->
              value.hasNumberValue()
                  && value.getNumberValue() >= matcher.getRange().getStart()
                  && value.getNumberValue() < matcher.getRange().getEnd();
      case MATCHPATTERN_NOT_SET ->
          throw new IllegalArgumentException("double_match: empty (expected: range or exact)");
    };
  }
}
