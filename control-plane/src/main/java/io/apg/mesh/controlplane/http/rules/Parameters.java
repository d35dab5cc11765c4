package io.apg.mesh.controlplane.http.rules;

import io.apg.mesh.controlplane.http.json.JsonValues;
import io.apg.mesh.controlplane.http.json.Problems;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The query of a request, decoded. Immutable.
 *
 * @param values by name, each in the order of the query
 */
public record Parameters(Map<String, List<String>> values) {
  /** What a read waits for. */
  public static final String MIN_REVISION = "min_revision";

  /** How long it waits for that at most. */
  public static final String WAIT_SECONDS = "wait_seconds";

  /** The tenant that the client picks. */
  public static final String TENANT_ID = "tenant_id";

  /** Whether a write is only to say what it would come to. */
  public static final String DRY_RUN = "dry_run";

  /** What every read takes. */
  public static final Set<String> OF_READS = Set.of(MIN_REVISION, WAIT_SECONDS);

  /** How long a read may wait at most. */
  public static final int MAX_WAIT_SECONDS = 60;

  /** How long it waits where it does not say. */
  public static final int DEFAULT_WAIT_SECONDS = 10;

  /**
   * Decodes {@code a=1&b=2}.
   *
   * @throws io.apg.mesh.controlplane.api.ApiException MALFORMED
   */
  public static Parameters parse(String query) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      values.computeIfAbsent(decode(name), n -> new ArrayList<>()).add(decode(value));
    }
    return new Parameters(values);
  }

  /** The values of a name; none where it is absent. */
  public List<String> get(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** A whole number, or {@code absent}; what is not one is a problem. */
  public long number(String name, long absent, long most, Problems problems) {
    List<String> given = get(name);
    if (given.isEmpty()) {
      return absent;
    }
    String text = given.get(0);
    if (given.size() > 1 || !text.matches("-?[0-9]{1,100}")) {
      problems.malformed(name, name + ": " + text + " (expected: a whole number)", "");
      return absent;
    }
    BigInteger number = new BigInteger(text);
    if (number.signum() < 0 || number.compareTo(BigInteger.valueOf(most)) > 0) {
      String message = name + ": " + text + " (expected: 0 to " + most + ")";
      problems.invalid(name, message, JsonValues.text(text), "");
      return absent;
    }
    return number.longValue();
  }

  /** Whether a name is true; false where it is absent. What is neither is a problem. */
  public boolean flag(String name, Problems problems) {
    List<String> given = get(name);
    if (given.isEmpty()) {
      return false;
    }
    String text = given.get(0);
    if (given.size() > 1 || !(text.equals("true") || text.equals("false"))) {
      problems.malformed(name, name + ": " + text + " (expected: true or false)", "");
      return false;
    }
    return text.equals("true");
  }

  private static String decode(String text) {
    return Percent.decode(text.replace('+', ' '));
  }
}
