package io.apg.mesh.controlplane.admin;

import com.google.protobuf.ProtocolMessageEnum;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The words of a proto enum and of a domain enum, which are the same but for the proto's prefix.
 * Fails when it is made where a domain word is missing in the proto. Immutable.
 */
final class EnumMapping<P extends Enum<P> & ProtocolMessageEnum, D extends Enum<D>> {
  private static final String UNSPECIFIED = "UNSPECIFIED";

  private final Map<P, D> toDomain;
  private final Map<D, P> toProto;

  EnumMapping(Class<P> proto, Class<D> domain) {
    this.toDomain = new EnumMap<>(proto);
    this.toProto = new EnumMap<>(domain);
    String first = proto.getEnumConstants()[0].name();
    String prefix = first.substring(0, first.length() - UNSPECIFIED.length());
    for (D value : domain.getEnumConstants()) {
      P word = Enum.valueOf(proto, prefix + value.name());
      toDomain.put(word, value);
      toProto.put(value, word);
    }
  }

  P toProto(D value) {
    P word = toProto.get(value);
    if (word == null) {
      throw new IllegalArgumentException(value + " (expected: a word of the API)");
    }
    return word;
  }

  /** The domain's value, or null for UNSPECIFIED and for numbers of a newer API. */
  @Nullable D toDomain(P word) {
    return toDomain.get(word);
  }
}
