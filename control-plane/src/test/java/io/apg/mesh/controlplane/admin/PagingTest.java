package io.apg.mesh.controlplane.admin;

import static io.apg.mesh.controlplane.admin.AdminFixture.refusal;
import static io.apg.mesh.controlplane.admin.AdminFixture.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.ApiException;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.v1.CreateServiceRequest;
import io.apg.mesh.v1.DeleteServiceRequest;
import io.apg.mesh.v1.GetRevisionRequest;
import io.apg.mesh.v1.ListRevisionsRequest;
import io.apg.mesh.v1.ListRevisionsResponse;
import io.apg.mesh.v1.ListRoutesRequest;
import io.apg.mesh.v1.ListServicesRequest;
import io.apg.mesh.v1.ListServicesResponse;
import io.apg.mesh.v1.RevisionObject;
import io.apg.mesh.v1.ServiceObject;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagingTest {
  @TempDir Path folder;

  private AdminFixture admin;

  @BeforeEach
  void open() {
    admin = AdminFixture.in(folder);
    for (String name : new String[] {"a", "b", "c", "d", "e"}) {
      create(name, "default");
    }
  }

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void pages_showTheStateOfTheFirst() {
    ListServicesResponse first = list(2, "");
    create("aa", "default");
    create("bb", "default");
    admin.services.deleteService(DeleteServiceRequest.newBuilder().setServiceId("svc_c").build());

    ListServicesResponse second = list(2, first.getNextPageToken());
    long shown = admin.revision();
    ListServicesResponse third = list(2, second.getNextPageToken());

    assertThat(ids(first)).containsExactly("svc_a", "svc_b");
    assertThat(ids(second)).containsExactly("svc_c", "svc_d");
    assertThat(ids(third)).containsExactly("svc_e");
    assertThat(third.getNextPageToken()).isEmpty();
    assertThat(List.of(first.getTotal(), second.getTotal(), third.getTotal())).containsOnly(5);
    assertThat(shown).isEqualTo(5);
    assertThat(list(50, "").getTotal()).isEqualTo(6);
  }

  @Test
  void pages_ofAStateThatIsGone_mustStartAgain() {
    String token = list(2, "").getNextPageToken();
    for (int i = 0; i < PinnedStates.MOST; i++) {
      create("z" + i, "default");
      list(1, "");
    }

    ApiError error = refusal(() -> list(2, token));

    assertThat(error.code()).isEqualTo(ErrorCode.INVALID);
    assertThat(error.field()).isEqualTo("page_token");
    assertThat(error.message()).isEqualTo("page_token: expired, start again");
  }

  @Test
  void pages_ofManyListings_areKeptAtOnce() {
    String token = list(2, "").getNextPageToken();
    for (int i = 0; i < 40; i++) {
      create("z" + i, "default");
      list(1, "");
    }

    assertThat(ids(list(2, token))).containsExactly("svc_c", "svc_d");
    assertThat(admin.revision()).isEqualTo(5);
  }

  @Test
  void states_areKeptForSomeTimeSinceTheirLastPage() {
    MutableClock clock = new MutableClock();
    PinnedStates states = new PinnedStates(admin.store, clock);
    String token = page(states, "").nextToken();
    create("z", "default");

    clock.add(PinnedStates.KEPT);
    String next = page(states, token).nextToken();
    clock.add(PinnedStates.KEPT);

    assertThat(page(states, next).objects()).containsExactly("svc_c");
    clock.add(PinnedStates.KEPT.plusSeconds(1));
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> page(states, token))
        .withMessageContaining("expired");
  }

  @Test
  void theCurrentState_needsNotBeKept() {
    String token = page(new PinnedStates(admin.store, Clock.systemUTC()), "").nextToken();

    assertThat(page(new PinnedStates(admin.store, Clock.systemUTC()), token).objects())
        .containsExactly("svc_b");
  }

  @Test
  void tokensOfOtherListings_areRefused() {
    String token = list(2, "").getNextPageToken();
    ListRoutesRequest routes = ListRoutesRequest.newBuilder().setPageToken(token).build();

    ApiError error = refusal(() -> admin.routes.listRoutes(routes));

    assertThat(error.code()).isEqualTo(ErrorCode.INVALID);
    assertThat(error.field()).isEqualTo("page_token");
  }

  @Test
  void list_namespace_filters() {
    create("a", "shop");

    ListServicesResponse answer =
        admin.services.listServices(ListServicesRequest.newBuilder().setNamespace("shop").build());

    assertThat(ids(answer)).containsExactly("svc_a_shop");
    assertThat(answer.getTotal()).isEqualTo(1);
  }

  @Test
  void badParameters_areNamed() {
    for (int size : new int[] {0, -1, 501}) {
      ApiError error = refusal(() -> list(size, ""));
      assertThat(error.code()).isEqualTo(ErrorCode.INVALID);
      assertThat(error.field()).isEqualTo("page_size");
    }
    for (String token : new String[] {"x", "!!", "OnNtaA", "LTE6YQ"}) {
      assertThat(refusal(() -> list(2, token)).field()).isEqualTo("page_token");
    }
  }

  @Test
  void revisions_newestFirst_bodiesOnlyOneByOne() {
    ListRevisionsResponse first = revisions(3, "");
    ListRevisionsResponse second = revisions(3, first.getNextPageToken());

    assertThat(first.getRevisionsList())
        .extracting(RevisionObject::getNumber)
        .containsExactly(5L, 4L, 3L);
    assertThat(second.getRevisionsList())
        .extracting(RevisionObject::getNumber)
        .containsExactly(2L, 1L);
    assertThat(second.getNextPageToken()).isEmpty();
    RevisionObject listed = first.getRevisions(0);
    assertThat(listed.getSummary()).isEqualTo("create service e");
    assertThat(listed.getChanges(0).hasAfter()).isFalse();
    RevisionObject whole =
        admin.revisions.getRevision(GetRevisionRequest.newBuilder().setNumber(5).build());
    assertThat(whole.getChanges(0).hasBefore()).isFalse();
    assertThat(whole.getChanges(0).getAfter().getFieldsOrThrow("service_id").getStringValue())
        .isEqualTo("svc_e");
    assertThat(
            refusal(
                    () ->
                        admin.revisions.getRevision(
                            GetRevisionRequest.newBuilder().setNumber(99).build()))
                .code())
        .isEqualTo(ErrorCode.NOT_FOUND);
  }

  private static Page<String> page(PinnedStates states, String token) {
    Page.Request request = Page.Request.of("services", true, 1, token);
    return states.page(
        request,
        (state, revision) -> Page.of(state.services().keySet(), id -> id, request, revision));
  }

  private void create(String name, String namespace) {
    admin.services.createService(
        CreateServiceRequest.newBuilder()
            .setService(service(name).toBuilder().setNamespace(namespace))
            .build());
  }

  private ListServicesResponse list(int size, String token) {
    return admin.services.listServices(
        ListServicesRequest.newBuilder().setPageSize(size).setPageToken(token).build());
  }

  private ListRevisionsResponse revisions(int size, String token) {
    return admin.revisions.listRevisions(
        ListRevisionsRequest.newBuilder().setPageSize(size).setPageToken(token).build());
  }

  private static List<String> ids(ListServicesResponse answer) {
    return answer.getServicesList().stream().map(ServiceObject::getServiceId).toList();
  }
}
