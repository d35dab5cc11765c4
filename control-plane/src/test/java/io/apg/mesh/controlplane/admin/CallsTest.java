package io.apg.mesh.controlplane.admin;

import static io.apg.mesh.controlplane.admin.AdminFixture.refusal;
import static io.apg.mesh.controlplane.admin.AdminFixture.service;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.controlplane.security.Authorizer;
import io.apg.mesh.registry.ApplyOutcome;
import io.apg.mesh.registry.ApplyRequest;
import io.apg.mesh.registry.CheckResult;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.ObservedStore;
import io.apg.mesh.registry.Preview;
import io.apg.mesh.registry.Problem;
import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.registry.RevisionRecord;
import io.apg.mesh.registry.StateChange;
import io.apg.mesh.registry.StoreUnavailableException;
import io.apg.mesh.registry.TokenStore;
import io.apg.mesh.v1.CreateServiceRequest;
import io.apg.mesh.v1.GetHealthRequest;
import io.apg.mesh.v1.ServiceRegistryGrpc;
import io.apg.mesh.v1.StoreStatus;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What clients see when something goes wrong below the API. */
class CallsTest {
  private static final CreateServiceRequest CREATE =
      CreateServiceRequest.newBuilder().setService(service("orders")).build();

  private static final ApplyOutcome REFUSED =
      new ApplyOutcome.Refused(
          List.of(new Problem(Problem.Code.NOT_FOUND, 0, "", "not there", "", "")));

  private final Logger logger = (Logger) LoggerFactory.getLogger(Calls.class);
  private final ListAppender<ILoggingEvent> log =
      new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
          // Otherwise the context of the line is read when it is gone.
          event.prepareForDeferredProcessing();
          super.append(event);
        }
      };
  private final FailingStore store = new FailingStore();
  private final AdminFixture admin = AdminFixture.over(store, Authorizer.open());

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
    logger.setAdditive(false);
  }

  @AfterEach
  void close() {
    logger.detachAppender(log);
    logger.setAdditive(true);
    admin.close();
  }

  @Test
  void bug_isInternalWithItsRequestId_andLoggedOnce() {
    store.answer =
        () -> {
          throw new IllegalStateException("secret detail");
        };
    Metadata headers = new Metadata();
    headers.put(CallMetadata.REQUEST_ID, "req-42");

    ApiError error =
        refusal(
            () ->
                admin
                    .services
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .createService(CREATE));

    assertThat(error.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(error.toString()).contains("req-42").doesNotContain("secret detail");
    assertThat(log.list).hasSize(1);
    assertThat(log.list.get(0).getLevel()).isEqualTo(Level.ERROR);
    assertThat(log.list.get(0).getMDCPropertyMap()).containsEntry("request_id", "req-42");
    assertThat(log.list.get(0).getThrowableProxy().getMessage()).isEqualTo("secret detail");
  }

  @Test
  void error_isAnsweredToo() {
    store.answer =
        () -> {
          throw new StackOverflowError();
        };

    ApiError error = refusal(() -> admin.services.createService(CREATE));

    assertThat(error.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(log.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.ERROR);
  }

  @Test
  void storeAway_isUnavailable_andHealthSaysStale() {
    store.answer =
        () -> {
          throw new StoreUnavailableException("disk full", new IllegalStateException());
        };

    ApiError error = refusal(() -> admin.services.createService(CREATE));

    assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(log.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN);
    assertThat(admin.health.getHealth(GetHealthRequest.getDefaultInstance()).getStore())
        .isEqualTo(StoreStatus.STORE_STATUS_STALE);
  }

  @Test
  void tooManyWrites_areRefusedAtOnce_andReadsGoOn() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    store.answer =
        () -> {
          release.await();
          return REFUSED;
        };
    ServiceRegistryGrpc.ServiceRegistryFutureStub stub =
        ServiceRegistryGrpc.newFutureStub(admin.server.channel());
    List<Future<?>> calls = new ArrayList<>();
    try {
      for (int i = 0; i < 2_200; i++) {
        calls.add(stub.createService(CREATE));
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> calls.stream().filter(Future::isDone).count() >= 2_200 - 2_048 - 32);
      ApiError error = refusal(() -> admin.services.createService(CREATE));

      assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(error.hint()).isNotEmpty();
      assertThat(admin.health.getHealth(GetHealthRequest.getDefaultInstance()).getVersion())
          .isEqualTo("1.2.3");
    } finally {
      calls.forEach(call -> call.cancel(true));
      release.countDown();
    }
  }

  private static final class FailingStore implements RegistryStore {
    private volatile Callable answer = () -> REFUSED;

    private interface Callable {
      ApplyOutcome call() throws InterruptedException;
    }

    @Override
    public void open() {}

    @Override
    public MeshState state() {
      return MeshState.EMPTY;
    }

    @Override
    public ApplyOutcome apply(ApplyRequest request) {
      try {
        return answer.call();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public Preview preview(ApplyRequest request) {
      return new Preview(REFUSED, MeshState.EMPTY, MeshState.EMPTY, List.of());
    }

    @Override
    public MeshState subscribe(Consumer<StateChange> listener) {
      return MeshState.EMPTY;
    }

    @Override
    public List<RevisionRecord> revisions(String tenant, long before, int limit) {
      return List.of();
    }

    @Override
    public long oldestRevision() {
      return 0;
    }

    @Override
    public Optional<RevisionRecord> revision(String tenant, long number) {
      return Optional.empty();
    }

    @Override
    public ObservedStore observed() {
      throw new StoreUnavailableException("away", null);
    }

    @Override
    public TokenStore tokens() {
      throw new StoreUnavailableException("away", null);
    }

    @Override
    public CheckResult check() {
      return new CheckResult(false, "away");
    }

    @Override
    public void close() {}
  }
}
