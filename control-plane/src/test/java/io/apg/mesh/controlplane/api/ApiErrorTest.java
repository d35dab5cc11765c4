package io.apg.mesh.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Errors survive gRPC: whole in process, cut over a network. */
class ApiErrorTest {
  private static final int HEADER_LIMIT = 8 << 10;

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void everyCodeTravels(ErrorCode code) {
    ApiError error = ApiError.of(code, "no").withHint("try");
    StatusRuntimeException failure = error.toGrpc();

    assertThat(failure.getStatus().getCode()).isEqualTo(code.grpc());
    assertThat(ApiError.fromGrpc(failure)).isEqualTo(error);
    assertThat(ApiError.fromGrpc(overNetwork(failure))).isEqualTo(error);
  }

  @Test
  void networkClientsGetTheFirstTwentyDetails() {
    ApiError error = withDetails(300, "is bad");
    StatusRuntimeException failure = error.toGrpc();

    assertThat(ApiError.fromGrpc(failure).details()).hasSize(300);
    ApiError told = ApiError.fromGrpc(overNetwork(failure));
    assertThat(told.details()).isEqualTo(error.details().subList(0, 20));
    assertThat(told.detailsTotal()).isEqualTo(300);
  }

  @Test
  void trailersFitTheUsualHeaderLimit() {
    ApiError error = withDetails(50, "x".repeat(5_000));
    Metadata trailers = Objects.requireNonNull(error.toGrpc().getTrailers());
    byte[] details =
        trailers.get(Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER));

    int base64 = Objects.requireNonNull(details).length * 4 / 3;
    assertThat(base64).isLessThan(HEADER_LIMIT - 1_000);
    assertThat(ApiError.fromGrpc(overNetwork(error.toGrpc())).details()).isNotEmpty();
  }

  @Test
  void reasonIsTheCode() throws Exception {
    StatusRuntimeException failure = ApiError.of(ErrorCode.IN_USE, "no").toGrpc();
    Any first = Objects.requireNonNull(StatusProto.fromThrowable(failure)).getDetails(0);

    ErrorInfo info = first.unpack(ErrorInfo.class);
    assertThat(info.getReason()).isEqualTo("IN_USE");
    assertThat(info.getDomain()).isEqualTo("apg.mesh");
  }

  @Test
  void statusesOfOthersAreUnderstood() {
    assertThat(ApiError.fromGrpc(Status.UNAVAILABLE.withDescription("away").asRuntimeException()))
        .isEqualTo(ApiError.of(ErrorCode.UNAVAILABLE, "away"));
    assertThat(ApiError.fromGrpc(Status.DEADLINE_EXCEEDED.asRuntimeException()).code())
        .isEqualTo(ErrorCode.TIMEOUT);
  }

  @Test
  void internalDescriptionsAreNotShown() {
    ApiError error =
        ApiError.fromGrpc(Status.UNKNOWN.withDescription("password=x").asRuntimeException());

    assertThat(error.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(error.message()).doesNotContain("password");
  }

  @Test
  void fieldsCanBeRenamed() {
    ApiError error = withDetails(1, "is bad").withFields(f -> "/service_config" + f);

    assertThat(error.field()).isEqualTo("/service_config/0");
    assertThat(error.details().get(0).field()).isEqualTo("/service_config/0");
  }

  private static ApiError withDetails(int count, String message) {
    List<ApiError.Detail> details =
        IntStream.range(0, count).mapToObj(i -> ApiError.Detail.of("/" + i, message, "v")).toList();
    return ApiError.of(ErrorCode.INVALID, message, "", details);
  }

  /** A network drops the cause. */
  private static StatusRuntimeException overNetwork(StatusRuntimeException failure) {
    return failure.getStatus().withCause(null).asRuntimeException(failure.getTrailers());
  }
}
