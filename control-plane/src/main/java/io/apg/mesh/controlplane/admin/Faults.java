package io.apg.mesh.controlplane.admin;

import com.google.protobuf.ProtocolMessageEnum;
import io.apg.mesh.registry.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with one object of a request in terms that the registry does not have: found while
 * a message is turned into what the registry takes. Not thread-safe.
 *
 * @param into where the problems go
 * @param change the change that the object becomes
 * @param at JSON pointer to the part at hand; empty = the object itself
 */
record Faults(List<Problem> into, int change, String at) {
  Faults part(String field, int index) {
    return new Faults(into, change, at + "/" + field + "/" + index);
  }

  /** Reports a field, or with an empty name the object itself, of which {@code value} tells. */
  void invalid(String field, String value, String expected) {
    String name = field.isEmpty() ? "" : field + ": ";
    String message = name + value + " (expected: " + expected + ")";
    add(Problem.Code.INVALID, field, message, field.isEmpty() ? "" : value);
  }

  void missing(String field) {
    add(Problem.Code.INVALID, field, field + ": missing (expected: a value)", "");
  }

  /** The domain's value; null where the client did not say, or said what is not known here. */
  <P extends Enum<P> & ProtocolMessageEnum, D extends Enum<D>> @Nullable D word(
      String field, boolean said, P word, EnumMapping<P, D> mapping) {
    if (!said) {
      return null;
    }
    D value = mapping.toDomain(word);
    if (value == null) {
      invalid(field, word.name(), "a word that this version knows");
    }
    return value;
  }

  private void add(Problem.Code code, String field, String message, String value) {
    String pointer = field.isEmpty() ? at : at + "/" + field;
    into.add(new Problem(code, change, pointer, message, value, ""));
  }
}
