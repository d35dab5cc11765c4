package io.apg.mesh.registry;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a token: never the token itself.
 *
 * @param id its claim {@code jti}
 * @param subject who bears it; empty = not known, as of one that was only revoked here
 * @param service the service of a proxy's token; empty = none
 * @param gateway the gateway of a proxy's token; empty = none
 * @param expires null = not known
 * @param revoked null = it is not
 * @param revokedBy empty = nobody
 */
public record TokenRecord(
    String tenant,
    String id,
    String subject,
    List<String> roles,
    String service,
    String gateway,
    Instant created,
    String createdBy,
    @Nullable Instant expires,
    @Nullable Instant revoked,
    String revokedBy) {
  public TokenRecord {
    if (tenant.isEmpty() || id.isEmpty()) {
      throw new IllegalArgumentException(
          "tenant, id: \"" + tenant + "\", \"" + id + "\" (expected: neither empty)");
    }
    roles = List.copyOf(roles);
  }
}
