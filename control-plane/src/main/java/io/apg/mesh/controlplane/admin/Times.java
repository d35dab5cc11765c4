package io.apg.mesh.controlplane.admin;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/** Points in time as messages. */
final class Times {
  private Times() {}

  static Timestamp toProto(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }
}
