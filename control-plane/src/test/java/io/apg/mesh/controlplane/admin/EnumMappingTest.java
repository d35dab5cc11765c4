package io.apg.mesh.controlplane.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ProtocolMessageEnum;
import io.apg.mesh.v1.ApplyResult;
import io.apg.mesh.v1.EndpointHealth;
import io.apg.mesh.v1.FindingSeverity;
import io.apg.mesh.v1.LifecycleStatus;
import io.apg.mesh.v1.ProxyRole;
import io.apg.mesh.v1.RouteMatchType;
import io.apg.mesh.v1.ServiceProtocol;
import io.apg.mesh.v1.ServiceReach;
import io.apg.mesh.v1.SyncStatus;
import org.junit.jupiter.api.Test;

class EnumMappingTest {
  @Test
  void everyWordOfTheApi_hasItsValueAndBack() {
    assertComplete(LifecycleStatus.class, Enums.STATUS);
    assertComplete(ServiceProtocol.class, Enums.PROTOCOL);
    assertComplete(ServiceReach.class, Enums.REACH);
    assertComplete(EndpointHealth.class, Enums.HEALTH);
    assertComplete(RouteMatchType.class, Enums.MATCH_TYPE);
    assertComplete(ApplyResult.class, Enums.EFFECT);
    assertComplete(FindingSeverity.class, Enums.SEVERITY);
    assertComplete(ProxyRole.class, Enums.ROLE);
    assertComplete(SyncStatus.class, Enums.SYNC);
  }

  private static <P extends Enum<P> & ProtocolMessageEnum, D extends Enum<D>> void assertComplete(
      Class<P> proto, EnumMapping<P, D> mapping) {
    for (P word : proto.getEnumConstants()) {
      D value = mapping.toDomain(word);
      if (word.name().endsWith("UNSPECIFIED") || word.name().equals("UNRECOGNIZED")) {
        assertThat(value).isNull();
      } else {
        assertThat(value).as(word.name()).isNotNull();
        assertThat(mapping.toProto(value)).isEqualTo(word);
      }
    }
  }
}
