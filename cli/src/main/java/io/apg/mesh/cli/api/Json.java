package io.apg.mesh.cli.api;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value that is asked without ado: what is not there is {@link #NONE}, whose text is empty
 * and whose number is 0. Immutable.
 */
public final class Json {
  /** Nothing: neither a field nor null. */
  public static final Json NONE = new Json(null);

  private final @Nullable Object value;

  private Json(@Nullable Object value) {
    this.value = value;
  }

  /** Of a map, list, text, number, truth value or null; nested values are of these or Json. */
  public static Json of(@Nullable Object value) {
    return value instanceof Json json ? json : new Json(plain(value));
  }

  /** Of a value that nobody else holds: it is not copied, as answers may be large. */
  static Json owned(@Nullable Object value) {
    return new Json(value);
  }

  /** An object of names and values in turn. */
  public static Json object(Object... namesAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return of(fields);
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Json json) {
      return json.value;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      map.forEach((name, field) -> fields.put(String.valueOf(name), plain(field)));
      return Collections.unmodifiableMap(fields);
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> items = new ArrayList<>();
      list.forEach(item -> items.add(plain(item)));
      return Collections.unmodifiableList(items);
    }
    return value;
  }

  /** The field of that name. */
  public Json get(String name) {
    return value instanceof Map<?, ?> map && map.containsKey(name) ? new Json(map.get(name)) : NONE;
  }

  /** The field behind a path such as {@code types.lds.error}. */
  public Json path(String path) {
    Json at = this;
    for (String name : path.split("\\.", -1)) {
      at = at.get(name);
    }
    return at;
  }

  /** The items of a list; none where it is no list. */
  public List<Json> items() {
    List<Json> items = new ArrayList<>();
    if (value instanceof List<?> list) {
      list.forEach(item -> items.add(new Json(item)));
    }
    return items;
  }

  /** The fields of an object in their order; none where it is no object. */
  public Map<String, Json> fields() {
    Map<String, Json> fields = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, field) -> fields.put(String.valueOf(name), new Json(field)));
    }
    return fields;
  }

  /** This object with a field in front, or replaced where it is. */
  public Json with(String name, Object field) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    if (!(value instanceof Map<?, ?> map && map.containsKey(name))) {
      fields.put(name, field);
    }
    fields().forEach(fields::put);
    fields.put(name, field);
    return of(fields);
  }

  /** This object without some fields. */
  public Json without(String... names) {
    Map<String, Json> fields = fields();
    for (String name : names) {
      fields.remove(name);
    }
    return of(fields);
  }

  /** A scalar as text; empty for everything else. */
  public String text() {
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    return value instanceof String || value instanceof Number || value instanceof Boolean
        ? value.toString()
        : "";
  }

  /** The number; 0 where it is none. */
  public long number() {
    return value instanceof Number number ? number.longValue() : 0;
  }

  /** Whether it is {@code true}. */
  public boolean isTrue() {
    return Boolean.TRUE.equals(value);
  }

  /** Whether there is neither field nor value. */
  public boolean isNone() {
    return value == null;
  }

  /** Whether it is an object. */
  public boolean isObject() {
    return value instanceof Map;
  }

  /** Whether it is a list. */
  public boolean isList() {
    return value instanceof List;
  }

  /** The value as maps, lists, texts, numbers, truth values and nulls. */
  public @Nullable Object value() {
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Json json && java.util.Objects.equals(value, json.value);
  }

  @Override
  public int hashCode() {
    return java.util.Objects.hashCode(value);
  }

  @Override
  public String toString() {
    return JsonText.write(this);
  }
}
