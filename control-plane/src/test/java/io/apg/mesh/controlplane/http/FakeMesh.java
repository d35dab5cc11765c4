package io.apg.mesh.controlplane.http;

import com.google.protobuf.Message;
import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.ApiException;
import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.v1.AddEndpointRequest;
import io.apg.mesh.v1.ApplyObjectsRequest;
import io.apg.mesh.v1.ApplyObjectsResponse;
import io.apg.mesh.v1.ApplyServiceGrpc;
import io.apg.mesh.v1.CreateServiceRequest;
import io.apg.mesh.v1.DeleteServiceRequest;
import io.apg.mesh.v1.DeleteServiceResponse;
import io.apg.mesh.v1.EndpointObject;
import io.apg.mesh.v1.GetServiceRequest;
import io.apg.mesh.v1.ListServicesRequest;
import io.apg.mesh.v1.ListServicesResponse;
import io.apg.mesh.v1.ServiceObject;
import io.apg.mesh.v1.ServiceRegistryGrpc;
import io.apg.mesh.v1.UpdateServiceRequest;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Services whose answers follow from the request: the id {@code missing} is unknown, {@code broken}
 * fails by a bug, {@code told} by one that is logged, {@code many} has many bad fields, {@code old}
 * has another revision.
 */
final class FakeMesh implements ServerInterceptor {
  private static final Context.Key<Metadata> HEADERS = Context.key("headers");

  private final List<Message> requests = Collections.synchronizedList(new ArrayList<>());
  private volatile @Nullable Metadata lastHeaders;

  List<ServerServiceDefinition> services() {
    return List.of(
        ServerInterceptors.intercept(new Registry(), this, new CallMetadata()),
        ServerInterceptors.intercept(new Applier(), this, new CallMetadata()));
  }

  Message lastRequest() {
    return requests.get(requests.size() - 1);
  }

  int requestCount() {
    return requests.size();
  }

  Metadata lastHeaders() {
    return Objects.requireNonNull(lastHeaders);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    lastHeaders = headers;
    return Contexts.interceptCall(
        Context.current().withValue(HEADERS, headers), call, headers, next);
  }

  private <Q extends Message, A> void answer(
      Q request, StreamObserver<A> observer, Function<Q, A> handler) {
    requests.add(request);
    try {
      A answer = handler.apply(request);
      observer.onNext(answer);
      observer.onCompleted();
    } catch (ApiException e) {
      observer.onError(e.error().toGrpc());
    } catch (IllegalStateException bug) {
      observer.onError(Status.UNKNOWN.withCause(bug).asRuntimeException());
    }
  }

  private final class Registry extends ServiceRegistryGrpc.ServiceRegistryImplBase {
    @Override
    public void createService(
        CreateServiceRequest request, StreamObserver<ServiceObject> observer) {
      answer(request, observer, r -> write(r.getService(), "created"));
    }

    @Override
    public void updateService(
        UpdateServiceRequest request, StreamObserver<ServiceObject> observer) {
      answer(request, observer, r -> write(r.getService(), "unchanged"));
    }

    @Override
    public void getService(GetServiceRequest request, StreamObserver<ServiceObject> observer) {
      answer(
          request,
          observer,
          r -> {
            if (r.getServiceId().equals("missing")) {
              throw ApiError.of(ErrorCode.NOT_FOUND, "there is no service missing").toException();
            }
            if (r.getServiceId().equals("told")) {
              throw ApiError.of(ErrorCode.INTERNAL, "internal error in request 7").toException();
            }
            if (r.getServiceId().equals("broken")) {
              throw new IllegalStateException("secret detail");
            }
            return ServiceObject.newBuilder().setServiceId(r.getServiceId()).build();
          });
    }

    @Override
    public void listServices(
        ListServicesRequest request, StreamObserver<ListServicesResponse> observer) {
      answer(request, observer, r -> ListServicesResponse.newBuilder().setTotal(0).build());
    }

    @Override
    public void deleteService(
        DeleteServiceRequest request, StreamObserver<DeleteServiceResponse> observer) {
      answer(
          request,
          observer,
          r -> {
            if (r.getServiceId().equals("used")) {
              throw ApiError.of(ErrorCode.IN_USE, "route/orders names it").toException();
            }
            return DeleteServiceResponse.newBuilder()
                .setServiceId(r.getServiceId())
                .setRevision(7)
                .build();
          });
    }

    @Override
    public void addEndpoint(AddEndpointRequest request, StreamObserver<EndpointObject> observer) {
      answer(
          request,
          observer,
          r -> {
            CallMetadata.effect(r.getEndpoint().getPort() == 80 ? "unchanged" : "created");
            return EndpointObject.newBuilder()
                .setServiceId(r.getServiceId())
                .setEndpointId("ep 1")
                .build();
          });
    }

    private ServiceObject write(ServiceObject service, String effect) {
      if (service.getServiceName().equals("many")) {
        List<ApiError.Detail> details =
            IntStream.range(0, 300)
                .mapToObj(i -> ApiError.Detail.of("/endpoints/" + i + "/port", "bad port", "70000"))
                .toList();
        throw ApiError.of(ErrorCode.INVALID, "300 fields are wrong", "", details).toException();
      }
      if (service.getServiceName().equals("old")) {
        throw ApiError.of(ErrorCode.REVISION_MISMATCH, "the revision is 9").toException();
      }
      if (!service.hasServiceVersion()) {
        ApiError.Detail detail = ApiError.Detail.of("/service_version", "is missing", "");
        throw ApiError.of(ErrorCode.INVALID, "is missing", "", List.of(detail)).toException();
      }
      if (service.getServiceVersion().equals("old")) {
        // A port that was refused on its way here is missing here.
        List<ApiError.Detail> details =
            List.of(
                ApiError.Detail.of("/service_version", "is old", "old"),
                ApiError.Detail.of("/endpoints/0/port", "is missing", ""));
        throw ApiError.of(ErrorCode.INVALID, "is old (and 1 more)", "", details).toException();
      }
      CallMetadata.revision(42);
      CallMetadata.effect(effect);
      return service.toBuilder().setServiceId("svc_orders").setRevision(42).build();
    }
  }

  private final class Applier extends ApplyServiceGrpc.ApplyServiceImplBase {
    @Override
    public void apply(ApplyObjectsRequest request, StreamObserver<ApplyObjectsResponse> observer) {
      answer(request, observer, r -> ApplyObjectsResponse.newBuilder().setRevision(3).build());
    }
  }
}
