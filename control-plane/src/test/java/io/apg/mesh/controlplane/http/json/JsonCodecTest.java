package io.apg.mesh.controlplane.http.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.apg.mesh.v1.ApplyObject;
import io.apg.mesh.v1.EndpointList;
import io.apg.mesh.v1.EndpointObject;
import io.apg.mesh.v1.LifecycleStatus;
import io.apg.mesh.v1.ProxyObject;
import io.apg.mesh.v1.RouteObject;
import io.apg.mesh.v1.ServiceObject;
import io.apg.mesh.v1.SyncStatus;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class JsonCodecTest {
  @Test
  void fieldsWithoutPresenceAreAlwaysPrinted() {
    assertThat(json(ServiceObject.getDefaultInstance()))
        .isEqualTo("{'status_reason':'','dependencies':[],'metadata':{},'labels':{},'revision':0}");
  }

  @Test
  void objectsArePrintedInTheApisForm() {
    ServiceObject service =
        ServiceObject.newBuilder()
            .setServiceId("svc_orders")
            .setStatus(LifecycleStatus.LIFECYCLE_STATUS_DRAINING)
            .setDefault(false)
            .putLabels("b", "2")
            .putLabels("a", "1")
            .setEndpoints(
                EndpointList.newBuilder().addEndpoints(EndpointObject.newBuilder().setPort(80)))
            .setCreatedAt(Timestamp.newBuilder().setSeconds(1_700_000_000).setNanos(5_000_000))
            .setRevision(9_007_199_254_740_993L)
            .build();

    assertThat(json(service))
        .isEqualTo(
            "{'service_id':'svc_orders','status':'draining','status_reason':'','default':false,"
                + "'dependencies':[],'metadata':{},'labels':{'a':'1','b':'2'},"
                + "'endpoints':[{'service_id':'','port':80,'metadata':{},'labels':{},"
                + "'addresses':[],'revision':0}],"
                + "'created_at':'2023-11-14T22:13:20.005Z','revision':9007199254740993}");
    assertThat(json(ProxyObject.newBuilder().setStatus(SyncStatus.SYNC_STATUS_NOT_SENT).build()))
        .contains("'status':'not_sent'");
    assertThat(json(ApplyObject.newBuilder().setRoute(RouteObject.getDefaultInstance()).build()))
        .startsWith("{'kind':'route','hosts':[]");
  }

  @Test
  void integersMayBeWrittenAsDecimals() {
    for (String port : new String[] {"80", "80.0", "8e1", "8000E-2"}) {
      assertThat(service("{'endpoints': [{'port': " + port + "}]}").getEndpoints().getEndpoints(0))
          .isEqualTo(EndpointObject.newBuilder().setPort(80).build());
    }
  }

  @Test
  void absentDiffersFromEmpty() {
    assertThat(service("{}").hasEndpoints()).isFalse();
    assertThat(service("{'endpoints': []}").hasEndpoints()).isTrue();
    assertThat(service("{'description': ''}").hasDescription()).isTrue();
    assertThat(service("{}").hasDescription()).isFalse();
  }

  @Test
  void whatOnlyAnswersSayIsIgnored() {
    assertThat(service("{'created_at': 'x', 'revision': null, 'status_reason': []}"))
        .isEqualTo(ServiceObject.getDefaultInstance());
  }

  @Test
  void bothFormsOfBodySayTheSame() {
    ServiceObject flat = service("{'service_name': 'a', 'endpoints': [{'host': 'h'}]}");

    assertThat(service("{'service_config': {'service_name': 'a'}, 'endpoints': [{'host': 'h'}]}"))
        .isEqualTo(flat);
    assertThat(service("{'service_config': {'service_name': 'a', 'endpoints': [{'host': 'h'}]}}"))
        .isEqualTo(flat);
  }

  @Test
  void fieldsAreNamedAsTheClientSentThem() {
    UnaryOperator<String> flat = names("{'service_name': 'a'}");
    UnaryOperator<String> beside = names("{'service_config': {}, 'endpoints': []}");
    UnaryOperator<String> inside = names("{'service_config': {'endpoints': []}}");

    assertThat(flat.apply("/service_name")).isEqualTo("/service_name");
    assertThat(beside.apply("/service_name")).isEqualTo("/service_config/service_name");
    assertThat(beside.apply("/endpoints/0/port")).isEqualTo("/endpoints/0/port");
    assertThat(inside.apply("/endpoints/0/port")).isEqualTo("/service_config/endpoints/0/port");
    assertThat(beside.apply("")).isEmpty();
  }

  private static String json(Message message) {
    return StrictJson.write(JsonCodec.write(message)).toStringUtf8().replace('"', '\'');
  }

  private static ServiceObject service(String body) {
    ServiceObject.Builder into = ServiceObject.newBuilder();
    Problems problems = new Problems();
    read(body, into, problems);
    assertThat(problems.error()).isNull();
    return into.build();
  }

  private static UnaryOperator<String> names(String body) {
    return read(body, ServiceObject.newBuilder(), new Problems());
  }

  private static UnaryOperator<String> read(String body, Message.Builder into, Problems problems) {
    ByteString bytes = ByteString.copyFromUtf8(body.replace('\'', '"'));
    return JsonCodec.readBody(StrictJson.parse(bytes), Set.of(), into, problems);
  }
}
