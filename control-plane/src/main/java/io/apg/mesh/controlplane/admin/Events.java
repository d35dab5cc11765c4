package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.history.EventLog;
import io.apg.mesh.controlplane.history.EventType;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.registry.EventQuery;
import io.apg.mesh.registry.EventRecord;
import io.apg.mesh.registry.EventRecord.ObjectName;
import io.apg.mesh.v1.EventObject;
import io.apg.mesh.v1.EventServiceGrpc;
import io.apg.mesh.v1.ListEventsRequest;
import io.apg.mesh.v1.ListEventsResponse;
import io.apg.mesh.v1.ObjectReference;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events, over gRPC. A page token is the last id of the page before. */
final class Events extends EventServiceGrpc.EventServiceImplBase {
  private final Calls calls;
  private final EventLog log;

  Events(Calls calls, EventLog log) {
    this.calls = calls;
    this.log = log;
  }

  @Override
  public void listEvents(ListEventsRequest request, StreamObserver<ListEventsResponse> observer) {
    calls.read(observer, () -> list(request));
  }

  private ListEventsResponse list(ListEventsRequest request) {
    Page.Request wanted =
        Page.Request.of(
            "events", request.hasPageSize(), request.getPageSize(), request.getPageToken());
    long before = wanted.revision() < 0 ? Long.MAX_VALUE : wanted.revision();
    List<EventRecord> found =
        log.find(
            new EventQuery(
                Principal.current().tenant(),
                request.hasType() ? type(request) : "",
                object(request),
                request.getProxy(),
                since(request),
                before,
                wanted.size() + 1));
    List<EventRecord> page = found.subList(0, Math.min(found.size(), wanted.size()));
    ListEventsResponse.Builder response = ListEventsResponse.newBuilder();
    page.forEach(event -> response.addEvents(toProto(event)));
    if (found.size() > page.size()) {
      response.setNextPageToken(Page.token(wanted.kind(), page.get(page.size() - 1).id(), ""));
    }
    return response.build();
  }

  private static String type(ListEventsRequest request) {
    EventType type = Enums.EVENT.toDomain(request.getType());
    if (type == null) {
      throw Refusals.parameter("type", request.getType().name(), "a type of event");
    }
    return type.word();
  }

  private static @Nullable ObjectName object(ListEventsRequest request) {
    if (request.hasKind() != request.hasId()) {
      throw Refusals.parameter(
          request.hasKind() ? "kind" : "id",
          request.hasKind() ? request.getKind() : request.getId(),
          "kind and id together");
    }
    return request.hasKind() ? new ObjectName(request.getKind(), request.getId()) : null;
  }

  private static Instant since(ListEventsRequest request) {
    if (!request.hasSince()) {
      return Instant.EPOCH;
    }
    try {
      return OffsetDateTime.parse(request.getSince()).toInstant();
    } catch (DateTimeParseException e) {
      throw Refusals.parameter(
          "since", request.getSince(), "a time as 2030-01-31T12:00:00Z (RFC 3339)");
    }
  }

  private static EventObject toProto(EventRecord event) {
    EventObject.Builder message =
        EventObject.newBuilder()
            .setId(event.id())
            .setTime(Times.toProto(event.time()))
            .setLastTime(Times.toProto(event.lastTime()))
            .setCount(event.count())
            .setType(Enums.EVENT.toProto(EventType.of(event.type())))
            .setProxy(event.proxy())
            .setMessage(event.message())
            .setRevision(event.revision())
            .putAllDetails(event.details());
    for (ObjectName object : event.objects()) {
      message.addObjects(ObjectReference.newBuilder().setKind(object.kind()).setId(object.id()));
    }
    return message.build();
  }
}
