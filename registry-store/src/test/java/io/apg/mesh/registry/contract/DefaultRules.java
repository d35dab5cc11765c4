package io.apg.mesh.registry.contract;

import static io.apg.mesh.registry.contract.Requests.apply;
import static io.apg.mesh.registry.contract.Requests.deleteService;
import static io.apg.mesh.registry.contract.Requests.post;
import static io.apg.mesh.registry.contract.Requests.replace;
import static io.apg.mesh.registry.contract.ServiceDraft.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.ServiceName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which version gets the calls by name. */
public interface DefaultRules extends StoreFixture {
  private ServiceDraft version(String version) {
    return service("a", version, "default");
  }

  private @Nullable String defaultId() {
    Service service = tenant().defaultVersion(new ServiceName("default", "a"));
    return service == null ? null : service.id();
  }

  @Test
  default void firstVersion_isDefault_laterOnesAreNot() {
    only(post(version("v1")));
    only(post(version("v2")));
    assertThat(defaultId()).isEqualTo("svc_a");
    assertThat(storedService("svc_a_v2").isDefault()).isFalse();
  }

  @Test
  default void firstOfOneApply_isDefault_unlessAnotherClaimsIt() {
    applied(post(version("v1")), post(version("v2")));
    assertThat(defaultId()).isEqualTo("svc_a");
    applied(
        post(service("b", "v1", "default")), post(service("b", "v2", "default").isDefault(true)));
    assertThat(storedService("svc_b").isDefault()).isFalse();
    assertThat(storedService("svc_b_v2").isDefault()).isTrue();
  }

  @Test
  default void claimingDefault_takesItFromTheSibling_inTheSameRevision() {
    only(post(version("v1")));
    only(post(version("v2")));
    long revision = applied(replace(version("v2").isDefault(true))).revision();
    assertThat(defaultId()).isEqualTo("svc_a_v2");
    assertThat(storedService("svc_a").isDefault()).isFalse();
    assertThat(storedService("svc_a").stamps().revision()).isEqualTo(revision);
    assertThat(storedService("svc_a_v2").stamps().revision()).isEqualTo(revision);
    assertThat(store().revision(Requests.TENANT, revision).orElseThrow().changes()).hasSize(2);
  }

  @Test
  default void defaults_swapInOneApply() {
    applied(post(version("v1")), post(version("v2")));
    applied(apply(version("v1").isDefault(false)), apply(version("v2").isDefault(true)));
    assertThat(defaultId()).isEqualTo("svc_a_v2");
    applied(apply(version("v2")), apply(version("v1").isDefault(true)));
    assertThat(defaultId()).isEqualTo("svc_a");
  }

  @Test
  default void twoDefaults_areRefused() {
    assertThat(refused(post(version("v1").isDefault(true)), post(version("v2").isDefault(true))))
        .containsExactly("1 INVALID /default");
  }

  @Test
  default void deletingTheDefault_leavesNone() {
    applied(post(version("v1")), post(version("v2")));
    only(deleteService("svc_a"));
    assertThat(defaultId()).isNull();
    only(post(version("v3")));
    assertThat(defaultId()).isNull();
    only(post(version("v1")));
    assertThat(defaultId()).isNull();
  }

  @Test
  default void soleVersion_isDefault_whenItComesInPlaceOfTheDeleted() {
    only(post(version("v1")));
    applied(deleteService("svc_a"), post(version("v2")));
    assertThat(defaultId()).isEqualTo("svc_a_v2");
  }

  @Test
  default void default_canBeGivenUp() {
    only(post(version("v1")));
    only(replace(version("v1").isDefault(false)));
    assertThat(defaultId()).isNull();
    only(replace(version("v1")));
    assertThat(defaultId()).isNull();
  }
}
