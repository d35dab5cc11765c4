package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.rpc.Status;
import io.apg.mesh.session.DeltaRequest;
import io.apg.mesh.session.ErrorDetail;
import io.apg.mesh.session.Form;
import io.apg.mesh.session.Lane;
import io.apg.mesh.session.SotwRequest;
import io.apg.mesh.session.XdsResponse;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Refs;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.Warming;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.core.v3.BuildVersion;
import io.envoyproxy.envoy.config.core.v3.ControlPlane;
import io.envoyproxy.envoy.config.core.v3.Locality;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.type.v3.SemanticVersion;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is read and written by hand is what the generated messages say. */
class WireTest {
  private static final ByteString SERVER =
      ControlPlane.newBuilder().setIdentifier("test").build().toByteString();

  @Test
  void sotwRequestsAreReadAsTheyWereWritten() throws IOException {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      DiscoveryRequest.Builder request =
          DiscoveryRequest.newBuilder()
              .setVersionInfo(text(random))
              .setTypeUrl(XdsType.CLUSTER.typeUrl())
              .setResponseNonce(text(random))
              .addAllResourceNames(texts(random));
      if (random.nextBoolean()) {
        request.setNode(Node.newBuilder().setId(text(random)));
      }
      if (random.nextBoolean()) {
        request.setErrorDetail(Status.newBuilder().setCode(3).setMessage(text(random)));
      }
      Wire.Incoming read = new SotwWire().read(request.build().toByteArray());
      assertThat(read.typeUrl()).isEqualTo(request.getTypeUrl());
      assertThat(read.node())
          .isEqualTo(request.hasNode() ? request.getNode().toByteString() : null);
      SotwRequest said = (SotwRequest) read.as(XdsType.CLUSTER);
      assertThat(said.version()).isEqualTo(request.getVersionInfo());
      assertThat(said.nonce()).isEqualTo(request.getResponseNonce());
      assertThat(said.names()).isEqualTo(request.getResourceNamesList());
      assertThat(said.error())
          .isEqualTo(
              request.hasErrorDetail()
                  ? new ErrorDetail(3, request.getErrorDetail().getMessage())
                  : null);
    }
  }

  @Test
  void deltaRequestsAreReadAsTheyWereWritten() throws IOException {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      DeltaDiscoveryRequest.Builder request =
          DeltaDiscoveryRequest.newBuilder()
              .setTypeUrl(XdsType.ENDPOINT.typeUrl())
              .setResponseNonce(text(random))
              .addAllResourceNamesSubscribe(texts(random))
              .addAllResourceNamesUnsubscribe(texts(random));
      texts(random).forEach(name -> request.putInitialResourceVersions(name, text(random)));
      if (random.nextBoolean()) {
        request.setErrorDetail(Status.newBuilder().setCode(13).setMessage(text(random)));
      }
      Wire.Incoming read = new DeltaWire().read(request.build().toByteArray());
      assertThat(read.typeUrl()).isEqualTo(request.getTypeUrl());
      assertThat(read.node()).isNull();
      DeltaRequest said = (DeltaRequest) read.as(XdsType.ENDPOINT);
      assertThat(said.nonce()).isEqualTo(request.getResponseNonce());
      assertThat(said.subscribe()).isEqualTo(request.getResourceNamesSubscribeList());
      assertThat(said.unsubscribe()).isEqualTo(request.getResourceNamesUnsubscribeList());
      assertThat(said.initialVersions()).isEqualTo(request.getInitialResourceVersionsMap());
      assertThat(said.error() == null).isEqualTo(!request.hasErrorDetail());
    }
  }

  @Test
  void responsesAreWhatGeneratedMessagesWouldBe() throws IOException {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<Resource> resources = new ArrayList<>();
      texts(random).forEach(name -> resources.add(resource(name, random)));
      List<String> removed = texts(random);
      Lane lane = new Lane(Form.DELTA, true, "s.", () -> true);
      XdsResponse response =
          new XdsResponse(lane, XdsType.CLUSTER, "s.1", text(random), resources, removed);
      DeltaDiscoveryResponse.Builder delta =
          DeltaDiscoveryResponse.newBuilder()
              .setSystemVersionInfo(response.version())
              .setTypeUrl(XdsType.CLUSTER.typeUrl())
              .setNonce("s.1")
              .addAllRemovedResources(removed)
              .setControlPlane(ControlPlane.newBuilder().setIdentifier("test"));
      DiscoveryResponse.Builder sotw =
          DiscoveryResponse.newBuilder()
              .setVersionInfo(response.version())
              .setTypeUrl(XdsType.CLUSTER.typeUrl())
              .setNonce("s.1")
              .setControlPlane(ControlPlane.newBuilder().setIdentifier("test"));
      for (Resource resource : resources) {
        Any any =
            Any.newBuilder()
                .setTypeUrl(XdsType.CLUSTER.typeUrl())
                .setValue(resource.body())
                .build();
        sotw.addResources(any);
        delta.addResources(
            io.envoyproxy.envoy.service.discovery.v3.Resource.newBuilder()
                .setName(resource.name())
                .setVersion(resource.version())
                .setResource(any));
      }
      same(new DeltaWire().write(response, SERVER), delta.build(), random);
      same(new SotwWire().write(response, SERVER), sotw.build(), random);
    }
  }

  private static void same(Outgoing written, MessageLite expected, Random random)
      throws IOException {
    int size = written.available();
    byte[] bytes;
    if (random.nextBoolean()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      assertThat(written.drainTo(out)).isEqualTo(size);
      bytes = out.toByteArray();
    } else {
      bytes = written.readAllBytes();
    }
    assertThat(bytes).hasSize(size);
    assertThat(expected.getParserForType().parseFrom(bytes)).isEqualTo(expected);
    assertThat(written.available()).isZero();
  }

  @Test
  void ofANodeIsReadWhatIsKept() {
    Node node =
        Node.newBuilder()
            .setId("svc_a~1")
            .setCluster("a")
            .setLocality(Locality.newBuilder().setRegion("r").setZone("z"))
            .setMetadata(
                Struct.newBuilder()
                    .putFields("kept", Value.newBuilder().setStringValue("1").build())
                    .putFields("other", Value.newBuilder().setStringValue("2").build()))
            .setUserAgentName("envoy")
            .setUserAgentBuildVersion(
                BuildVersion.newBuilder()
                    .setVersion(
                        SemanticVersion.newBuilder()
                            .setMajorNumber(1)
                            .setMinorNumber(40)
                            .setPatch(2)))
            .addExtensions(
                io.envoyproxy.envoy.config.core.v3.Extension.newBuilder().setName("envoy.x"))
            .addClientFeatures("envoy.lb.does_not_support_overprovisioning")
            .build();
    io.apg.mesh.snapshot.Node read =
        NodeReader.read(node.toByteString(), field -> field.equals("kept"));
    assertThat(read)
        .isEqualTo(
            new io.apg.mesh.snapshot.Node(
                "svc_a~1",
                "a",
                "r",
                "z",
                Struct.newBuilder()
                    .putFields("kept", Value.newBuilder().setStringValue("1").build())
                    .build(),
                "envoy",
                "1.40.2",
                java.util.Set.of("envoy.lb.does_not_support_overprovisioning")));
    assertThat(NodeReader.read(null, field -> true).id()).isEmpty();
  }

  @Test
  void garbageIsRefusedInWords() {
    IncomingMarshaller marshaller = new IncomingMarshaller(new DeltaWire());
    assertThatThrownBy(() -> marshaller.parse(new ByteArrayInputStream(new byte[] {10, 100, 1, 2})))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("request: not a message of this method");
    assertThatThrownBy(
            () -> NodeReader.read(ByteString.copyFrom(new byte[] {10, 100}), field -> true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("node");
    Random random = new Random(1);
    for (int i = 0; i < 5000; i++) {
      byte[] noise = new byte[random.nextInt(40)];
      random.nextBytes(noise);
      for (Wire wire : List.of(new DeltaWire(), new SotwWire())) {
        try {
          Wire.Incoming read = new IncomingMarshaller(wire).parse(new ByteArrayInputStream(noise));
          assertThat(read.as(XdsType.SECRET).type()).isEqualTo(XdsType.SECRET);
        } catch (StatusRuntimeException expected) {
          assertThat(expected).hasMessageContaining("request:");
        }
      }
    }
  }

  @Test
  void namesOfARequestAreCompared() throws IOException {
    DiscoveryRequest request =
        DiscoveryRequest.newBuilder().addResourceNames("ä").addResourceNames("b").build();
    SotwRequest said =
        (SotwRequest) new SotwWire().read(request.toByteArray()).as(XdsType.ENDPOINT);
    assertThat(said.names()).containsExactly("ä", "b");
    assertThat(said).isEqualTo(new SotwRequest(XdsType.ENDPOINT, "", "", List.of("ä", "b"), null));
  }

  private static Resource resource(String name, Random random) {
    byte[] body = new byte[random.nextInt(3) * 3000];
    random.nextBytes(body);
    return new EncodedResource(
        XdsType.CLUSTER,
        name,
        text(random),
        ByteString.copyFrom(body),
        Refs.NONE,
        List.of(),
        Warming.NOTHING,
        false);
  }

  private static List<String> texts(Random random) {
    List<String> all = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      all.add(i + text(random));
    }
    return all;
  }

  private static String text(Random random) {
    return List.of("", "a", "cluster-" + random.nextInt(1000), "häß€", "x".repeat(300))
        .get(random.nextInt(5));
  }
}
